// What the events of a person take and free: unique values, and the entries of memberships.
#include "command/user/user_state.h"

namespace authledger::command {
namespace {

using namespace events;

struct UserClaims {
  using None = std::vector<PlainClaim>;
  const UserState& before;

  std::vector<PlainClaim> operator()(const UserRegistered& e) const {
    return all(e.email.value, plain(e.username), e.mobile_verified ? plain(e.mobile) : std::nullopt,
               true);
  }
  std::vector<PlainClaim> operator()(const UserDeleted&) const {
    return all(before.email, before.username, before.mobile_verified ? before.mobile : std::nullopt,
               false);
  }
  None operator()(const UserProfileUpdated&) const { return {}; }
  None operator()(const UserPasswordChanged&) const { return {}; }
  None operator()(const UserPasswordRehashed&) const { return {}; }
  None operator()(const UserRoleChanged&) const { return {}; }
  None operator()(const UserArchived&) const { return {}; }  // kept for the archive window
  None operator()(const UserRestored&) const { return {}; }
  None operator()(const UserEmailVerified&) const { return {}; }
  std::vector<PlainClaim> operator()(const UserMobileChanged&) const { return mobile(false); }
  std::vector<PlainClaim> operator()(const UserMobileVerified&) const { return mobile(true); }
  None operator()(const UserSecondFactorChanged&) const { return {}; }
  None operator()(const UserSessionsEnded&) const { return {}; }
  None operator()(const TokensViewed&) const { return {}; }
  None operator()(const UserJoinedApp&) const { return {}; }
  None operator()(const UserLeftApp&) const { return {}; }
  None operator()(const UserMembershipActivated&) const { return {}; }
  None operator()(const UserMembershipDeactivated&) const { return {}; }
  None operator()(const UserAppRoleAssigned&) const { return {}; }
  None operator()(const UserAppRoleReplaced&) const { return {}; }
  None operator()(const UserAppRoleRemoved&) const { return {}; }
  None operator()(const UserBanned&) const { return {}; }
  None operator()(const UserUnbanned&) const { return {}; }

  // Only a verified number is anybody's own.
  std::vector<PlainClaim> mobile(bool take) const {
    if (!before.mobile || before.mobile_verified == take) return {};
    return {{"mobile", *before.mobile, take}};
  }

  static std::vector<PlainClaim> all(const std::string& email,
                                     const std::optional<std::string>& username,
                                     const std::optional<std::string>& mobile, bool take) {
    std::vector<PlainClaim> claims{{"email", normalised_email(email), take}};
    if (username) claims.push_back({"username", normalised_username(*username), take});
    if (mobile) claims.push_back({"mobile", *mobile, take});
    return claims;
  }
};

using PlainEntries = std::vector<PlainEntry>;

PlainEntry member(const AppId& app, bool add) {
  return {std::string(kMemberOfApp), app.value, add};
}
PlainEntry holder(const AppRoleId& role, bool add) {
  return {std::string(kHolderOfAppRole), role.value, add};
}
PlainEntry assignment(const RoleAssignmentId& id, bool add) {
  return {std::string(kRoleAssignment), id.value, add};
}

// A role belongs to one app, and a person has it there once: its holder is an entry of its own.
void remove_roles(PlainEntries& entries, const Membership& membership) {
  for (const auto& [id, role] : membership.roles) {
    entries.push_back(holder(role, false));
    entries.push_back(assignment(id, false));
  }
}

struct Entries {
  using None = PlainEntries;
  const UserState& before;

  PlainEntries operator()(const UserJoinedApp& e) const { return {member(e.app_id, true)}; }
  PlainEntries operator()(const UserLeftApp& e) const {
    PlainEntries entries{member(e.app_id, false)};
    if (const auto* membership = before.membership(e.app_id)) remove_roles(entries, *membership);
    return entries;
  }
  PlainEntries operator()(const UserDeleted&) const {
    PlainEntries entries;
    for (const auto& [app, membership] : before.memberships) {
      entries.push_back(member(app, false));
      remove_roles(entries, membership);
    }
    return entries;
  }
  PlainEntries operator()(const UserAppRoleAssigned& e) const {
    return {holder(e.role_id, true), assignment(e.ur_id, true)};
  }
  PlainEntries operator()(const UserAppRoleReplaced& e) const {
    PlainEntries entries{holder(e.previous_role_id, false)};
    if (const auto* membership = before.membership(e.app_id)) {
      for (const auto& id : e.dropped) {
        const auto role = membership->roles.find(id);
        if (role != membership->roles.end()) entries.push_back(holder(role->second, false));
        entries.push_back(assignment(id, false));
      }
    }
    entries.push_back(holder(e.role_id, true));
    return entries;
  }
  PlainEntries operator()(const UserAppRoleRemoved& e) const {
    return {holder(e.role_id, false), assignment(e.ur_id, false)};
  }
  None operator()(const UserRegistered&) const { return {}; }
  None operator()(const UserProfileUpdated&) const { return {}; }
  None operator()(const UserPasswordChanged&) const { return {}; }
  None operator()(const UserPasswordRehashed&) const { return {}; }
  None operator()(const UserRoleChanged&) const { return {}; }
  None operator()(const UserArchived&) const { return {}; }
  None operator()(const UserRestored&) const { return {}; }
  None operator()(const UserEmailVerified&) const { return {}; }
  None operator()(const UserMobileChanged&) const { return {}; }
  None operator()(const UserMobileVerified&) const { return {}; }
  None operator()(const UserSecondFactorChanged&) const { return {}; }
  None operator()(const UserSessionsEnded&) const { return {}; }
  None operator()(const TokensViewed&) const { return {}; }
  None operator()(const UserMembershipActivated&) const { return {}; }
  None operator()(const UserMembershipDeactivated&) const { return {}; }
  None operator()(const UserBanned&) const { return {}; }
  None operator()(const UserUnbanned&) const { return {}; }
};

}  // namespace

std::vector<PlainClaim> claims_of(const UserState& before, const UserEvent& event) {
  return std::visit(UserClaims{before}, event);
}

std::vector<PlainEntry> entries_of(const UserState& before, const UserEvent& event) {
  return std::visit(Entries{before}, event);
}

}  // namespace authledger::command
