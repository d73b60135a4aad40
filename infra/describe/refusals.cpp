#include "infra/describe/refusals.h"

#include <algorithm>
#include <array>

#include "infra/describe/json_text.h"
#include "infra/http/refusal_body.h"
#include "shared/client_errors.h"

namespace authledger::infra {
namespace {

constexpr Timestamp kExampleTime{1'767'323'045'678};  // 2026-01-02T03:04:05.678Z

using Rows = std::map<int, std::vector<const ErrorRow*>>;

void add_row(Rows& rows, const ErrorRow& row) {
  auto& of_status = rows[http_status(row.code)];
  if (std::find(of_status.begin(), of_status.end(), &row) == of_status.end())
    of_status.push_back(&row);
}

void add_rows(Rows& rows, std::initializer_list<const ErrorRow*> all) {
  for (const auto* row : all) add_row(rows, *row);
}

bool has_id_in_path(const Route& route) {
  return route.path.find("Id") != std::string_view::npos ||
         route.path.find("_id") != std::string_view::npos;
}

// As it stands in the answer, where it does.
std::string name_of(const Route& route, const ErrorRow& row) {
  return route.face == &service_face() ? error_message(row.id) : std::string(row.id);
}

// What the transport refuses by itself knows no operation: it has the service face's form.
std::string error_schema(const Route& route, int status) {
  static constexpr std::array kOfTransport = {400, 408, 413, 414, 431, 503};
  const auto own = reference("schemas", route.face->error_schema);
  if (route.face == &service_face() ||
      std::find(kOfTransport.begin(), kOfTransport.end(), status) == kOfTransport.end())
    return own;
  return JsonObject()
      .raw("anyOf", "[" + own + "," + reference("schemas", service_face().error_schema) + "]")
      .json();
}

std::string headers(int status) {
  JsonObject all;
  all.raw("x-request-id", R"({"schema":{"type":"string"}})");
  if (status == 429 || status == 503) {
    all.raw("retry-after", R"({"description":"seconds","schema":{"type":"integer","minimum":1}})");
  }
  return all.json();
}

std::string examples(const Route& route, const std::vector<const ErrorRow*>& rows) {
  JsonObject all;
  for (const auto* row : rows) {
    Error refused = error(*row);
    if (refused.code == Code::kUnavailable || refused.code == Code::kTooMany)
      refused.retry_after_s = 1;
    if (refused.id == errors::kInvalidId.id) refused.fields.push_back({"userId", "must be a UUID"});
    all.raw(row->id, JsonObject()
                         .text("summary", row->text)
                         .raw("value", route.refusal(refused, kExampleTime).body)
                         .json());
  }
  return all.json();
}

}  // namespace

std::map<int, std::vector<const ErrorRow*>> refusals_of(const Route& route) {
  using namespace errors;
  Rows rows{{408, {}}, {413, {}}, {414, {}}, {431, {}}};
  add_rows(rows, {&kInvalidInput, &kTenantUnknown, &kInternal, &kLogUnavailable});
  if (has_id_in_path(route)) add_rows(rows, {&kInvalidId});
  if (route.list_of != nullptr)
    add_rows(rows, {&kUnknownFilter, &kReadModelUnavailable, &kReadModelBehind});
  if (!is_open(route.access)) add_rows(rows, {&kUserBanned});
  const bool session = !is_open(route.access) && route.access != Access::kApp;
  if (session) add_rows(rows, {&kLoginRequired});
  if (session && route.access != Access::kSession) add_rows(rows, {&kNotAllowed});
  if (takes_apps(route.access)) add_rows(rows, {&kClientRefused, &kTooManyRequests});
  if (route.request_schema != nullptr) add_rows(rows, {&kBodyTooLarge});
  if (route.reads_json()) add_rows(rows, {&kInvalidJson, &kMediaType});
  if (route.reads_form()) add_rows(rows, {&kInvalidForm, &kNotForm});
  if (route.reads != ReadClass::kNone) add_rows(rows, {&kInvalidPosition});
  if (route.is_write())
    add_rows(rows, {&kRecordVersionOld, &kStreamChanged, &kLogBusy, &kOutcomeUnknown});
  if (route.takes_idempotency_key()) add_rows(rows, {&kKeyReused});
  if (route.sign_in_limit || route.sign_up_limit || route.verification_limit)
    add_rows(rows, {&kTooManyRequests});
  for (const auto* row : route.refusals) add_row(rows, *row);
  return rows;
}

std::string Refusals::add(const Route& route, int status,
                          const std::vector<const ErrorRow*>& rows) {
  const bool short_form = status == 401 && !route.short_refusal.empty();
  JsonObject media;
  media.raw("schema",
            short_form ? reference("schemas", "ShortError") : error_schema(route, status));
  if (!rows.empty()) media.raw("examples", examples(route, rows));
  std::string about(status_text(status));
  for (const auto* row : rows)
    about += "\n- `" + name_of(route, *row) + "`: " + std::string(row->text);
  const auto response =
      JsonObject()
          .text("description", about)
          .raw("headers", headers(status))
          .raw("content", JsonObject().raw("application/json", media.json()).json())
          .json();
  const auto known = std::find_if(named_.begin(), named_.end(),
                                  [&](const auto& one) { return one.second == response; });
  if (known != named_.end()) return reference("responses", known->first);
  const auto stem = "Refused" + std::to_string(status);
  const auto alike = std::count_if(named_.begin(), named_.end(),
                                   [&](const auto& one) { return one.first.starts_with(stem); });
  named_.emplace_back(alike == 0 ? stem : stem + "-" + std::to_string(alike + 1), response);
  return reference("responses", named_.back().first);
}

std::string Refusals::components() const {
  JsonObject all;
  for (const auto& [name, response] : named_) all.raw(name, response);
  return all.json();
}

std::string Refusals::short_schema() {
  return R"({"type":"object","description":"The short error object of a missing log-in.","properties":{)"
         R"("result":{"const":"ERR"},"status":{"const":"ERR"},"message":{"type":"string"},)"
         R"("errCode":{"type":["integer","string"]},"date":{"type":"string","format":"date-time"}},)"
         R"("required":["result","status","message","errCode","date"]})";
}

std::string_view status_text(int status) {
  switch (status) {
    case 200:
      return "Done.";
    case 201:
      return "Created.";
    case 204:
      return "Done; nothing to show.";
    case 206:
      return "A part of it.";
    case 302:
      return "Elsewhere.";
    case 304:
      return "Not changed since.";
    case 400:
      return "The request is wrong.";
    case 401:
      return "No valid session, or wrong credentials.";
    case 403:
      return "The caller may not.";
    case 404:
      return "Not there.";
    case 408:
      return "The request took too long to arrive.";
    case 409:
      return "Taken, or changed meanwhile.";
    case 413:
      return "The body is too large.";
    case 414:
      return "The address is too long.";
    case 415:
      return "Another content type is expected.";
    case 416:
      return "There is no such range.";
    case 422:
      return "The Idempotency-Key was used with another request.";
    case 429:
      return "Too many requests.";
    case 431:
      return "The headers are too large.";
    case 500:
      return "A fault of the service.";
    case 503:
      return "Busy, or a part is away; try again.";
    default:
      return "See the description.";
  }
}

}  // namespace authledger::infra
