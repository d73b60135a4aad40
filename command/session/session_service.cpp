#include "command/session/session_service.h"

namespace authledger::command {
namespace {

// Who is banned is told so, although the ban has ended the session, too.
Status admits(const UserState& user, const SessionState& session, Timestamp now) {
  if (user.active() && user.banned(now)) return fail(errors::kUserBanned);
  if (!user.accepts_session(session.id, session.user_version)) return fail(errors::kSessionEnded);
  return {};
}

}  // namespace

Result<LiveSession> SessionService::check(const SessionId& session, const UserId& user,
                                          Freshness freshness) {
  const SessionAggregate::Target target{session, user};
  AUTHLEDGER_TRY(known, dispatcher_.load<SessionAggregate>(target, freshness));
  if (known->state.pending() &&
      known->state.open(clock_.now())) {  // whoever has its token passed elsewhere
    AUTHLEDGER_TRY(fresh, dispatcher_.load<SessionAggregate>(target, Freshness::kFresh));
    known = std::move(fresh);
  }
  if (!known->state.alive(clock_.now()) || known->state.user_id != user)
    return fail(errors::kSessionEnded);
  AUTHLEDGER_TRY(owner, dispatcher_.load<UserAggregate>(user, freshness));
  if (owner->version < known->state.user_version) {  // started by a process that knows more
    AUTHLEDGER_TRY(fresh, dispatcher_.load<UserAggregate>(user, Freshness::kFresh));
    owner = std::move(fresh);
  }
  AUTHLEDGER_CHECK(admits(owner->state, known->state, clock_.now()));
  return LiveSession{known->state, owner->state, owner->version};
}

Result<LiveSession> SessionService::find_open(const std::string& tenant_id,
                                              const SessionId& session, const UserId& user) {
  AUTHLEDGER_TRY(known, dispatcher_.load<SessionAggregate>(SessionAggregate::Target{session, user},
                                                           Freshness::kFresh));
  if (!known->state.open(clock_.now()) || known->state.user_id != user ||
      known->state.tenant_id != tenant_id)
    return fail(errors::kSessionEnded);
  AUTHLEDGER_TRY(owner, dispatcher_.load<UserAggregate>(user, Freshness::kFresh));
  AUTHLEDGER_CHECK(admits(owner->state, known->state, clock_.now()));
  return LiveSession{known->state, owner->state, owner->version};
}

StartSession SessionService::start(const CommandContext& context, const UserId& user,
                                   StreamVersion user_version, const std::string& method) const {
  const Timestamp now = clock_.now();
  StartSession made{SessionId{new_uuid(clock_, random_)},
                    user,
                    user_version,
                    method,
                    std::nullopt,
                    now.plus_s(session_ttl_s_)};
  made.device = context.user_agent;
  made.address = context.ip;
  return made;
}

Result<Written> SessionService::refresh(const CommandContext& context, const LiveSession& live,
                                        const StartSession& successor, const Render& render) {
  StartSession next = successor;
  next.predecessor = live.session.id;
  return dispatcher_.run(
      context, render, RefreshSession{live.session.id, live.user.id, next.session_id, context.now},
      next);
}

Result<Written> SessionService::end(const CommandContext& context, const LiveSession& live,
                                    const Render& render) {
  return dispatcher_.run(context, render, EndSession{live.session.id, live.user.id, "logout"});
}

}  // namespace authledger::command
