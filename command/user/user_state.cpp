#include "command/user/user_state.h"

#include <algorithm>

#include "shared/text.h"

namespace authledger::command {
namespace {

using namespace events;

struct EvolveUser {
  UserState& user;
  const Recorded& recorded;

  void operator()(const UserRegistered& e) const {
    user.id = e.user_id;
    user.tenant_id = recorded.tenant_id;
    user.email = e.email.value;
    user.username = plain(e.username);
    user.mobile = plain(e.mobile);
    user.fullname = e.fullname.value;
    user.avatar = plain(e.avatar);
    user.preferred_language = e.preferred_language;
    user.bio = plain(e.bio);
    user.first_name = plain(e.first_name);
    user.last_name = plain(e.last_name);
    user.role_id = e.role_id;
    user.password_hash = e.password_hash ? e.password_hash->value : "";
    user.email_verified = e.email_verified;
    user.unconfirmed = e.origin == origin::kPool && !e.email_verified;
    user.mobile_verified = e.mobile_verified;
  }
  void operator()(const UserProfileUpdated& e) const {
    if (e.fullname) {
      user.fullname = e.fullname->value;
      user.first_name.reset();
      user.last_name.reset();
    }
    if (e.avatar) user.avatar = e.avatar->value;
    if (e.preferred_language) user.preferred_language = e.preferred_language;
    if (e.bio) user.bio = e.bio->value;
    for (const auto& name : e.cleared) {
      if (name == "avatar") user.avatar.reset();
      if (name == "preferredLanguage") user.preferred_language.reset();
      if (name == "bio") user.bio.reset();
    }
  }
  void operator()(const UserPasswordChanged& e) const {
    user.password_hash = e.password_hash.value;
    revoke_sessions();
    user.kept_session = e.kept_session;
  }
  void operator()(const UserPasswordRehashed& e) const {
    user.password_hash = e.password_hash.value;
  }
  void operator()(const UserRoleChanged& e) const { user.role_id = e.role_id; }
  void operator()(const UserArchived& e) const {
    user.restorable_until = e.restorable_until;
    revoke_sessions();
  }
  void operator()(const UserRestored&) const { user.restorable_until.reset(); }
  void operator()(const UserDeleted&) const {
    user.deleted = true;
    revoke_sessions();
  }
  void operator()(const UserEmailVerified&) const {
    user.email_verified = true;
    user.unconfirmed = false;
  }
  void operator()(const UserMobileChanged& e) const {
    user.mobile = plain(e.mobile);
    user.mobile_verified = false;
  }
  void operator()(const UserMobileVerified&) const { user.mobile_verified = true; }
  void operator()(const UserSecondFactorChanged& e) const { user.second_factor = e.second_factor; }
  void operator()(const TokensViewed&) const {}
  void operator()(const UserJoinedApp& e) const {
    auto& member = in(e.app_id);
    member.imposed = e.imposed;
    member.own = e.added_by == e.user_id;
    ++user.joins;
  }
  void operator()(const UserLeftApp& e) const { user.memberships.erase(e.app_id); }
  void operator()(const UserMembershipActivated& e) const { in(e.app_id).active = true; }
  void operator()(const UserMembershipDeactivated& e) const { in(e.app_id).active = false; }
  void operator()(const UserAppRoleAssigned& e) const { in(e.app_id).roles[e.ur_id] = e.role_id; }
  void operator()(const UserAppRoleReplaced& e) const {
    for (const auto& dropped : e.dropped) in(e.app_id).roles.erase(dropped);
    in(e.app_id).roles[e.ur_id] = e.role_id;
  }
  void operator()(const UserAppRoleRemoved& e) const { in(e.app_id).roles.erase(e.ur_id); }
  void operator()(const UserBanned& e) const {
    ban_of(e.app_id) = Ban{plain(e.reason), e.until, e.banned_by};
  }
  void operator()(const UserUnbanned& e) const { ban_of(e.app_id).reset(); }
  void operator()(const UserSessionsEnded& e) const {
    revoke_sessions();
    user.kept_session = e.kept_session;
  }

  Membership& in(const AppId& app) const { return user.memberships[app]; }
  std::optional<Ban>& ban_of(const std::optional<AppId>& app) const {
    return app ? in(*app).ban : user.ban;
  }
  void revoke_sessions() const {
    user.sessions_revoked_at = recorded.version;
    user.sessions_revoked_time = recorded.at;
    user.kept_session.reset();
  }
};

}  // namespace

void evolve(UserState& user, const UserEvent& event, const Recorded& recorded) {
  const bool was_banned = user.banned(recorded.at);
  const EvolveUser evolve{user, recorded};
  std::visit(evolve, event);
  if (!was_banned && user.banned(recorded.at)) evolve.revoke_sessions();
}

const Membership* UserState::membership(const AppId& app) const {
  const auto found = memberships.find(app);
  return found == memberships.end() ? nullptr : &found->second;
}

bool UserState::banned_in(const AppId& app, Timestamp now) const {
  if (ban && ban->holds(now)) return true;
  const auto* member = membership(app);
  return member != nullptr && member->ban && member->ban->holds(now);
}

namespace {

// Not by the bans alone of apps that somebody else put the person into.
template <class Test>
bool in_every_app(const Memberships& memberships, const Test& banned) {
  bool any_own = false;
  for (const auto& [app, member] : memberships) {
    if (!member.ban || !banned(*member.ban)) return false;
    any_own = any_own || !member.imposed;
  }
  return any_own;
}

}  // namespace

bool UserState::banned(Timestamp now) const {
  const auto holds = [now](const Ban& one) { return one.holds(now); };
  return (ban && holds(*ban)) || in_every_app(memberships, holds);
}

bool UserState::locked() const {
  return ban || in_every_app(memberships, [](const Ban&) { return true; });
}

std::string normalised_email(const std::string& email) { return lower_case(email); }
std::string normalised_username(const std::string& username) { return lower_case(username); }

}  // namespace authledger::command
