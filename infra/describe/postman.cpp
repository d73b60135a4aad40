#include "infra/describe/postman.h"

#include <algorithm>
#include <set>

#include "infra/describe/example.h"
#include "infra/describe/json_text.h"
#include "infra/describe/openapi.h"
#include "infra/describe/parameters.h"
#include "infra/describe/schemas.h"

namespace authledger::infra {
namespace {

// Shown to whoever looks the collection up; the id is of this document, for ever.
constexpr std::string_view kInfo =
    R"({"_postman_id":"6f1c8a52-1c0e-4d6e-9a53-8f4f3f1f0a11","name":"authledger","description":"Log in first: its script keeps the token for the other requests.","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"})";

constexpr std::string_view kStoreToken =
    R"([{"listen":"test","script":{"type":"text/javascript","exec":["const answer = pm.response.json();","if (answer.accessToken) {","  pm.collectionVariables.set('token', answer.accessToken);","  pm.collectionVariables.set('userId', answer.userId);","}"]}}])";

constexpr std::string_view kAppAuth =
    R"({"type":"basic","basic":[{"key":"username","value":"{{appId}}","type":"string"},{"key":"password","value":"{{appSecret}}","type":"string"}]})";

std::string variable(std::string_view key, std::string_view value) {
  return JsonObject().text("key", key).text("value", value).json();
}

// :userId → {{userId}}
std::string with_variables(std::string_view path) {
  std::string text = path_template(path);
  for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != std::string::npos; at += 2)
    text.insert(at, 1, text[at]);
  return text;
}

std::string url_of(const Route& route) {
  const std::string path = with_variables(route.path);
  JsonArray segments;
  for (std::size_t at = 1; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    segments.text(std::string_view(path).substr(at, end - at));
    at = end + 1;
  }
  JsonArray query;
  for (const auto& one : parameters_of(route)) {
    if (one.place != "query") continue;
    query.raw(JsonObject()
                  .text("key", one.name)
                  .text("value", one.example)
                  .text("description", one.about)
                  .flag("disabled", !one.required)
                  .json());
  }
  JsonObject url;
  url.text("raw", "{{baseUrl}}" + path)
      .raw("host", R"(["{{baseUrl}}"])")
      .raw("path", segments.json());
  if (!query.empty()) url.raw("query", query.json());
  return url.json();
}

std::string form_of(const Route& route) {
  JsonArray fields;
  const auto example = parse_json(example_json(route.request_schema()));
  for (const auto& one : example->GetObject())
    fields.raw(variable(as_view(one.name), one.value.IsString() ? as_view(one.value) : ""));
  return JsonObject().text("mode", "urlencoded").raw("urlencoded", fields.json()).json();
}

std::string postman_body(const Route& route, const Schemas& schemas) {
  if (route.takes_file())
    return R"({"mode":"formdata","formdata":[{"key":"file","type":"file","src":""}]})";
  if (route.reads_form()) return form_of(route);
  if (route.request_type != kJsonType) return R"({"mode":"file"})";
  return JsonObject()
      .text("mode", "raw")
      .text("raw", schemas.request_example(route))
      .raw("options", R"({"raw":{"language":"json"}})")
      .json();
}

std::string item_of(const Route& route, const Schemas& schemas) {
  JsonArray headers;
  if (route.reads_json()) headers.raw(variable("content-type", kJsonType));
  JsonObject request;
  request.text("method", route.method)
      .raw("header", headers.json())
      .raw("url", url_of(route))
      .text("description", description_of(route));
  if (route.access == Access::kApp || route.access == Access::kPublicOrApp)
    request.raw("auth", kAppAuth);
  else if (is_open(route.access))
    request.raw("auth", R"({"type":"noauth"})");
  if (route.request_schema != nullptr) request.raw("body", postman_body(route, schemas));
  JsonObject item;
  item.text("name", route.name).raw("request", request.json()).raw("response", "[]");
  if (route.name == "login" || route.name == "relogin") item.raw("event", kStoreToken);
  return item.json();
}

}  // namespace

std::string postman_json(std::span<const Route> routes) {
  const Schemas schemas(routes);
  std::vector<std::pair<std::string_view, JsonArray>> folders;
  std::set<std::string> names;
  for (const auto& route : routes) {
    const auto tag = tag_of(route);
    auto folder = std::find_if(folders.begin(), folders.end(),
                               [&](const auto& one) { return one.first == tag; });
    if (folder == folders.end()) folder = folders.insert(folders.end(), {tag, JsonArray()});
    folder->second.raw(item_of(route, schemas));
    for (auto& name : path_names(route.path)) names.insert(std::move(name));
  }
  JsonArray items;
  for (const auto& [tag, all] : folders)
    items.raw(JsonObject().text("name", tag).raw("item", all.json()).json());
  JsonArray variables;
  variables.raw(variable("baseUrl", "http://127.0.0.1:3011")).raw(variable("token", ""));
  variables.raw(variable("appId", "")).raw(variable("appSecret", ""));
  for (const auto& name : names) variables.raw(variable(name, ""));
  return JsonObject()
      .raw("info", kInfo)
      .raw("item", items.json())
      .raw("auth",
           R"({"type":"bearer","bearer":[{"key":"token","value":"{{token}}","type":"string"}]})")
      .raw("variable", variables.json())
      .json();
}

}  // namespace authledger::infra
