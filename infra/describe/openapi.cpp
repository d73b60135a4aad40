#include "infra/describe/openapi.h"

#include <algorithm>
#include <map>

#include "infra/describe/example.h"
#include "infra/describe/json_text.h"
#include "infra/describe/parameters.h"
#include "infra/describe/refusals.h"
#include "infra/describe/schemas.h"
#include "infra/http/token_location.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kAboutService =
    "Authentication over an append-only log of events.\n\n"
    "**Token.** Looked for in this order: query `access_token`, `Authorization: Bearer`, the "
    "header "
    "and the cookie of the names below. The first place that holds one decides.\n\n"
    "**Consistency.** *Truth* reads show everything that was committed. *Read-your-writes* reads "
    "show everything up to a position: every write answers its own as `x-position`.\n\n"
    "**Refusals** of a face have one form: the schema `Error`, or the one that the operation "
    "names. Requests that are not valid HTTP are answered "
    "400, 417, 501 or 505; a method that a path does not know 405, with `Allow`.";

// GET, POST … → get, post …
std::string lower(std::string_view method) {
  std::string text(method);
  for (char& c : text) c = static_cast<char>(c | 0x20);
  return text;
}

std::string security_of(const Route& route) {
  JsonArray all;
  if (is_open(route.access)) all.raw("{}");
  if (takes_apps(route.access)) all.raw(JsonObject().raw("app", "[]").json());
  if (route.access == Access::kApp || route.access == Access::kPublicOrApp) return all.json();
  for (const char* scheme : {"bearer", "tokenHeader", "tokenCookie", "tokenQuery"})
    all.raw(JsonObject().raw(scheme, "[]").json());
  return all.json();
}

