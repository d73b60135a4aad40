#include "infra/http/query_parameters.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::int64_t kPageNumberMax = 1'000'000'000;
constexpr std::int64_t kPageRowCountMax = 500;
constexpr std::int64_t kCacheTtlMax_s = 24 * 3600;
constexpr std::size_t kFilterLengthMax = 256;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || text.empty())
    return std::nullopt;
  return value;
}

// Reads one known parameter at a time and collects what is wrong.
class Reader {
 public:
  void boolean(std::string_view name, std::string_view value, bool& into) {
    if (value != "true" && value != "false")
      errors_.push_back({std::string(name), "must be true or false"});
    else
      into = value == "true";
  }
  std::optional<std::int64_t> number(std::string_view name, std::string_view value,
                                     std::int64_t low, std::int64_t high) {
    const auto parsed = whole_number(value);
    if (parsed && *parsed >= low && *parsed <= high) return parsed;
    errors_.push_back({std::string(name), "must be a whole number from " + std::to_string(low) +
                                              " to " + std::to_string(high)});
    return std::nullopt;
  }
  void wrong(std::string_view name, std::string message) {
    errors_.push_back({std::string(name), std::move(message)});
  }
  void unknown(std::string_view name) {
    wrong(name, "is not a parameter of this route");
    unknown_ = true;
  }
  // A parameter that has one value: false, and wrong, when it was there before.
  bool once(std::string_view name) {
    if (seen_.insert(std::string(name)).second) return true;
    wrong(name, "must be given once");
    return false;
  }
  Status status() {
    if (errors_.empty()) return {};
    Error refused = invalid_input(std::move(errors_));
    if (!unknown_) return fail(std::move(refused));
    Error named = error(errors::kUnknownFilter, std::move(refused.detail));
    named.fields = std::move(refused.fields);
    return fail(std::move(named));
  }

 private:
  std::vector<FieldError> errors_;
  std::set<std::string> seen_;
  bool unknown_ = false;
};

bool is_free_parameter(std::string_view name) {
  return name == "access_token" || name == "requestId";
}

const projections::ReadField* filter_field(const Call& call, std::string_view name) {
  if (call.route.list_of == nullptr) return nullptr;
  const auto* field = call.route.list_of().find(name);
  return field != nullptr && field->filter ? field : nullptr;
}

// A route may take only some of its read model's filters: those it names in `query`.
bool takes(const Call& call, std::string_view name) {
  return std::find(call.route.query.begin(), call.route.query.end(), name) !=
         call.route.query.end();
}

bool read_one(Call& call, Reader& reader, std::string_view name, std::string_view value) {
  auto& common = call.common;
  if (name == "getJoins")
    reader.boolean(name, value, common.get_joins);
  else if (name == "excludeCQRS")
    reader.boolean(name, value, common.exclude_cqrs);
  else if (name == "caching")
    reader.boolean(name, value, common.caching);
  else if (name == "cacheTTL")
    common.cache_ttl_s = reader.number(name, value, 0, kCacheTtlMax_s);
  else if (name == "pageNumber")
    common.page_number = reader.number(name, value, 0, kPageNumberMax).value_or(1);
  else if (name == "pageRowCount")
    common.page_row_count =
        static_cast<int>(reader.number(name, value, 1, kPageRowCountMax).value_or(25));
  else if (name == "consistency") {
    if (value != "strong" && value != "session") reader.wrong(name, "must be strong or session");
    common.strong = value == "strong";
  } else {
    return false;
  }
  return true;
}

void check_filter_value(Reader& reader, std::string_view name, std::string_view value) {
  if (value.empty()) reader.wrong(name, "must not be empty");
  if (code_points(value) > kFilterLengthMax) reader.wrong(name, "must have at most 256 characters");
  if (value.find('\0') != std::string_view::npos)
    reader.wrong(name, "must not contain a zero byte");
}

void check_filter_kind(const Call& call, Reader& reader, std::string_view name,
                       std::string_view value) {
  const auto* field = filter_field(call, name);
  if (field == nullptr || value == "null") return;
  if (field->kind == projections::FieldKind::kBool && value != "true" && value != "false")
    reader.wrong(name, "must be true or false");
}

std::vector<std::string> values_of(const Call& call, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : call.request.query) {
    if (key == name) values.push_back(value);
  }
  return values;
}

