// What the manage face shows. The names are the seed's.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "shared/codec.h"
#include "shared/fields.h"
#include "shared/time.h"

namespace authledger::infra {

struct TokensObject {
  std::string access_token;
  std::string refresh_token;
  std::string token_type = "Bearer";
  std::int64_t expires_in = 0;
  static constexpr auto fields() {
    return std::tuple{field("access_token", &TokensObject::access_token),
                      field("refresh_token", &TokensObject::refresh_token),
                      field("token_type", &TokensObject::token_type, {.example = "Bearer"}),
                      field("expires_in", &TokensObject::expires_in,
                            {.about = "seconds that the access token lives"})};
  }
};

struct ClientApp {
  std::string id;
  std::string app_name;
  bool owner = false;
  static constexpr auto fields() {
    return std::tuple{field("id", &ClientApp::id, {.format = "uuid"}),
                      field("app_name", &ClientApp::app_name), field("owner", &ClientApp::owner)};
  }
};

struct ClientObject {
  std::string id;
  std::string first_name;
  std::string last_name;
  std::string email;
  std::optional<std::string> mobile_no;
  std::string role_id;
  std::vector<ClientApp> apps;
  static constexpr auto fields() {
    return std::tuple{field("id", &ClientObject::id, {.format = "uuid"}),
                      field("first_name", &ClientObject::first_name),
                      field("last_name", &ClientObject::last_name),
                      field("email", &ClientObject::email, {.example = "ada@example.com"}),
                      field("mobile_no", &ClientObject::mobile_no),
                      field("role_id", &ClientObject::role_id, {.about = "the global role"}),
                      field("apps", &ClientObject::apps)};
  }
};

// Without tokens where settings ask for something first: a verified address, a second factor.
struct SignedIn {
  std::optional<TokensObject> tokens;
  ClientObject client;
  static constexpr auto fields() {
    return std::tuple{field("tokens", &SignedIn::tokens), field("client", &SignedIn::client)};
  }
};

struct AppObject {
  static constexpr std::array<std::string_view, 1> kNeverNull = {"secret"};
  std::string id;
  std::string app_name;
  std::string name;
  std::string description;
  std::string descripition;  // the seed's spelling
  std::optional<std::string> url;
  std::optional<std::string> secret{};  // where it is shown at all
  static constexpr auto fields() {
    return std::tuple{field("id", &AppObject::id, {.format = "uuid"}),
                      field("app_name", &AppObject::app_name),
                      field("name", &AppObject::name),
                      field("description", &AppObject::description),
                      field("descripition", &AppObject::descripition),
                      field("url", &AppObject::url),
                      field("secret", &AppObject::secret)};
  }
};

struct AppSecretObject {
  std::string app_id;
  std::string app_name;
  std::string name;
  std::string secret;
  static constexpr auto fields() {
    return std::tuple{field("app_id", &AppSecretObject::app_id, {.format = "uuid"}),
                      field("app_name", &AppSecretObject::app_name),
                      field("name", &AppSecretObject::name),
                      field("secret", &AppSecretObject::secret)};
  }
};

struct UrlAndToken {
  std::string url;
  std::string token;
  static constexpr auto fields() {
    return std::tuple{field("url", &UrlAndToken::url),
                      field("token", &UrlAndToken::token,
                            {.about = "RS256 JWT for the app, good for 5 minutes"})};
  }
};

struct LoggedOutSession {
  std::string session_id;
  static constexpr auto fields() {
    return std::tuple{field("session_id", &LoggedOutSession::session_id, {.format = "uuid"})};
  }
};

struct MemberRef {
  std::string user_id;
  std::string app_id;
  static constexpr auto fields() {
    return std::tuple{field("user_id", &MemberRef::user_id, {.format = "uuid"}),
                      field("app_id", &MemberRef::app_id, {.format = "uuid"})};
  }
};

struct BanObject {
  std::string user_id;
  std::optional<std::string> app_id;
  std::string status;  // banned; active: no ban of this place
  std::optional<std::string> reason;
  std::optional<Timestamp> until;
  static constexpr auto fields() {
    return std::tuple{field("user_id", &BanObject::user_id, {.format = "uuid"}),
                      field("app_id", &BanObject::app_id, {.format = "uuid"}),
                      field("status", &BanObject::status, {.example = "banned"}),
                      field("reason", &BanObject::reason), field("until", &BanObject::until)};
  }
};

struct MemberActive {
  std::string user_id;
  std::string app_id;
  bool active = true;
  static constexpr auto fields() {
    return std::tuple{field("user_id", &MemberActive::user_id, {.format = "uuid"}),
                      field("app_id", &MemberActive::app_id, {.format = "uuid"}),
                      field("active", &MemberActive::active)};
  }
};

struct RoleObject {
  std::string id;
  std::string name;
  std::string description;
  std::string app_name;
  Timestamp created_at;
  Timestamp updated_at;
  static constexpr auto fields() {
    return std::tuple{field("id", &RoleObject::id, {.format = "uuid"}),
                      field("name", &RoleObject::name),
                      field("description", &RoleObject::description),
                      field("app_name", &RoleObject::app_name),
                      field("createdAt", &RoleObject::created_at),
                      field("updatedAt", &RoleObject::updated_at)};
  }
};

struct AssignmentObject {
  std::string ur_id;
  std::string role_id;
  std::string name;
  std::string email;
  std::string role;
  static constexpr auto fields() {
    return std::tuple{field("ur_id", &AssignmentObject::ur_id, {.format = "uuid"}),
                      field("role_id", &AssignmentObject::role_id, {.format = "uuid"}),
                      field("name", &AssignmentObject::name),
                      field("email", &AssignmentObject::email),
                      field("role", &AssignmentObject::role, {.about = "the role's name"})};
  }
};

// A row of the lists of members.
struct MemberRow {
  static constexpr std::array<std::string_view, 2> kNeverNull = {"reason", "until"};
  std::string id;
  std::string first_name;
  std::string last_name;
  std::string email;
  std::optional<std::string> mobile_no;
  std::string app_id;
  std::string app_name;
  bool active = true;
  std::string status;
  std::optional<std::string> reason{};  // of a ban
  std::optional<Timestamp> until{};
  static constexpr auto fields() {
    return std::tuple{field("id", &MemberRow::id, {.format = "uuid"}),
                      field("first_name", &MemberRow::first_name),
                      field("last_name", &MemberRow::last_name),
                      field("email", &MemberRow::email),
                      field("mobile_no", &MemberRow::mobile_no),
                      field("app_id", &MemberRow::app_id, {.format = "uuid"}),
                      field("app_name", &MemberRow::app_name),
                      field("active", &MemberRow::active),
                      field("status", &MemberRow::status, {.about = "active, inactive or banned"}),
                      field("reason", &MemberRow::reason),
                      field("until", &MemberRow::until)};
  }
};

// A row of the live sessions.
struct TokenRow {
  std::string id;  // the user's
  std::string session_id;
  std::optional<std::string> access_token;
  std::optional<std::string> refresh_token;
  std::string first_name;
  std::string last_name;
  std::string email;
  std::string app_name;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &TokenRow::id, {.format = "uuid", .about = "the user's"}),
        field("session_id", &TokenRow::session_id, {.format = "uuid"}),
        field("access_token", &TokenRow::access_token,
              {.about = "its fingerprint: … and the last 8 characters", .example = "…c2lnbmF0"}),
        field("refresh_token", &TokenRow::refresh_token, {.about = "likewise"}),
        field("first_name", &TokenRow::first_name),
        field("last_name", &TokenRow::last_name),
        field("email", &TokenRow::email),
        field("app_name", &TokenRow::app_name)};
  }
};

// A row of the members with roles: one per role.
struct RoleHolderRow {
  std::string id;
  std::string user_role_id;
  std::string user_id;
  std::string first_name;
  std::string last_name;
  std::string email;
  std::optional<std::string> mobile_no;
  std::string app_name;
  std::string role_id;
  std::string name;
  std::string role;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &RoleHolderRow::id, {.format = "uuid", .about = "the same as user_role_id"}),
        field("user_role_id", &RoleHolderRow::user_role_id, {.format = "uuid"}),
        field("user_id", &RoleHolderRow::user_id, {.format = "uuid"}),
        field("first_name", &RoleHolderRow::first_name),
        field("last_name", &RoleHolderRow::last_name),
        field("email", &RoleHolderRow::email),
        field("mobile_no", &RoleHolderRow::mobile_no),
        field("app_name", &RoleHolderRow::app_name),
        field("role_id", &RoleHolderRow::role_id, {.format = "uuid"}),
        field("name", &RoleHolderRow::name, {.about = "the role's name, as role"}),
        field("role", &RoleHolderRow::role)};
  }
};

}  // namespace authledger::infra
