// Messages that tell a person what was done to the account.
#pragma once

#include "command/message/request_message.h"
#include "command/user/user_state.h"

namespace authledger::command {

inline RequestMessage notice_of(const MessageTemplate& about, const UserState& user,
                                const MessageId& id, Timestamp now) {
  RequestMessage notice{id, about};
  notice.recipient_id = user.id;
  notice.language = user.preferred_language.value_or("en");
  notice.to = {user.email};
  notice.parameters = {{"name", user.fullname}};
  notice.now = now;
  return notice;
}

// To be dispatched with the change of the password.
inline RequestMessage password_changed_notice(const UserState& user, const MessageId& id,
                                              Timestamp now) {
  return notice_of(templates::kPasswordChangedNotice, user, id, now);
}

// To be dispatched with the end of a session whose refresh token came back.
inline RequestMessage session_copied_notice(const UserState& user, const MessageId& id,
                                            Timestamp now) {
  return notice_of(templates::kSessionCopiedNotice, user, id, now);
}

}  // namespace authledger::command
