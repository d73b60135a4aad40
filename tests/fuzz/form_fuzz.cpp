// application/x-www-form-urlencoded and HTTP Basic: the first line is an Authorization header, the
// rest the body.
#include <set>

#include "infra/http/basic_credentials.h"
#include "infra/http/form.h"
#include "shared/json.h"
#include "tests/fuzz/fuzz.h"

namespace authledger::fuzz {
namespace {

std::string encoded(const infra::HttpFields& fields) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  const auto add = [&](std::string_view text) {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  };
  for (const auto& [name, value] : fields) {
    out += '&';
    add(name);
    out += '=';
    add(value);
  }
  return out;
}

void check_basic(std::string_view line) {
  infra::HttpRequest request;
  request.headers = {{"Authorization", std::string(line)}};
  const auto given = infra::basic_credentials(request);
  if (!given) return;
  require(given->name.find(':') == std::string::npos, "a name ends at the first colon");
  require(is_utf8(given->name) && is_utf8(given->password), "credentials are text");
}

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger;
  using namespace authledger::fuzz;
  auto body = text_of(data, size);
  check_basic(cut(body, '\n'));
  const auto fields = infra::parse_form(body);
  if (!fields) {
    require(!fields.error().detail.empty(), "a refusal says why");
    return 0;
  }
  require(fields->size() <= infra::kFormFieldsMax, "fields are counted");
  std::set<std::string> names;
  for (const auto& [name, value] : *fields) {
    require(names.insert(name).second, "no field comes twice");
    require(!value.empty() && is_utf8(name) && is_utf8(value), "values are text");
    require((name + value).find('\0') == std::string::npos, "no NUL");
  }
  const auto again = infra::parse_form(encoded(*fields));
  require(again && *again == *fields, "fields survive a round trip");
  return 0;
}
