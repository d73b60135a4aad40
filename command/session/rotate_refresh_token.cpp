#include "command/session/rotate_refresh_token.h"

#include "shared/constant_time.h"
#include "shared/errors.h"

namespace authledger::command {
namespace {

events::RefreshTokenIssued issued(const SessionState& session, const RotateRefreshToken& command) {
  events::RefreshTokenIssued event{session.id,
                                   session.user_id,
                                   session.refresh_generation + 1,
                                   command.next_token_hash,
                                   Secret<std::string>(command.salt),
                                   command.grace_until};
  if (!command.address.empty()) event.address = Personal<std::string>(command.address);
  return event;
}

}  // namespace

const SpentRefreshToken* find_spent(const SessionState& session, const PresentedRefreshToken& token,
                                    Timestamp now) {
  for (const auto& one : session.spent) {
    if (one.generation == token.generation && now < one.grace_until &&
        equal_in_constant_time(one.token_hash, token.token_hash)) {
      return &one;
    }
  }
  return nullptr;
}

RefreshVerdict judge(const SessionState& session, const PresentedRefreshToken& token,
                     Timestamp now) {
  if (session.refresh_generation == 0 || token.generation > session.refresh_generation)
    return RefreshVerdict::kUnknown;
  if (token.generation == session.refresh_generation) {
    return equal_in_constant_time(session.refresh_token_hash, token.token_hash)
               ? RefreshVerdict::kInForce
               : RefreshVerdict::kUnknown;
  }
  return find_spent(session, token, now) != nullptr ? RefreshVerdict::kInGrace
                                                    : RefreshVerdict::kReused;
}

Result<SessionEvents> decide(const SessionState& session, const RotateRefreshToken& command) {
  if (!session.alive(command.now) || session.user_id != command.user_id)
    return fail(errors::kSessionEnded);
  switch (judge(session, command.token, command.now)) {
    case RefreshVerdict::kInForce:
      return SessionEvents{issued(session, command)};
    case RefreshVerdict::kInGrace:
      return SessionEvents{};
    case RefreshVerdict::kReused:
      return fail(errors::kRefreshTokenReused);
    case RefreshVerdict::kUnknown:
      break;
  }
  return fail(errors::kRefreshTokenRefused);
}

Result<SessionEvents> decide(const SessionState& session, const EndReusedSession& command) {
  if (!session.open(command.now) || session.user_id != command.user_id)
    return fail(errors::kSessionEnded);
  return SessionEvents{events::RefreshReused{session.id, session.user_id, command.generation}};
}

}  // namespace authledger::command
