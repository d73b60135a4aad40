// The query string of a list, from the request target to the query that the read model gets.
#include <array>

#include "infra/http/query_parameters.h"
#include "infra/http/transport/target.h"
#include "projections/users.h"
#include "query/canonical.h"
#include "tests/fuzz/fuzz.h"

namespace authledger::fuzz {

using namespace infra;

namespace {

const projections::ReadModelSchema& users_model() { return projections::users().schema(); }

std::string encoded(const HttpFields& query) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto all = [&](std::string_view text) {
    std::string out;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
    return out;
  };
  std::string out;
  for (const auto& [key, value] : query) out += "&" + all(key) + "=" + all(value);
  return out;
}

void check_list(const HttpRequest& request, const Route& route) {
  alignas(64) static std::array<std::byte, 64> nothing;  // no service is used here
  Call call{.request = request, .route = route, .services = reinterpret_cast<Services&>(nothing)};
  const auto status = read_common_parameters(call);
  if (!status) {
    require(!status.error().fields.empty(), "a refusal names the parameters");
    for (const auto& one : status.error().fields) {
      require(!one.message.empty(), "a refused parameter says why");
    }
    return;
  }
  require(call.common.page_number >= 0, "a page has a number");
  require(call.common.page_row_count >= 1 && call.common.page_row_count <= 500, "pages have rows");
  const auto list = read_list_query(call);
  const auto text = query::canonical(users_model(), list);
  require(query::canonical(users_model(), read_list_query(call)) == text, "one query, one text");
  require(parse_json(applied_filters(call)).has_value(), "the filters are told as JSON");
}

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger::fuzz;
  using namespace authledger::infra;
  Target target;
  const auto raw = "/v1/users?" + std::string(text_of(data, size));
  if (const auto refusal = parse_target("GET", raw, target)) {
    require(!refusal->reason.empty(), "a refusal says why");
    return 0;
  }
  Target again;
  const auto wrong = target.query.empty()
                         ? std::nullopt
                         : parse_target("GET", "/v1/users?" + encoded(target.query), again);
  for (const auto& [key, value] : target.query) {
    // A NUL cannot be sent encoded, and cannot be sent bare.
    require(key.find('\0') == std::string::npos && value.find('\0') == std::string::npos, "no NUL");
  }
  require(!wrong && again.query == target.query, "parameters survive a round trip");
  HttpRequest request;
  request.method = "GET";
  request.path = target.path;
  request.query = target.query;
  const Route list{.name = "listUsers",
                   .method = "GET",
                   .path = "/v1/users",
                   .list_of = users_model,
                   .query = {"email", "fullname", "roleId"}};
  const Route search{.name = "searchUsers",
                     .method = "GET",
                     .path = "/v1/searchusers",
                     .list_of = users_model,
                     .query = {"keyword", "roleId"}};
  check_list(request, list);
  check_list(request, search);
  return 0;
}
