#include "infra/api/manage/face.h"

#include "shared/json.h"

namespace authledger::infra {
namespace {

void write_field_errors(JsonWriter& out, const std::vector<FieldError>& fields) {
  out.Key("error");
  out.StartArray();
  for (const auto& one : fields) {
    out.StartObject();
    out.Key("field");
    write_text(out, one.field);
    out.Key("message");
    write_text(out, one.message);
    out.Key("status");
    out.String("error");
    out.EndObject();
  }
  out.EndArray();
}

void write_if_any(JsonWriter& out, const char* name, std::string_view value) {
  if (value.empty()) return;
  out.Key(name);
  write_text(out, value);
}

Answer manage_refusal(const Error& error, Timestamp, std::string_view) {
  Answer answer;
  answer.status = http_status(error.code);
  if (error.retry_after_s > 0)
    answer.headers.push_back({"retry-after", std::to_string(error.retry_after_s)});
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  out.Key("statusCode");
  out.Int(answer.status);
  out.Key("data");
  out.Null();
  out.Key("message");
  write_text(out, error.detail);
  out.Key("status");
  out.String("error");
  if (!error.fields.empty()) write_field_errors(out, error.fields);
  write_if_any(out, "errCode", error.err_code);
  write_if_any(out, "userId", error.user_id);
  write_if_any(out, "sessionId", error.session_id);
  out.EndObject();
  answer.body = buffer_text(buffer);
  return answer;
}

std::string schema() {
  return R"({"type":"object","description":"A refusal of the manage face.","properties":{)"
         R"("statusCode":{"type":"integer","description":"the HTTP status"},)"
         R"("data":{"type":"null"},)"
         R"("message":{"type":"string","description":"a sentence for a person"},)"
         R"("status":{"const":"error"},)"
         R"("error":{"type":"array","description":"wrong input: every wrong field","items":)"
         R"({"type":"object","properties":{"field":{"type":"string"},"message":{"type":"string"},)"
         R"("status":{"const":"error"}},"required":["field","message","status"]}},)"
         R"("errCode":{"type":"string","description":"the name of some 403"},)"
         R"("userId":{"type":"string","description":"to go on with a second factor"},)"
         R"("sessionId":{"type":"string","description":"to go on with a second factor"}},)"
         R"("required":["statusCode","data","message","status"]})";
}

}  // namespace

const Face& manage_face() {
  static constexpr Face face{.name = "manage",
                             .tag = "Manage",
                             .error_schema = "ManageError",
                             .schema = schema,
                             .refuse = manage_refusal};
  return face;
}

std::string manage_list_head(const Route& route) {
  return "{\"statusCode\":" + std::to_string(route.success_status) + ",\"data\":[";
}

std::string manage_list_tail(std::string_view message) {
  return "],\"message\":" + json_quote(message) + ",\"status\":\"success\"}";
}

}  // namespace authledger::infra
