#include "infra/api/service/own_sessions.h"

#include <algorithm>

#include "command/user/end_sessions.h"
#include "command/user/rules.h"
#include "infra/api/envelope.h"
#include "infra/api/service/answers.h"
#include "infra/api/service/documents.h"
#include "infra/api/service/lists.h"
#include "infra/api/services.h"
#include "infra/http/query_parameters.h"
#include "projections/sessions.h"

namespace authledger::infra {
namespace {

using projections::SessionDocument;

constexpr int kSessionsMax = 500;  // of one person

// Beside what the session's stream says: what the person's stream says, and the time.
ListedSession shown_session(const Call& call, const SessionDocument& session,
                            const command::UserState& user) {
  ListedSession shown{session.id,           session.user_id,      session.method,
                      session.device,       session.address,      session.created_at,
                      session.last_used_at, session.last_address, session.expires_at,
                      session.ended_at,     session.end_reason,   session.is_active};
  if (shown.is_active && !user.accepts_session(SessionId{session.id}, session.user_version)) {
    shown.ended_at = user.sessions_revoked_time;
    shown.end_reason = "revoked";
  } else if (shown.is_active && session.expires_at <= call.now) {
    shown.ended_at = session.expires_at;
    shown.end_reason = "expired";
  }
  shown.is_active = !shown.ended_at;
  shown.is_current = call.session && call.session->session.id.value == session.id;
  return shown;
}

// Ended sessions are shown for a while.
bool is_shown(const Call& call, const ListedSession& session) {
  const auto kept_s = call.services.settings.ended_sessions_days * 24 * 3600;
  return !session.ended_at || call.now < session.ended_at->plus_s(kept_s);
}

// What a person's list is made of: all sessions, or of more than fit those that the read model
// calls active, and then the first of the others.
struct StoredSessions {
  std::vector<SessionDocument> sessions;
  query::ListAnswer answer;
};

Result<StoredSessions> stored_sessions(const Call& call, const UserId& user_id) {
  auto query = read_list_query(call);
  query.filter = {query::Filter::Kind::kEquals, "userId", user_id.value, {}};
  query.page_number = 1;
  query.page_row_count = kSessionsMax;
  const auto ask = [&] {
    return call.services.lists.list(projections::sessions().schema(), query,
                                    {call.min_position, call.common.strong}, cache_options(call));
  };
  StoredSessions found;
  const auto add = [&](const query::Page& page, bool active_too) -> Status {
    for (const auto& row : page.rows) {
      AUTHLEDGER_TRY(session, decode<SessionDocument>(std::string_view(row)));
      if (std::ssize(found.sessions) < kSessionsMax && (active_too || !session.is_active))
        found.sessions.push_back(std::move(session));
    }
    return {};
  };
  AUTHLEDGER_TRY(all, ask());
  found.answer = std::move(all);
  const bool too_many = found.answer.page->total_row_count > kSessionsMax;
  if (too_many) {
    query.filter = {query::Filter::Kind::kAnd,
                    {},
                    {},
                    {query.filter, {query::Filter::Kind::kEquals, "isActive", "true", {}}}};
    AUTHLEDGER_TRY(active, ask());
    AUTHLEDGER_CHECK(add(*active.page, true));
  }
  AUTHLEDGER_CHECK(add(*found.answer.page, !too_many));
  return found;
}

Result<Reply> list_of(Call& call, const UserId& user_id) {
  AUTHLEDGER_TRY(user, call.services.dispatcher.load<command::UserAggregate>(
                           user_id, command::Freshness::kFresh));
  if (!user->state.exists() || user->state.tenant_id != call.tenant_id)
    return fail(errors::kUserNotFound);
  AUTHLEDGER_TRY(stored, stored_sessions(call, user_id));
  std::vector<std::string> rows;
  for (const auto& session : stored.sessions) {
    const auto shown = shown_session(call, session, user->state);
    if (is_shown(call, shown)) rows.push_back(encode(shown));
  }
  const auto total = std::ssize(rows);
  if (call.common.page_number > 0) {
    const auto per_page = static_cast<std::int64_t>(call.common.page_row_count);
    const auto first = std::min<std::int64_t>(total, (call.common.page_number - 1) * per_page);
    const auto last = std::min<std::int64_t>(total, first + per_page);
    rows = std::vector<std::string>(rows.begin() + first, rows.begin() + last);
  }
  const ListEnvelope envelope{stored.answer.source, stored.answer.cache_key, std::ssize(rows),
                              total};
  std::string text = list_envelope_head(call, envelope);
  for (std::size_t i = 0; i < rows.size(); ++i) text += (i == 0 ? "" : ",") + rows[i];
  return Reply{{200, {}, text + list_envelope_tail(call, envelope)}};
}

Result<Reply> end_all_of(Call& call, const UserId& user) {
  command::EndSessions end{user, std::nullopt, call.session->user.id, call.session->user.role_id};
  if (user == call.session->user.id) end.kept = call.session->session.id;
  AUTHLEDGER_TRY(
      written,
      call.services.dispatcher.run(
          call.context(),
          [&](std::span<const command::PlannedEvent>) -> Result<Answer> {
            const auto kept = end.kept ? std::optional(end.kept->value) : std::nullopt;
            return Answer{200, {}, object_envelope(call, encode(EndedSessions{user.value, kept}))};
          },
          end));
  return reply_of(std::move(written));
}

}  // namespace

Result<Reply> list_sessions(Call& call) { return list_of(call, call.session->user.id); }
Result<Reply> list_user_sessions(Call& call) { return list_of(call, call.path_user()); }
Result<Reply> end_other_sessions(Call& call) { return end_all_of(call, call.session->user.id); }
Result<Reply> end_user_sessions(Call& call) { return end_all_of(call, call.path_user()); }

Result<Reply> end_session(Call& call) {
  const SessionId id{call.path.find("sessionId")->second};
  AUTHLEDGER_TRY(known, call.services.dispatcher.load<command::SessionAggregate>(
                            command::SessionAggregate::Target{id, {}}, command::Freshness::kFresh));
  const auto& session = known->state;
  const auto caller = call.caller();
  const bool own = session.user_id == caller.user_id;
  if (!own && !command::is_admin_role(caller.role_id)) return fail(errors::kNotAllowed);
  if (session.id.empty() || session.tenant_id != call.tenant_id)
    return fail(errors::kSessionNotFound);
  AUTHLEDGER_TRY(user, call.services.dispatcher.load<command::UserAggregate>(
                           session.user_id, command::Freshness::kFresh));
  if (!own) AUTHLEDGER_CHECK(command::may_administrate(user->state, caller.role_id));
  const auto render = [&](std::span<const command::PlannedEvent> planned) -> Result<Answer> {
    AUTHLEDGER_TRY(document,
                   document_after({projections::sessions(), call.services.session_documents,
                                   "session-" + id.value, errors::kSessionNotFound},
                                  planned));
    AUTHLEDGER_TRY(after, decode<SessionDocument>(std::string_view(document.body)));
    return Answer{200, {}, object_envelope(call, encode(shown_session(call, after, user->state)))};
  };
  AUTHLEDGER_TRY(written,
                 call.services.dispatcher.run(call.context(), render,
                                              command::EndSession{id, session.user_id, "ended"}));
  return reply_of(std::move(written));
}

}  // namespace authledger::infra
