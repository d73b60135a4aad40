#include "command/permission/permission_state.h"

namespace authledger::command {
namespace {

using namespace events;

Grant grant_of(const PermissionGranted& e) {
  return {e.permission_name,       e.role_id,   e.subject_user_id,
          e.subject_user_group_id, e.object_id, e.can_do};
}

struct EvolvePermission {
  PermissionState& permission;
  const Recorded& recorded;
  void operator()(const PermissionGranted& e) const {
    permission.id = e.permission_id;
    permission.tenant_id = recorded.tenant_id;
    permission.grant = grant_of(e);
    permission.event_id = recorded.event_id;
  }
  void operator()(const PermissionRevoked&) const { permission.revoked = true; }
};

// What an event puts in force, or ends.
struct Change {
  Grant grant;
  bool in_force;
};
struct Changed {
  const PermissionState& before;
  Change operator()(const PermissionGranted& e) const { return {grant_of(e), true}; }
  Change operator()(const PermissionRevoked&) const { return {before.grant, false}; }
};

std::string subject_of(const Grant& grant) {
  if (grant.user_id) return grants::subject_user(*grant.user_id);
  if (grant.group_id) return grants::subject_group(*grant.group_id);
  return grants::subject_role(grant.role_id.value_or(""));
}

template <class T>
std::string text_of(const std::optional<Id<T>>& id) {
  return id ? id->value : "-";
}

}  // namespace

void evolve(PermissionState& permission, const PermissionEvent& event, const Recorded& recorded) {
  std::visit(EvolvePermission{permission, recorded}, event);
}

// No name has a space, no role is empty.
std::string grant_text(const Grant& grant) {
  return grant.permission_name + " " + grant.role_id.value_or("") + " " + text_of(grant.user_id) +
         " " + text_of(grant.group_id) + " " + text_of(grant.object_id) +
         (grant.can_do ? " allow" : " deny");
}

std::vector<PlainClaim> claims_of(const PermissionState& before, const PermissionEvent& event) {
  const auto change = std::visit(Changed{before}, event);
  return {{"grant", grant_text(change.grant), change.in_force}};
}

std::vector<PlainEntry> entries_of(const PermissionState& before, const PermissionEvent& event) {
  const auto [grant, add] = std::visit(Changed{before}, event);
  const std::string subject = subject_of(grant);
  return {{std::string(grants::kOfSubject), subject, add},
          {std::string(grants::kOfName), grants::name_key(subject, grant.permission_name), add},
          {std::string(grants::kOfObject),
           grants::object_key(subject, grant.permission_name, grant.object_id), add}};
}

namespace grants {

std::string subject_user(const UserId& user) { return "user " + user.value; }
std::string subject_group(const GroupId& group) { return "group " + group.value; }
std::string subject_role(const std::string& role_id) { return "role " + role_id; }

std::string name_key(const std::string& subject, const std::string& permission_name) {
  return subject + " " + permission_name;
}

std::string object_key(const std::string& subject, const std::string& permission_name,
                       const std::optional<ObjectId>& object) {
  return subject + " " + permission_name + " " + text_of(object);
}

}  // namespace grants

}  // namespace authledger::command
