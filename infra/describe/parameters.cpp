#include "infra/describe/parameters.h"

#include <algorithm>

#include "infra/describe/json_text.h"
#include "infra/http/query_parameters.h"
#include "projections/document.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kExampleId = "018f0000-0000-7000-8000-0000000a11ce";
// The transport refuses a zero byte wherever it stands.
constexpr std::string_view kText = R"({"type":"string","pattern":"^[^\\u0000]*$"})";
constexpr std::string_view kId = R"({"type":"string","format":"uuid"})";
constexpr std::string_view kWhole = R"({"type":"integer","minimum":0})";
constexpr std::string_view kPageNumber = R"({"type":"integer","minimum":0,"maximum":1000000000})";
constexpr std::string_view kPageSize = R"({"type":"integer","minimum":1,"maximum":500})";
constexpr std::string_view kBoolean = R"({"type":"boolean"})";
constexpr std::string_view kFilterText =
    R"({"type":"string","minLength":1,"maxLength":256,"pattern":"^[^\\u0000]*$"})";

constexpr std::string_view kFilterFlag = R"({"enum":["true","false","null"]})";

DescribedParameter in_query(std::string_view name, std::string schema, std::string_view about,
                            std::string_view example = {}) {
  return {std::string(name), "query", std::move(schema), std::string(about), std::string(example)};
}

DescribedParameter in_header(std::string_view name, std::string_view schema, std::string_view about,
                             std::string_view example = {}) {
  return {std::string(name), "header", std::string(schema), std::string(about),
          std::string(example)};
}

std::string integer(std::int64_t low, std::int64_t high, std::int64_t usual) {
  return JsonObject()
      .text("type", "integer")
      .number("minimum", low)
      .number("maximum", high)
      .number("default", usual)
      .json();
}

std::string list_of(std::string_view items) {
  return JsonObject()
      .text("type", "array")
      .raw("items", items)
      .number("maxItems", kFilterValuesMax)
      .json();
}

void add_filters(const Route& route, std::vector<DescribedParameter>& out) {
  for (const auto name : route.query) {
    if (name == "keyword") {
      out.push_back(in_query(name,
                             R"({"type":"string","minLength":1,"maxLength":256,)"
                             R"("pattern":"^[^\\u0000]*[^\\u0000 \\t\\r\\n][^\\u0000]*$"})",
                             "Words, or parts of words; the best match comes first.", "ada"));
      out.back().required = true;
      continue;
    }
    const auto* field = route.list_of != nullptr ? route.list_of().find(name) : nullptr;
    const bool text = field == nullptr || field->kind == projections::FieldKind::kText;
    const bool flag = field != nullptr && field->kind == projections::FieldKind::kBool;
    out.push_back(in_query(
        name, list_of(flag ? kFilterFlag : kFilterText),
        text ? "Part of the value, ignoring case and accents; repeated: any of them; `null`: none."
             : "The whole value; repeated: any of them; `null`: none."));
  }
}

void add_sort(const Route& route, std::vector<DescribedParameter>& out) {
  JsonArray values;
  for (const auto& field : route.list_of().fields) {
    if (!field.sort) continue;
    for (const char* order : {"", ":asc", ":desc"}) values.text(field.name + order);
  }
  out.push_back(in_query("sortBy", JsonObject().raw("enum", values.json()).json(),
                         "The field to sort by; the newest come first without it."));
}

