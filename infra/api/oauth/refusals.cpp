#include "infra/api/oauth/refusals.h"

#include <array>

#include "shared/client_errors.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

struct Named {
  const ErrorRow& row;
  std::string_view error;
};
const std::array kNamed = {
    Named{errors::kClientRefused, "invalid_client"},
    Named{errors::kGrantRefused, "invalid_grant"},
    Named{errors::kGrantTypeUnknown, "unsupported_grant_type"},
    Named{errors::kScopeRefused, "invalid_scope"},
    Named{errors::kTokenTypeUnknown, "unsupported_token_type"},  // RFC 7009 §2.2.1
};

// What has no name there gets one by who has to act; the two of the authorization endpoint (§4.1.2)
// say it best when it is us.
std::string_view error_name(const Error& error) {
  for (const auto& one : kNamed) {
    if (one.row.id == error.id) return one.error;
  }
  switch (error.code) {
    case Code::kUnauthenticated:
      return "invalid_client";
    case Code::kForbidden:
      return "unauthorized_client";
    case Code::kTooMany:
    case Code::kUnavailable:
      return "temporarily_unavailable";
    case Code::kInternal:
      return "server_error";
    default:
      return "invalid_request";
  }
}

// §5.2: %x20-21 / %x23-5B / %x5D-7E.
std::string described(std::string_view detail) {
  std::string text;
  for (const char c : detail) {
    if (c == '"' || c == '\\')
      text += '\'';
    else
      text += c >= 0x20 && c < 0x7f ? c : '?';
  }
  return text;
}

Answer oauth_refusal(const Error& error, Timestamp, std::string_view) {
  Answer answer;
  answer.status = http_status(error.code);
  if (error.retry_after_s > 0)
    answer.headers.push_back({"retry-after", std::to_string(error.retry_after_s)});
  if (error.code == Code::kUnauthenticated)
    answer.headers.push_back({"www-authenticate", R"(Basic realm="authledger", charset="UTF-8")"});
  answer.headers.push_back({"pragma", "no-cache"});
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  out.Key("error");
  write_text(out, error_name(error));
  out.Key("error_description");
  write_text(out, described(error.detail));
  out.EndObject();
  answer.body = buffer_text(buffer);
  return answer;
}

std::string schema() {
  return R"({"type":"object","description":"The error of RFC 6749, 5.2.","properties":{)"
         R"("error":{"enum":["invalid_request","invalid_client","invalid_grant","invalid_scope",)"
         R"("unauthorized_client","unsupported_grant_type","unsupported_token_type",)"
         R"("temporarily_unavailable","server_error"]},)"
         R"("error_description":{"type":"string","description":"a sentence for a developer"}},)"
         R"("required":["error","error_description"]})";
}

}  // namespace

const Face& oauth_face() {
  static constexpr Face face{.name = "oauth",
                             .tag = "OAuth",
                             .error_schema = "OAuthError",
                             .schema = schema,
                             .refuse = oauth_refusal};
  return face;
}

}  // namespace authledger::infra