std::string security_schemes(const Described& described) {
  const auto key = [](std::string_view place, const std::string& name) {
    return JsonObject().text("type", "apiKey").text("in", place).text("name", name).json();
  };
  return JsonObject()
      .raw("bearer", R"({"type":"http","scheme":"bearer","bearerFormat":"JWT"})")
      .raw("app", R"({"type":"http","scheme":"basic","description":"an app's id and secret"})")
      .raw("tokenHeader", key("header", token_name(described.codename)))
      .raw("tokenCookie", key("cookie", token_name(described.codename)))
      .raw("tokenQuery", key("query", "access_token"))
      .json();
}

std::string body_of(const Route& route, const Schemas& schemas) {
  JsonObject media;
  if (route.reads_json() || route.reads_form()) {
    media.raw("schema", schemas.request(route)).raw("example", schemas.request_example(route));
  } else {
    media.raw("schema", route.request_schema());
  }
  return JsonObject()
      .flag("required", true)
      .raw("content", JsonObject().raw(route.request_type, media.json()).json())
      .json();
}

// A creation leads to the operations on what it made: POST … {user: {id}} → /v1/users/{userId}.
std::string links_of(const Route& route, std::span<const Route> routes) {
  JsonObject links;
  if (route.action != "create" || !has_envelope(route)) return links.json();
  const std::string name = std::string(route.data_name) + "Id";
  for (const auto& other : routes) {
    const auto names = path_names(other.path);
    if (names.size() != 1 || names[0] != name) continue;
    const std::string from = "$response.body#/" + std::string(route.data_name) + "/id";
    links.raw(other.name, JsonObject()
                              .text("operationId", other.name)
                              .raw("parameters", JsonObject().text(name, from).json())
                              .json());
  }
  return links.json();
}

std::string success_of(const Route& route, const Schemas& schemas, std::span<const Route> routes) {
  JsonObject headers;
  headers.raw("x-request-id", R"({"schema":{"type":"string"}})");
  if (route.is_write()) {
    headers.raw("x-position",
                R"({"description":"the write's place in the log","schema":{"type":"string"}})");
  }
  JsonObject media;
  if (answers_json(route))
    media.raw("schema", schemas.answer(route)).raw("example", schemas.answer_example(route));
  else if (route.response_type != "text/event-stream")  // whose frames no schema describes
    media.raw("schema", R"({"type":"string"})");
  JsonObject response;
  response.text("description", status_text(route.success_status)).raw("headers", headers.json());
  response.raw("content", JsonObject().raw(route.response_type, media.json()).json());
  if (const auto links = links_of(route, routes); links != "{}") response.raw("links", links);
  return response.json();
}

std::string operation_of(const Route& route, const Schemas& schemas, Refusals& refusals,
                         std::span<const Route> routes) {
  JsonArray parameters;
  for (const auto& one : parameters_of(route)) parameters.raw(to_json(one));
  std::map<int, std::string> responses;
  for (const auto& [status, rows] : refusals_of(route))
    responses[status] = refusals.add(route, status, rows);
  for (const int status : route.other_statuses)
    responses[status] = JsonObject().text("description", status_text(status)).json();
  responses[route.success_status] = success_of(route, schemas, routes);
  JsonObject all;
  for (const auto& [status, response] : responses) all.raw(std::to_string(status), response);
  JsonObject operation;
  operation.text("operationId", route.name)
      .raw("tags", JsonArray().text(tag_of(route)).json())
      .text("summary", route.about)
      .text("description", description_of(route))
      .raw("parameters", parameters.json());
  if (route.request_schema != nullptr) operation.raw("requestBody", body_of(route, schemas));
  operation.raw("responses", all.json()).raw("security", security_of(route));
  return operation.json();
}

std::string tags_of(std::span<const Route> routes) {
  std::vector<std::string_view> seen;
  JsonArray tags;
  for (const auto& route : routes) {
    if (std::find(seen.begin(), seen.end(), tag_of(route)) != seen.end()) continue;
    seen.push_back(tag_of(route));
    tags.raw(JsonObject().text("name", seen.back()).json());
  }
  return tags.json();
}

// The schemas, with those of each face's refusals before them.
std::string with_errors(std::span<const Route> routes, const std::string& schemas) {
  std::vector<const Face*> faces;
  std::string text = "{" + json_quote("ShortError") + ":" + Refusals::short_schema();
  for (const auto& route : routes) {
    if (std::find(faces.begin(), faces.end(), route.face) != faces.end()) continue;
    faces.push_back(route.face);
    text += "," + json_quote(route.face->error_schema) + ":" + route.face->schema();
  }
  return text + (schemas == "{}" ? "" : ",") + schemas.substr(1);
}

}  // namespace

std::string openapi_json(std::span<const Route> routes, const Described& described) {
  const Schemas schemas(routes);
  Refusals refusals;
  std::vector<std::pair<std::string, JsonObject>> paths;
  for (const auto& route : routes) {
    const auto path = path_template(route.path);
    auto known = std::find_if(paths.begin(), paths.end(),
                              [&](const auto& one) { return one.first == path; });
    if (known == paths.end()) known = paths.insert(paths.end(), {path, JsonObject()});
    known->second.raw(lower(route.method), operation_of(route, schemas, refusals, routes));
  }
  JsonObject all;
  for (const auto& [path, operations] : paths) all.raw(path, operations.json());
  return JsonObject()
      .text("openapi", "3.1.0")
      .raw("info", JsonObject()
                       .text("title", "authledger")
                       .text("version", AUTHLEDGER_VERSION)
                       .text("description", kAboutService)
                       .raw("license", R"({"name":"Apache-2.0","identifier":"Apache-2.0"})")
                       .json())
      .raw("servers", R"([{"url":"/","description":"this service"}])")
      .raw("tags", tags_of(routes))
      .raw("paths", all.json())
      .raw("components", JsonObject()
                             .raw("schemas", with_errors(routes, schemas.components()))
                             .raw("responses", refusals.components())
                             .raw("securitySchemes", security_schemes(described))
                             .json())
      .json();
}

std::vector<std::string> undescribed(std::span<const Route> routes) {
  std::vector<std::string> faults;
  for (const auto& route : routes) {
    const auto fault = [&](std::string_view what) {
      faults.push_back("the row " + std::string(route.name) + " (" + std::string(route.method) +
                       " " + std::string(route.path) + ") " + std::string(what));
    };
    if (route.about.empty() || !route.about.ends_with('.')) fault("has no sentence in `about`");
    if (answers_json(route) && route.response_schema == nullptr)
      fault("answers JSON and has no `response_schema`");
    const bool sends = route.method == "POST" || route.method == "PATCH" || route.method == "PUT";
    if (has_envelope(route) && sends && route.request_schema == nullptr)
      fault("has no `request_schema`");
    if (has_envelope(route) && route.action.empty()) fault("has an envelope and no `action`");
    for (const auto& one : route.parameters) {
      if (one.about.empty()) fault("has a parameter without `about`: " + std::string(one.name));
    }
    const auto same = [&](const Route& other) { return other.name == route.name; };
    if (std::count_if(routes.begin(), routes.end(), same) != 1) fault("shares its name");
  }
  return faults;
}

}  // namespace authledger::infra
