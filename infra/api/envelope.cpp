#include "infra/api/envelope.h"

#include "infra/http/query_parameters.h"

namespace authledger::infra {
namespace {

double rounded_ms(double ms) {
  return static_cast<double>(static_cast<std::int64_t>(ms * 1000.0)) / 1000.0;
}

void write_optional(JsonWriter& out, const char* key, std::string_view value) {
  out.Key(key);
  if (value.empty())
    out.Null();
  else
    write_text(out, value);
}

// Everything before the data. Leaves the object open behind the data's key.
std::string head(const Call& call, std::string_view source, std::string_view cache_key,
                 std::int64_t row_count) {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  out.Key("status");
  out.String("OK");
  out.Key("statusCode");
  out.Int(call.route.success_status);
  out.Key("elapsedMs");
  out.Int64(call.elapsed_ms());
  out.Key("ssoTime");
  out.Double(rounded_ms(call.sso_ms));
  out.Key("source");
  write_text(out, source);
  write_optional(out, "cacheKey", cache_key);
  write_optional(out, "userId", call.session ? call.session->user.id.value : "");
  write_optional(out, "sessionId", call.session ? call.session->session.id.value : "");
  out.Key("requestId");
  write_text(out, call.request_id);
  out.Key("dataName");
  write_text(out, call.route.data_name);
  out.Key("method");
  write_text(out, call.route.method);
  out.Key("action");
  write_text(out, call.route.action);
  out.Key("appVersion");
  out.String(AUTHLEDGER_VERSION);
  out.Key("rowCount");
  out.Int64(row_count);
  write_key(out, call.route.data_name);
  return buffer_text(buffer) + ":";
}

}  // namespace

std::string object_envelope(const Call& call, std::string_view object_json) {
  std::string text = head(call, "db", {}, 1);
  text += object_json;
  text += '}';
  return text;
}

std::string list_envelope_head(const Call& call, const ListEnvelope& list) {
  return head(call, list.source, list.cache_key, list.row_count) + "[";
}

std::string list_envelope_tail(const Call& call, const ListEnvelope& list) {
  const bool all = call.common.page_number == 0;
  const std::int64_t per_page = all ? list.row_count : call.common.page_row_count;
  const std::int64_t pages = all ? 1 : (list.total_row_count + per_page - 1) / per_page;
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  out.Key("pageNumber");
  out.Int64(call.common.page_number);
  out.Key("pageRowCount");
  out.Int64(per_page);
  out.Key("totalRowCount");
  out.Int64(list.total_row_count);
  out.Key("pageCount");
  out.Int64(list.total_row_count == 0 ? 0 : pages);
  out.EndObject();
  return "],\"paging\":" + buffer_text(buffer) + ",\"filters\":" + applied_filters(call) +
         ",\"uiPermissions\":[]}";
}

}  // namespace authledger::infra
