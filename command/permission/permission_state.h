// One grant of a permission: to whom, for what, allowed or denied. Folded from permission-<id>.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/aggregate.h"
#include "events/permission_events.h"
#include "shared/errors.h"

namespace authledger::command {

// What is granted. It names a role, a user, a group, or a role and a user.
struct Grant {
  std::string permission_name;
  std::optional<std::string> role_id;
  std::optional<UserId> user_id;
  std::optional<GroupId> group_id;
  std::optional<ObjectId> object_id;  // nothing: whatever the object
  bool can_do = true;
  bool operator==(const Grant&) const = default;

  bool names_a_subject() const {
    return group_id ? !role_id && !user_id : role_id.has_value() || user_id.has_value();
  }
};

struct PermissionState {
  PermissionId id;  // empty: never granted
  std::string tenant_id;
  Grant grant;
  std::string event_id;  // of the event that granted it
  bool revoked = false;
  bool in_force() const { return !id.empty() && !revoked; }
};

using PermissionEvents = std::vector<events::PermissionEvent>;

struct PermissionAggregate {
  using Target = PermissionId;
  using State = PermissionState;
  using Event = events::PermissionEvent;
  static constexpr const ErrorRow& kUnknown = errors::kPermissionNotFound;
  static constexpr std::string_view kStreamPrefix = "permission-";
  static std::string stream_id(const PermissionId& id) {
    return std::string(kStreamPrefix) + id.value;
  }
  static std::string subject(const PermissionId&) { return {}; }
};

void evolve(PermissionState& permission, const events::PermissionEvent& event,
            const Recorded& recorded);

// A grant is there once: the claim "grant".
std::vector<PlainClaim> claims_of(const PermissionState& before,
                                  const events::PermissionEvent& event);
std::vector<PlainEntry> entries_of(const PermissionState& before,
                                   const events::PermissionEvent& event);

// The value of a grant's claim.
std::string grant_text(const Grant& grant);

// The entries by which grants are found. One with a role and a user is found by the user.
namespace grants {
inline constexpr std::string_view kOfSubject = "grant_subject";  // key: subject
inline constexpr std::string_view kOfName = "grant_name";        // key: subject and permission
inline constexpr std::string_view kOfObject = "grant_object";  // key: these and the object, if any
std::string subject_user(const UserId& user);
std::string subject_group(const GroupId& group);
std::string subject_role(const std::string& role_id);
std::string name_key(const std::string& subject, const std::string& permission_name);
std::string object_key(const std::string& subject, const std::string& permission_name,
                       const std::optional<ObjectId>& object);
}  // namespace grants

}  // namespace authledger::command
