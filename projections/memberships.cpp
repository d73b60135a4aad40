#include "projections/memberships.h"

#include <algorithm>

#include "events/user_events.h"
#include "projections/rooted_projection.h"
#include "shared/person_name.h"

namespace authledger::projections {
namespace {

using namespace events;

struct BanNote {
  std::optional<std::string> reason;
  std::optional<Timestamp> until;
  static constexpr auto fields() {
    return std::tuple{field("reason", &BanNote::reason), field("until", &BanNote::until)};
  }
};

struct Member {
  std::string app_id;
  bool gone = false;
  bool active = true;
  std::optional<BanNote> ban;
  std::vector<MemberRole> roles;
  Timestamp joined_at;
  static constexpr auto fields() {
    return std::tuple{field("appId", &Member::app_id),  field("gone", &Member::gone),
                      field("active", &Member::active), field("ban", &Member::ban),
                      field("roles", &Member::roles),   field("joinedAt", &Member::joined_at)};
  }
};

// The person, as far as rows of members tell, and every app that the person ever was in.
struct Person {
  std::string id;
  std::string email;
  std::string fullname;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> mobile;
  bool archived = false;
  bool deleted = false;
  bool unconfirmed = false;
  std::optional<BanNote> ban;
  std::vector<Member> members;
  std::vector<DerivedMark> marks;
  static constexpr auto fields() {
    return std::tuple{field("id", &Person::id),
                      field("email", &Person::email),
                      field("fullname", &Person::fullname),
                      field("firstName", &Person::first_name),
                      field("lastName", &Person::last_name),
                      field("mobile", &Person::mobile),
                      field("archived", &Person::archived),
                      field("deleted", &Person::deleted),
                      field("unconfirmed", &Person::unconfirmed),
                      field("ban", &Person::ban),
                      field("members", &Person::members),
                      field("marks", &Person::marks)};
  }
};

struct MembershipFold {
  Draft<Person>& draft;
  Person& person = draft.document;

  void operator()(const UserRegistered& e) const {
    person.id = e.user_id.value;
    person.email = e.email.value;
    person.fullname = e.fullname.value;
    person.first_name = plain(e.first_name);
    person.last_name = plain(e.last_name);
    person.mobile = plain(e.mobile);
    person.unconfirmed = e.origin == origin::kPool && !e.email_verified;
  }
  void operator()(const UserProfileUpdated& e) const {
    if (!e.fullname) return;
    person.fullname = e.fullname->value;
    person.first_name.reset();
    person.last_name.reset();
  }
  void operator()(const UserPasswordChanged&) const {}
  void operator()(const UserPasswordRehashed&) const {}
  void operator()(const UserRoleChanged&) const {}
  void operator()(const UserArchived&) const { person.archived = true; }
  void operator()(const UserRestored&) const { person.archived = false; }
  void operator()(const UserDeleted&) const { person.deleted = true; }
  void operator()(const UserEmailVerified&) const { person.unconfirmed = false; }
  void operator()(const UserMobileChanged& e) const { person.mobile = plain(e.mobile); }
  void operator()(const UserMobileVerified&) const {}
  void operator()(const UserSecondFactorChanged&) const {}
  void operator()(const UserSessionsEnded&) const {}
  void operator()(const TokensViewed&) const {}
  void operator()(const UserJoinedApp& e) const {
    if (is_in(e.app_id)) return;  // whom others had put there comes by itself
    Member& member = in(e.app_id);
    member = {e.app_id.value, false, true, std::nullopt, {}, draft.recorded_at};
  }
  void operator()(const UserLeftApp& e) const {
    Member left;  // its name alone is kept
    left.app_id = e.app_id.value;
    left.gone = true;
    in(e.app_id) = std::move(left);
  }
  void operator()(const UserMembershipActivated& e) const { in(e.app_id).active = true; }
  void operator()(const UserMembershipDeactivated& e) const { in(e.app_id).active = false; }
  void operator()(const UserAppRoleAssigned& e) const {
    in(e.app_id).roles.push_back({e.ur_id.value, e.role_id.value});
  }
  void operator()(const UserAppRoleReplaced& e) const {
    auto& roles = in(e.app_id).roles;
    for (const auto& dropped : e.dropped) remove(roles, dropped);
    for (auto& role : roles) {
      if (role.ur_id == e.ur_id.value) role.role_id = e.role_id.value;
    }
  }
  void operator()(const UserAppRoleRemoved& e) const { remove(in(e.app_id).roles, e.ur_id); }
  void operator()(const UserBanned& e) const {
    ban_of(e.app_id) = BanNote{plain(e.reason), e.until};
  }
  void operator()(const UserUnbanned& e) const { ban_of(e.app_id).reset(); }

  bool is_in(const AppId& app) const {
    return std::any_of(person.members.begin(), person.members.end(),
                       [&](const Member& one) { return one.app_id == app.value && !one.gone; });
  }
  Member& in(const AppId& app) const {
    auto& members = person.members;
    auto found = std::find_if(members.begin(), members.end(),
                              [&](const Member& one) { return one.app_id == app.value; });
    if (found != members.end()) return *found;
    Member added;
    added.app_id = app.value;
    return members.emplace_back(std::move(added));
  }
  std::optional<BanNote>& ban_of(const std::optional<AppId>& app) const {
    return app ? in(*app).ban : person.ban;
  }
  static void remove(std::vector<MemberRole>& roles, const RoleAssignmentId& id) {
    std::erase_if(roles, [&](const MemberRole& one) { return one.ur_id == id.value; });
  }
};

const char* status_of(const Person& person, const Member& member) {
  if (person.ban || member.ban) return member_status::kBanned;
  if (person.archived || person.unconfirmed || !member.active) return member_status::kInactive;
  return member_status::kActive;
}

std::vector<DerivedPart<MembershipDocument>> memberships_of(const Person& person) {
  std::vector<DerivedPart<MembershipDocument>> parts;
  const auto name = person_name(person.first_name, person.last_name, person.fullname);
  for (const auto& member : person.members) {
    if (member.gone) {
      MembershipDocument left;
      left.id = person.id;
      left.app_id = member.app_id;
      parts.push_back({member.app_id, std::move(left), false});
      continue;
    }
    const auto& ban = person.ban ? person.ban : member.ban;  // that of the account goes first
    MembershipDocument row;
    row.id = person.id;
    row.first_name = name.first;
    row.last_name = name.last;
    row.email = person.email;
    row.mobile_no = person.mobile;
    row.app_id = member.app_id;
    row.status = status_of(person, member);
    row.active = row.status == member_status::kActive;
    row.place = member_place(row.app_id, row.status);
    row.has_role = !member.roles.empty();
    row.roles = member.roles;
    row.ban_reason = ban ? ban->reason : std::nullopt;
    row.ban_until = ban ? ban->until : std::nullopt;
    row.created_at = member.joined_at;
    parts.push_back({member.app_id, std::move(row), !person.deleted});
  }
  return parts;
}

}  // namespace

std::string member_place(const std::string& app_id, const std::string& status) {
  return app_id + "/" + status;
}

const Projection& memberships() {
  static const RootedProjection<Person, MembershipDocument, UserEvent, MembershipFold,
                                &memberships_of>
      projection("memberships", 1, "user-");
  return projection;
}

}  // namespace authledger::projections
