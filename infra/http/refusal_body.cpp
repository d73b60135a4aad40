#include "infra/http/refusal_body.h"

#include "infra/http/face.h"
#include "shared/json.h"

namespace authledger::infra {

std::string error_message(std::string_view id) {
  std::string text = "errMsg_";
  bool upper = false;
  const auto dot = id.find('.');
  for (const char c : dot == std::string_view::npos ? id : id.substr(dot + 1)) {
    if (c == '_') {
      upper = true;
    } else {
      text += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
      upper = false;
    }
  }
  return text;
}

Answer refusal_answer(const Error& error, Timestamp now, std::string_view short_message) {
  Answer answer;
  answer.status = http_status(error.code);
  if (error.retry_after_s > 0)
    answer.headers.push_back({"retry-after", std::to_string(error.retry_after_s)});
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  const bool short_form = answer.status == 401 && !short_message.empty();
  out.StartObject();
  out.Key("result");
  out.String("ERR");
  out.Key("status");
  if (short_form)
    out.String("ERR");
  else
    out.Int(answer.status);
  out.Key("message");
  // A malformed path id names itself: errMsg_userIdIsNotAValidID.
  if (short_form)
    write_text(out, short_message);
  else if (error.id == "request.is_not_a_valid_id" && !error.fields.empty()) {
    write_text(out, "errMsg_" + error.fields.front().field + "IsNotAValidID");
  } else {
    write_text(out, error_message(error.id));
  }
  out.Key("errCode");
  if (error.err_code.empty())
    out.Int(answer.status);
  else
    write_text(out, error.err_code);
  out.Key("date");
  write_text(out, to_iso8601(now));
  if (!short_form) {
    out.Key("detail");
    write_text(out, error.detail);
  }
  if (!error.user_id.empty()) {
    out.Key("userId");
    write_text(out, error.user_id);
  }
  if (!error.session_id.empty()) {
    out.Key("sessionId");
    write_text(out, error.session_id);
  }
  out.EndObject();
  answer.body = buffer_text(buffer);
  return answer;
}

std::string refusal_schema() {
  return R"({"type":"object","description":"The error object.","properties":{)"
         R"("result":{"const":"ERR"},)"
         R"("status":{"type":"integer","description":"the HTTP status"},)"
         R"("message":{"type":"string","pattern":"^errMsg_","description":"names the reason"},)"
         R"("errCode":{"type":["integer","string"],"description":"the status, or a named code"},)"
         R"("date":{"type":"string","format":"date-time"},)"
         R"("detail":{"type":"string","description":"a sentence for a person; names every wrong field"},)"
         R"("userId":{"type":"string","description":"to go on with a second factor"},)"
         R"("sessionId":{"type":"string","description":"to go on with a second factor"}},)"
         R"("required":["result","status","message","errCode","date","detail"]})";
}

const Face& service_face() {
  static constexpr Face face{.name = "service",
                             .error_schema = "Error",
                             .schema = refusal_schema,
                             .refuse = refusal_answer};
  return face;
}

}  // namespace authledger::infra
