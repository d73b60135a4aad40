#include "infra/api/service/session_answers.h"

#include <algorithm>

#include "infra/api/service/answers.h"
#include "infra/api/service/user_answers.h"
#include "infra/api/services.h"
#include "infra/api/session_tokens.h"
#include "infra/api/token_notes.h"
#include "infra/http/token_location.h"
#include "shared/generated_avatar.h"

namespace authledger::infra {

std::string session_object(const Call& call, const projections::UserDocument& user,
                           const ShownSession& session) {
  SessionObject shown{session.id.value,     user.id,
                      user.email,           user.fullname,
                      user.avatar,          user.role_id,
                      user.tenant_id,       user.email_verified,
                      user.mobile_verified, user.preferred_language,
                      session.needs_email,  session.needs_mobile};
  if (!session.token.empty()) {
    shown.access_token = session.token;
    shown.expires_at = session.token_expires;
    const auto left_ms = session.token_expires.ms - call.now.ms;
    shown.expires_in = std::max<std::int64_t>(0, (left_ms + 999) / 1000);
  }
  return encode(shown);
}

projections::UserDocument session_user(const command::UserState& user) {
  projections::UserDocument shown;
  shown.id = user.id.value;
  shown.email = user.email;
  shown.fullname = user.fullname;
  shown.avatar = user.avatar.value_or(generated_avatar(user.id.value));
  shown.role_id = user.role_id;
  shown.tenant_id = user.tenant_id;
  shown.email_verified = user.email_verified;
  shown.mobile_verified = user.mobile_verified;
  shown.preferred_language = user.preferred_language;
  return shown;
}

command::Render session_answer(Call& call, const UserId& user_id, const SessionId& session) {
  return [&call, user_id,
          session](std::span<const command::PlannedEvent> planned) -> Result<Answer> {
    AUTHLEDGER_TRY(document, user_document_after(call, user_id, planned));
    AUTHLEDGER_TRY(user, decode<projections::UserDocument>(std::string_view(document.body)));
    AUTHLEDGER_TRY(token, issue_access_token(call, {user_id, session, user.role_id}));
    keep_tokens(call.services, session, token, std::nullopt);
    const auto& settings = call.services.settings;
    const std::string name = token_name(settings.codename);
    Answer answer;
    answer.headers = {
        {name, token},
        {"set-cookie", set_cookie(name, token, settings.access_ttl_s, !settings.development())}};
    answer.body = session_object(
        call, user,
        {session, token, Timestamp{(call.now.ms / 1000 + settings.access_ttl_s) * 1000}});
    return answer;
  };
}

}  // namespace authledger::infra
