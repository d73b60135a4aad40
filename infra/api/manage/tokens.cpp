// Live sessions of members, with what is kept of their tokens. Every look is an event.
#include "command/user/note_tokens_viewed.h"
#include "infra/api/manage/answers.h"
#include "infra/api/manage/face.h"
#include "infra/api/manage/handlers.h"
#include "infra/api/manage/requests.h"
#include "infra/api/manage/rows_shown.h"
#include "infra/api/row_stream.h"
#include "infra/api/token_notes.h"
#include "projections/memberships.h"
#include "projections/sessions.h"

namespace authledger::infra::manage {
namespace {

using projections::MembershipDocument;
using projections::SessionDocument;

constexpr std::size_t kPeopleAtOnce = 100;  // whose sessions are one question
constexpr std::size_t kSessionsOfOneMax = 500;
constexpr std::size_t kSessionsMax = 10'000;  // of one answer; a keyword or an app narrows it

// Who looks.
struct Viewer {
  Services& services;
  command::Caller caller;
  std::string tenant_id;
  Timestamp now;
  query::Consistency consistency;
  bool reveals = false;
  std::optional<AppId> app_id;  // of this app alone
};

std::optional<std::string> shown_token(const std::optional<std::string>& token, bool whole) {
  if (!token) return std::nullopt;
  return whole ? *token : fingerprint(*token);
}

Result<TokenRow> token_row(const Viewer& viewer, const MembershipDocument& member,
                           const SessionDocument& session, const std::string& app_name) {
  TokenRow row;
  row.id = member.id;
  row.session_id = session.id;
  row.first_name = member.first_name;
  row.last_name = member.last_name;
  row.email = member.email;
  row.app_name = app_name;
  AUTHLEDGER_TRY(note, kept_tokens(viewer.services, SessionId{session.id}));
  if (!note) return row;
  const bool whole = viewer.reveals && note->whole;
  row.access_token = shown_token(note->access_token, whole);
  row.refresh_token = shown_token(note->refresh_token, whole);
  return row;
}

// The names of the apps that the row stands for; nothing for all rows of a person but the first: a
// session is shown once, however many apps its person is in.
Result<std::optional<std::string>> apps_shown(const Viewer& viewer, Apps& apps,
                                              const command::UserState& user,
                                              const std::string& app_id) {
  if (viewer.app_id) {
    AUTHLEDGER_TRY(app, apps.find(app_id));
    return std::optional(app->state.name);
  }
  std::string names;
  for (const auto& [id, member] : user.memberships) {
    AUTHLEDGER_TRY(app, apps.find(id.value));
    if (!app->state.exists() || !command::AppService::may_manage(viewer.caller, app->state))
      continue;
    if (names.empty() && id.value != app_id) return std::optional<std::string>();
    names += (names.empty() ? "" : ", ") + app->state.name;
  }
  return std::optional(std::move(names));
}

using SessionsByPerson = std::map<std::string, std::vector<SessionDocument>>;

// Those that have not ended by themselves, the newest first.
Result<SessionsByPerson> sessions_of(const Viewer& viewer,
                                     std::span<const MembershipDocument> members) {
  query::Filter people{.kind = query::Filter::Kind::kOr};
  for (const auto& one : members) people.children.push_back(equals("userId", one.id));
  query::ListQuery wanted;
  wanted.tenant_id = viewer.tenant_id;
  wanted.filter.children = {std::move(people), equals("isActive", "true")};
  AUTHLEDGER_TRY(rows, viewer.services.lists.scan(projections::sessions().schema(), wanted,
                                                  viewer.consistency));
  SessionsByPerson found;
  for (;;) {
    AUTHLEDGER_TRY(batch, rows->next());
    if (batch.empty()) return found;
    for (const auto& row : batch) {
      AUTHLEDGER_TRY(session, decode<SessionDocument>(std::string_view(row)));
      auto& of_one = found[session.user_id];
      if (of_one.size() < kSessionsOfOneMax) of_one.push_back(std::move(session));
    }
  }
}

Status add_sessions(const Viewer& viewer, Apps& apps, const MembershipDocument& member,
                    const std::vector<SessionDocument>& sessions, std::vector<std::string>& shown) {
  AUTHLEDGER_TRY(user, viewer.services.dispatcher.load<command::UserAggregate>(
                           UserId{member.id}, command::Freshness::kFresh));
  const auto& state = user->state;
  if (!state.active() || state.banned(viewer.now)) return {};
  AUTHLEDGER_TRY(names, apps_shown(viewer, apps, state, member.app_id));
  if (!names) return {};
  for (const auto& session : sessions) {
    const bool lives = session.is_active && viewer.now < session.expires_at &&
                       state.accepts_session(SessionId{session.id}, session.user_version);
    if (!lives) continue;
    AUTHLEDGER_TRY(made, token_row(viewer, member, session, *names));
    shown.push_back(encode(made));
  }
  return {};
}

// All of them, as far as one answer holds: they are counted before anybody sees them.
Result<std::vector<std::string>> live_sessions(const Viewer& viewer, query::RowCursor& cursor) {
  Apps apps(viewer.services);
  std::vector<std::string> shown;
  for (;;) {
    AUTHLEDGER_TRY(batch, cursor.next());
    if (batch.empty()) return shown;
    std::vector<MembershipDocument> members;
    for (const auto& row : batch) {
      AUTHLEDGER_TRY(member, decode<MembershipDocument>(std::string_view(row)));
      members.push_back(std::move(member));
    }
    for (std::size_t from = 0; from < members.size(); from += kPeopleAtOnce) {
      const auto some =
          std::span(members).subspan(from, std::min(kPeopleAtOnce, members.size() - from));
      AUTHLEDGER_TRY(sessions, sessions_of(viewer, some));
      for (const auto& member : some) {
        if (shown.size() >= kSessionsMax) return shown;
        const auto found = sessions.find(member.id);
        if (found == sessions.end()) continue;
        AUTHLEDGER_CHECK(add_sessions(viewer, apps, member, found->second, shown));
      }
    }
  }
}

Result<std::vector<std::string>> sessions_in_scope(Call& call, const Viewer& viewer,
                                                   query::ListQuery wanted) {
  AUTHLEDGER_TRY(scope, scope_of(call, viewer.app_id));
  if (scope.nothing) return std::vector<std::string>();
  narrow(wanted, scope, {});
  AUTHLEDGER_TRY(members, call.services.lists.scan(projections::memberships().schema(), wanted,
                                                   viewer.consistency));
  return live_sessions(viewer, *members);
}

void cut_to_page(std::vector<std::string>& rows, const query::ListQuery& wanted) {
  const std::int64_t total = std::ssize(rows);
  const auto first = std::min(total, (wanted.page_number - 1) * wanted.page_row_count);
  const auto last = std::min(total, first + wanted.page_row_count);
  rows = {rows.begin() + first, rows.begin() + last};
}

Result<Reply> list(Call& call, const std::optional<AppId>& app) {
  AUTHLEDGER_TRY(input, call.read_body<ListInput>());
  AUTHLEDGER_TRY(wanted, read_list(call, input));
  const auto caller = call.caller();
  const bool reveals =
      call.services.settings.reveals_tokens() && caller.role_id == command::roles::kSuperAdmin;
  const Viewer viewer{
      call.services, caller, call.tenant_id, call.now, {call.min_position, call.common.strong},
      reveals,       app};
  AUTHLEDGER_TRY(rows, sessions_in_scope(call, viewer, wanted));
  const auto total = std::to_string(rows.size());
  if (wanted.page_number > 0) cut_to_page(rows, wanted);
  AUTHLEDGER_TRY(written,
                 call.services.dispatcher.run(
                     call.context(), nullptr,
                     command::NoteTokensViewed{caller.user_id, app, std::ssize(rows), reveals}));
  std::string text = manage_list_head(call.route);
  bool first = true;
  append_rows(text, rows, first);
  Reply reply{{200, {}, text + manage_list_tail("The live sessions.")}, written.position};
  if (wanted.page_number > 0) reply.answer.headers.push_back({"x-total-count", total});
  return reply;
}

}  // namespace

Result<Reply> list_tokens(Call& call) {
  AUTHLEDGER_TRY(input, read_input<ListInput>(call));
  return list(call, input.app_id);
}

Result<Reply> list_tokens_of_app(Call& call) {
  AUTHLEDGER_TRY(named, read_input<AppRef>(call));
  return list(call, named.app_id);
}

}  // namespace authledger::infra::manage
