// Generated avatars.
#include <cstdint>

#include "infra/api/service/users.h"
#include "infra/http/call.h"
#include "infra/http/query_parameters.h"
#include "shared/errors.h"

namespace authledger::infra {

// A face of five by five mirrored squares and a colour, both from the id: nothing personal is in
// it.
Result<Reply> get_avatar(Call& call) {
  const std::string& name = call.path.find("id")->second;
  if (!name.ends_with(".svg") || !is_uuid(std::string_view(name).substr(0, name.size() - 4)))
    return fail(errors::kNotFound);
  std::uint64_t hash = 1469598103934665603ULL;
  for (const char c : lower_id(name))
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 7 7\"><rect width=\"7\" "
      "height=\"7\" fill=\"#eef\"/><g fill=\"hsl(" +
      std::to_string(hash % 360) + ",60%,45%)\">";
  for (int column = 0; column < 3; ++column) {
    for (int row = 0; row < 5; ++row) {
      if (((hash >> (16 + column * 5 + row)) & 1) == 0) continue;
      for (const int x : {column, 4 - column}) {
        svg += "<rect x=\"" + std::to_string(x + 1) + "\" y=\"" + std::to_string(row + 1) +
               "\" width=\"1\" height=\"1\"/>";
      }
    }
  }
  svg += "</g></svg>";
  return Reply{
      {200,
       {{"content-type", "image/svg+xml"}, {"cache-control", "public, max-age=86400, immutable"}},
       svg}};
}

}  // namespace authledger::infra
