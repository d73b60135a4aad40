// users_v1: one document per user, as GET /v1/users shows it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "projections/projection.h"

namespace authledger::projections {

// The user object of seed 002 and what this product adds to it. The order of fields() is the order
// in answers.
struct UserDocument {
  std::string id;
  std::string email;
  std::string password = "********";  // never anything else
  std::string fullname;
  std::string avatar;
  std::string role_id;
  bool email_verified = false;
  std::optional<std::string> username;
  std::optional<std::string> mobile;
  bool mobile_verified = false;
  std::optional<std::string> preferred_language;
  std::optional<std::string> bio;
  bool is_active = true;
  StreamVersion record_version = 0;
  Timestamp created_at;
  Timestamp updated_at;
  std::string tenant_id;
  std::string owner;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &UserDocument::id, {.format = "uuid"}),
        field("email", &UserDocument::email, {.filter = true, .sort = true, .search = true}),
        field("password", &UserDocument::password),
        field("fullname", &UserDocument::fullname, {.filter = true, .sort = true, .search = true}),
        field("avatar", &UserDocument::avatar),
        field("roleId", &UserDocument::role_id, {.filter = true, .sort = true}),
        field("emailVerified", &UserDocument::email_verified, {.sort = true}),
        field("username", &UserDocument::username, {.sort = true, .search = true}),
        field("mobile", &UserDocument::mobile),
        field("mobileVerified", &UserDocument::mobile_verified),
        field("preferredLanguage", &UserDocument::preferred_language, {.sort = true}),
        field("bio", &UserDocument::bio),
        field("isActive", &UserDocument::is_active),
        field("recordVersion", &UserDocument::record_version),
        field("createdAt", &UserDocument::created_at, {.sort = true}),
        field("updatedAt", &UserDocument::updated_at, {.sort = true}),
        field("tenantId", &UserDocument::tenant_id),
        field("_owner", &UserDocument::owner, {.format = "uuid"})};
  }
};

const Projection& users();

}  // namespace authledger::projections
