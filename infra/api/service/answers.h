// What the service face answers beside read models: small objects, one struct each.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "projections/avatar_files.h"
#include "projections/group_members.h"
#include "shared/fields.h"
#include "shared/time.h"

namespace authledger::infra {

// The session object of log-in, relogin and currentuser: the session, its user, its access token.
struct SessionObject {
  // Missing while a second factor is, and where the caller brought no token of the session.
  static constexpr std::array<std::string_view, 3> kNeverNull = {"accessToken", "expiresAt",
                                                                 "expiresIn"};
  std::string session_id;
  std::string user_id;
  std::string email;
  std::string fullname;
  std::string avatar;
  std::string role_id;
  std::string tenant_id;
  bool email_verified = false;
  bool mobile_verified = false;
  std::optional<std::string> preferred_language;
  bool session_needs_email_2fa = false;
  bool session_needs_mobile_2fa = false;
  std::optional<std::string> access_token{};
  std::optional<Timestamp> expires_at{};
  std::optional<std::int64_t> expires_in{};
  static constexpr auto fields() {
    return std::tuple{
        field("sessionId", &SessionObject::session_id, {.format = "uuid"}),
        field("userId", &SessionObject::user_id, {.format = "uuid"}),
        field("email", &SessionObject::email, {.example = "ada@example.com"}),
        field("fullname", &SessionObject::fullname),
        field("avatar", &SessionObject::avatar),
        field("roleId", &SessionObject::role_id),
        field("tenantId", &SessionObject::tenant_id),
        field("emailVerified", &SessionObject::email_verified),
        field("mobileVerified", &SessionObject::mobile_verified),
        field("preferredLanguage", &SessionObject::preferred_language),
        field("sessionNeedsEmail2FA", &SessionObject::session_needs_email_2fa),
        field("sessionNeedsMobile2FA", &SessionObject::session_needs_mobile_2fa),
        field("accessToken", &SessionObject::access_token,
              {.about = "RS256 JWT (RFC 9068); missing while a second factor is"}),
        field("expiresAt", &SessionObject::expires_at, {.about = "of the access token"}),
        field("expiresIn", &SessionObject::expires_in, {.about = "seconds until expiresAt"})};
  }
};

// A member of a group with the user; `user` is missing with getJoins=false, and empty for users who
// are gone.
struct JoinedUser {
  std::string email;
  std::string fullname;
  std::string avatar;
  static constexpr auto fields() {
    return std::tuple{
        field("email", &JoinedUser::email, {.about = "masked for callers without a session"}),
        field("fullname", &JoinedUser::fullname), field("avatar", &JoinedUser::avatar)};
  }
};

struct ListedMember : projections::GroupMemberDocument {
  static constexpr std::array<std::string_view, 1> kNeverNull = {"user"};
  std::optional<std::vector<JoinedUser>> user;
  static constexpr auto fields() {
    return std::tuple_cat(projections::GroupMemberDocument::fields(),
                          std::tuple{field("user", &ListedMember::user, {.items_max = 1})});
  }
};

// A session as a person looks at it.
struct ListedSession {
  std::string id;
  std::string user_id;
  std::string method;
  std::optional<std::string> device;
  std::optional<std::string> address;
  Timestamp created_at;
  Timestamp last_used_at;
  std::optional<std::string> last_address;
  Timestamp expires_at;
  std::optional<Timestamp> ended_at;
  std::optional<std::string> end_reason;
  bool is_active = true;
  bool is_current = false;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &ListedSession::id, {.format = "uuid"}),
        field("userId", &ListedSession::user_id, {.format = "uuid"}),
        field("method", &ListedSession::method, {.about = "password, google or relogin"}),
        field("device", &ListedSession::device, {.about = "the user agent that logged in"}),
        field("address", &ListedSession::address, {.about = "the address that it logged in from"}),
        field("createdAt", &ListedSession::created_at),
        field("lastUsedAt", &ListedSession::last_used_at, {.about = "log-in or last refresh"}),
        field("lastAddress", &ListedSession::last_address, {.about = "of that"}),
        field("expiresAt", &ListedSession::expires_at),
        field("endedAt", &ListedSession::ended_at),
        field("endReason", &ListedSession::end_reason,
              {.about = "logout, relogin, ended, reused, revoked or expired"}),
        field("isActive", &ListedSession::is_active),
        field("isCurrent", &ListedSession::is_current, {.about = "the one that asks"})};
  }
};

struct EndedSessions {
  std::string user_id;
  std::optional<std::string> kept_session_id;
  static constexpr auto fields() {
    return std::tuple{field("userId", &EndedSessions::user_id, {.format = "uuid"}),
                      field("keptSessionId", &EndedSessions::kept_session_id, {.format = "uuid"})};
  }
};

// What an avatar file's answers have beside its document.
struct AvatarFile : projections::AvatarFileDocument {
  static constexpr std::array<std::string_view, 1> kNeverNull = {"fileData"};
  std::string access_key;
  std::optional<std::string> file_data;
  static constexpr auto fields() {
    return std::tuple_cat(
        projections::AvatarFileDocument::fields(),
        std::tuple{field("accessKey", &AvatarFile::access_key),
                   field("fileData", &AvatarFile::file_data,
                         {.about = "the bytes in base64; left out of lists and of uploads"})});
  }
};

// What anyone may see of a user.
struct BriefUser {
  std::string id;
  std::string fullname;
  std::string avatar;
  bool is_active = true;
  static constexpr auto fields() {
    return std::tuple{field("id", &BriefUser::id, {.format = "uuid"}),
                      field("fullname", &BriefUser::fullname), field("avatar", &BriefUser::avatar),
                      field("isActive", &BriefUser::is_active)};
  }
};

struct PublicKey {
  std::string key_id;
  std::string key_data;
  static constexpr auto fields() {
    return std::tuple{field("keyId", &PublicKey::key_id, {.about = "kid of the tokens"}),
                      field("keyData", &PublicKey::key_data, {.about = "PEM"})};
  }
};

struct LoggedOut {
  std::string status = "OK";
  std::string message = "Logged out";
  static constexpr auto fields() {
    return std::tuple{field("status", &LoggedOut::status, {.example = "OK"}),
                      field("message", &LoggedOut::message, {.example = "Logged out"})};
  }
};

}  // namespace authledger::infra
