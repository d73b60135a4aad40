// Strong id types. All are lower-case UUID strings of 36 characters; new ones are UUIDv7 (RFC
// 9562), so that ids made later sort later.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "shared/time.h"

namespace authledger {

template <class Tag>
struct Id {
  std::string value;
  bool empty() const { return value.empty(); }
  auto operator<=>(const Id&) const = default;
};

using UserId = Id<struct UserTag>;
using SessionId = Id<struct SessionTag>;
using EventId = Id<struct EventTag>;
using AppId = Id<struct AppTag>;
using MessageId = Id<struct MessageTag>;
using GroupId = Id<struct GroupTag>;
using PermissionId = Id<struct PermissionTag>;
using ObjectId = Id<struct ObjectTag>;  // of a thing of another service
using GroupMemberId = Id<struct GroupMemberTag>;
using AppRoleId = Id<struct AppRoleTag>;
using RoleAssignmentId = Id<struct RoleAssignmentTag>;  // a role that a person has in an app
using AvatarId = Id<struct AvatarTag>;
using VerificationId = Id<struct VerificationTag>;

bool is_uuid(std::string_view text);                          // lower or upper case hex, 8-4-4-4-12
std::string uuid_v7(Timestamp now, std::string_view random);  // REQUIRES: 10 bytes of randomness
std::string new_uuid(const Clock& clock, Random& random);

// A position in the log: 1, 2, 3 … without a gap. 0 is "before the first".
using Position = std::int64_t;
using StreamVersion = std::int64_t;  // 1 for the first event of a stream, 0: the stream is empty

}  // namespace authledger

template <class Tag>
struct std::hash<authledger::Id<Tag>> {
  std::size_t operator()(const authledger::Id<Tag>& id) const {
    return std::hash<std::string>{}(id.value);
  }
};
