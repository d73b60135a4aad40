// memberships_v1: one document per user and app, made from the user's stream (decision 24). The
// app's name is no part of it: it is joined when lists are read.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "projections/projection.h"

namespace authledger::projections {

namespace member_status {
inline constexpr const char* kActive = "active";
inline constexpr const char* kInactive = "inactive";  // set so, archived, or never confirmed
inline constexpr const char* kBanned = "banned";      // in the app, or as a whole account
}  // namespace member_status

// A role that a member has in the app.
struct MemberRole {
  std::string ur_id;
  std::string role_id;
  static constexpr auto fields() {
    return std::tuple{field("ur_id", &MemberRole::ur_id), field("role_id", &MemberRole::role_id)};
  }
};

struct MembershipDocument {
  std::string id;  // the user's
  std::string first_name;
  std::string last_name;
  std::string email;
  std::optional<std::string> mobile_no;
  std::string app_id;
  bool active = true;
  std::string status;  // member_status
  std::string place;   // app and status in one, for lists of both
  bool has_role = false;
  std::vector<MemberRole> roles;
  std::optional<std::string> ban_reason;
  std::optional<Timestamp> ban_until;  // nothing: until somebody lifts it
  Timestamp created_at;                // joined
  Timestamp updated_at;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &MembershipDocument::id, {.format = "uuid", .filter = true}),
        field("first_name", &MembershipDocument::first_name, {.sort = true, .search = true}),
        field("last_name", &MembershipDocument::last_name, {.sort = true, .search = true}),
        field("email", &MembershipDocument::email, {.sort = true, .search = true}),
        field("mobile_no", &MembershipDocument::mobile_no),
        field("app_id", &MembershipDocument::app_id, {.format = "uuid", .filter = true}),
        field("active", &MembershipDocument::active),
        field("status", &MembershipDocument::status, {.format = "exact", .filter = true}),
        field("place", &MembershipDocument::place, {.format = "exact", .filter = true}),
        field("has_role", &MembershipDocument::has_role, {.filter = true}),
        field("roles", &MembershipDocument::roles),
        field("ban_reason", &MembershipDocument::ban_reason),
        field("ban_until", &MembershipDocument::ban_until),
        field("createdAt", &MembershipDocument::created_at, {.sort = true}),
        field("updatedAt", &MembershipDocument::updated_at)};
  }
};

std::string member_place(const std::string& app_id, const std::string& status);

const Projection& memberships();

}  // namespace authledger::projections