void add_list_parameters(const Route& route, std::vector<DescribedParameter>& out) {
  add_filters(route, out);
  add_sort(route, out);
  out.push_back(in_query("pageNumber", integer(0, 1'000'000'000, 1), "0: all rows, as a stream."));
  out.push_back(in_query("pageRowCount", integer(1, 500, 25), "Rows of a page."));
  out.push_back(in_query("caching", std::string(kBoolean), "false: not from the cache."));
  out.push_back(in_query("cacheTTL", integer(0, 24 * 3600, 300), "Seconds an answer is kept."));
  out.push_back(in_query("consistency", R"({"enum":["session","strong"]})",
                         "`strong` shows everything that was committed when the request arrived."));
}

std::string_view schema_of(const Parameter& parameter) {
  switch (parameter.kind) {
    case Parameter::Kind::kId:
      return kId;
    case Parameter::Kind::kNumber:
      if (parameter.name == "pageRowCount") return kPageSize;
      return parameter.name == "pageNumber" ? kPageNumber : kWhole;
    case Parameter::Kind::kBoolean:
      return kBoolean;
    case Parameter::Kind::kText:
      break;
  }
  return parameter.name == "keyword" ? kFilterText : kText;
}

void add_headers(const Route& route, std::vector<DescribedParameter>& out) {
  if (route.takes_idempotency_key()) {
    out.push_back(in_header("Idempotency-Key", R"({"type":"string","pattern":"^[!-~]{1,128}$"})",
                            "The same key and body give the first answer again for 24 hours."));
  }
  if (route.is_write()) {
    out.push_back(in_header("If-Match", R"({"type":"string","pattern":"^\"[1-9][0-9]{0,17}\"$"})",
                            "Only if the object still has this recordVersion."));
  }
  if (route.reads != ReadClass::kNone) {
    out.push_back(in_header("x-position", R"({"type":"string","pattern":"^[0-9]+-[0-9]+$"})",
                            "As a write answered it: the read shows that write.", "1-1"));
  }
  out.push_back(
      in_header("x-tenant", kText, "The tenant's codename, for callers without a token.", "root"));
}

}  // namespace

std::string path_template(std::string_view path) {
  std::string text;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != ':') {
      text += path[i];
      continue;
    }
    const auto end = std::min(path.find_first_of("/.", i), path.size());
    text += "{" + std::string(path.substr(i + 1, end - i - 1)) + "}";
    i = end - 1;
  }
  return text;
}

std::vector<std::string> path_names(std::string_view path) {
  std::vector<std::string> names;
  for (auto at = path.find(':'); at != std::string_view::npos; at = path.find(':', at + 1)) {
    const auto end = std::min(path.find_first_of("/.", at), path.size());
    names.emplace_back(path.substr(at + 1, end - at - 1));
  }
  return names;
}

std::vector<DescribedParameter> parameters_of(const Route& route) {
  std::vector<DescribedParameter> out;
  for (const auto& name : path_names(route.path)) {
    const bool id = name == "id" || name.ends_with("Id") || name.ends_with("_id");
    out.push_back({name, "path",
                   id ? std::string(kId) : R"({"type":"string","minLength":1,"maxLength":256})", "",
                   id ? std::string(kExampleId) : name, true});
  }
  if (route.list_of != nullptr) add_list_parameters(route, out);
  if (route.path.starts_with("/v1/") && route.method == "GET") {
    out.push_back(in_query("getJoins", std::string(kBoolean), "false: without joined objects."));
    out.push_back(in_query("excludeCQRS", std::string(kBoolean),
                           "true: without objects joined from read models."));
  }
  for (const auto& one : route.parameters) {
    out.push_back({std::string(one.name), one.header ? "header" : "query",
                   std::string(schema_of(one)), std::string(one.about), std::string(one.example),
                   one.required});
  }
  out.push_back(in_query("requestId", std::string(kText), "Comes back as x-request-id."));
  add_headers(route, out);
  return out;
}

std::string to_json(const DescribedParameter& parameter) {
  JsonObject json;
  json.text("name", parameter.name).text("in", parameter.place);
  if (!parameter.about.empty()) json.text("description", parameter.about);
  if (parameter.required) json.flag("required", true);
  json.raw("schema", parameter.schema);
  const bool text = parameter.schema.find(R"("type":"string")") != std::string::npos;
  if (!parameter.example.empty())
    json.raw("example", text ? json_quote(parameter.example) : parameter.example);
  return json.json();
}

}  // namespace authledger::infra
