#include "infra/api/manage/list_input.h"

#include <charconv>

#include "query/keyword.h"
#include "shared/validation.h"

namespace authledger::infra::manage {
namespace {

using query::ListQuery;

std::optional<std::int64_t> number(const std::string& text, std::int64_t low, std::int64_t high) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || value < low || value > high)
    return std::nullopt;
  return value;
}

// A number of the query, or of the body where the operation has one.
std::string value_of(const Call& call, const char* name) {
  const auto member = call.body.FindMember(name);
  if (member == call.body.MemberEnd() || member->value.IsNull()) return {};
  if (member->value.IsString()) return std::string(as_view(member->value));
  return to_text(member->value);
}

Status read_page(Call& call, ListQuery& list) {
  std::vector<FieldError> wrong;
  const auto consistency = value_of(call, "consistency");
  call.common.strong = consistency == "strong";
  if (!consistency.empty() && consistency != "strong" && consistency != "session")
    wrong.push_back({"consistency", "must be strong or session"});
  const auto read = [&](const char* name, std::int64_t low, std::int64_t high) {
    const auto text = value_of(call, name);
    if (text.empty() && !call.body.HasMember(name)) return std::optional<std::int64_t>();
    const auto value = number(text, low, high);
    if (!value)
      wrong.push_back({name, "must be a whole number from " + std::to_string(low) + " to " +
                                 std::to_string(high)});
    return value;
  };
  const auto page = read("pageNumber", 0, 1'000'000'000);
  const auto rows = read("pageRowCount", 1, 500);
  if (!wrong.empty()) return fail(invalid_input(std::move(wrong)));
  list.page_number = page ? *page : (rows ? 1 : 0);
  if (rows) list.page_row_count = static_cast<int>(*rows);
  return {};
}

}  // namespace

Result<ListQuery> read_list(Call& call, const ListInput& input) {
  ListQuery list;
  list.tenant_id = call.tenant_id;
  AUTHLEDGER_CHECK(read_page(call, list));
  if (input.keyword && !query::parse_keyword(*input.keyword).words.empty())
    list.keyword = input.keyword;
  return list;
}

}  // namespace authledger::infra::manage