// `<field>[:asc|desc]` on a field that can be sorted by.
void check_sort(const Call& call, Reader& reader, std::string_view value) {
  const auto colon = value.find(':');
  const auto* known = call.route.list_of().find(value.substr(0, colon));
  if (known == nullptr || !known->sort)
    reader.wrong("sortBy", "knows no field \"" + std::string(value.substr(0, colon)) + "\"");
  const auto order = colon == std::string_view::npos ? "asc" : value.substr(colon + 1);
  if (order != "asc" && order != "desc") reader.wrong("sortBy", "must end in :asc or :desc");
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

Status read_common_parameters(Call& call) {
  if (!call.route.path.starts_with("/v1")) return {};
  Reader reader;
  std::map<std::string_view, int> values;
  for (const auto& [name, value] : call.request.query) {
    if (is_free_parameter(name)) continue;
    if (read_one(call, reader, name, value)) {
      reader.once(name);
    } else if (takes(call, name)) {
      check_filter_value(reader, name, value);
      check_filter_kind(call, reader, name, value);
      if (name == "keyword" && reader.once(name) && !value.empty() && is_blank(value))
        reader.wrong(name, "must not be blank");
      if (++values[name] == kFilterValuesMax + 1) reader.wrong(name, "has too many values");
    } else if (call.route.list_of != nullptr && name == "sortBy") {
      if (reader.once(name)) check_sort(call, reader, value);
    } else if (call.route.list_of != nullptr) {
      reader.unknown(name);
    }
  }
  if (takes(call, "keyword") && values_of(call, "keyword").empty())
    reader.wrong("keyword", "is required");
  return reader.status();
}

query::ListQuery read_list_query(const Call& call) {
  query::ListQuery list;
  list.tenant_id = call.tenant_id;
  list.page_number = call.common.page_number;
  list.page_row_count = call.common.page_row_count;
  for (const auto name : call.route.query) {
    const auto* field = filter_field(call, name);
    const auto values = field != nullptr ? values_of(call, name) : std::vector<std::string>();
    if (values.empty()) continue;
    query::Filter any{query::Filter::Kind::kOr};
    for (const auto& value : values) {
      const bool text = field->kind == projections::FieldKind::kText;
      if (value == "null")
        any.children.push_back({query::Filter::Kind::kIsNull, field->name});
      else
        any.children.push_back(
            {text ? query::Filter::Kind::kContains : query::Filter::Kind::kEquals, field->name,
             value});
    }
    list.filter.children.push_back(std::move(any));
  }
  if (takes(call, "keyword")) list.keyword = values_of(call, "keyword").front();
  if (const auto sorts = values_of(call, "sortBy"); !sorts.empty()) {
    const auto colon = sorts.front().find(':');
    list.sort = query::Sort{sorts.front().substr(0, colon),
                            colon != std::string::npos && sorts.front().substr(colon) == ":desc"};
  }
  return list;
}

std::string applied_filters(const Call& call) {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartArray();
  for (const auto name : call.route.query) {
    const auto values = values_of(call, name);
    if (values.empty()) continue;
    out.StartObject();
    out.Key("field");
    write_text(out, name);
    out.Key("values");
    out.StartArray();
    for (const auto& value : values) write_text(out, value);
    out.EndArray();
    out.EndObject();
  }
  out.EndArray();
  return buffer_text(buffer);
}

std::string lower_id(std::string_view id) {
  std::string text(id);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_json_type(std::string_view content_type) {
  return media_type_is(content_type, "application/json");
}

bool media_type_is(std::string_view content_type, std::string_view wanted) {
  std::string type = lower_id(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  if (type != wanted) return false;
  const std::string rest = lower_id(content_type);
  return rest.find("charset") == std::string::npos || rest.find("utf-8") != std::string::npos;
}

std::optional<StreamVersion> parse_record_version(std::string_view if_match) {
  if (if_match.size() < 3 || if_match.front() != '"' || if_match.back() != '"') return std::nullopt;
  const auto version = whole_number(if_match.substr(1, if_match.size() - 2));
  return version && *version > 0 ? version : std::nullopt;
}

bool printable(std::string_view text, std::size_t length_max) {
  return !text.empty() && text.size() <= length_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace authledger::infra
