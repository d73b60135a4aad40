// The bodies that the pool face reads. Usernames are case-insensitive; an e-mail address is
// accepted wherever a username is.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "infra/api/service/requests.h"

namespace authledger::infra {

inline constexpr FieldRule kLoginNameRule{
    .length_min = 1, .length_max = 254, .about = "or the e-mail address", .example = "ada"};
inline constexpr FieldRule kConfirmCodeRule{
    .length_min = 1, .length_max = 64, .format = "line", .example = "493817", .write_only = true};

struct PoolSignUpBody {
  std::string email;
  std::string username;
  std::string password;
  // The rules of a new password.
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{
        field("email", &PoolSignUpBody::email,
              {.length_max = 254, .format = "email", .example = "ada@example.com"}),
        field("username", &PoolSignUpBody::username,
              {.length_min = 2, .length_max = 64, .format = "role", .example = "ada"}),
        field("password", &PoolSignUpBody::password,
              {.length_max = kPasswordLengthMax, .format = "password", .write_only = true})};
  }
};

struct PoolLoginBody {
  std::string username;
  std::string password;
  static constexpr auto fields() {
    return std::tuple{
        field("username", &PoolLoginBody::username, kLoginNameRule),
        field("password", &PoolLoginBody::password,
              {.length_min = 1, .length_max = kPasswordLengthMax, .write_only = true})};
  }
};

struct PoolConfirmBody {
  std::string username;
  std::string confirm_code;
  static constexpr auto fields() {
    return std::tuple{field("username", &PoolConfirmBody::username, kLoginNameRule),
                      field("confirm_code", &PoolConfirmBody::confirm_code, kConfirmCodeRule)};
  }
};

struct PoolNameBody {
  std::string username;
  static constexpr auto fields() {
    return std::tuple{field("username", &PoolNameBody::username, kLoginNameRule)};
  }
};

struct PoolResetBody {
  std::string username;
  std::string password;
  std::string confirm_code;
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{
        field("username", &PoolResetBody::username, kLoginNameRule),
        field("password", &PoolResetBody::password,
              {.length_max = kPasswordLengthMax, .format = "password", .write_only = true}),
        field("confirm_code", &PoolResetBody::confirm_code, kConfirmCodeRule)};
  }
};

struct PoolRefreshBody {
  std::optional<std::string> username;
  std::string refresh_token;
  static constexpr auto fields() {
    return std::tuple{field("username", &PoolRefreshBody::username,
                            {.length_min = 1,
                             .length_max = 254,
                             .about = "need not be sent; if it is, it must be the session's person",
                             .example = "ada"}),
                      field("refresh_token", &PoolRefreshBody::refresh_token,
                            {.length_min = 1, .length_max = 1024, .write_only = true})};
  }
};

struct PoolReferenceBody {
  std::string username;
  std::string destination_email;
  static constexpr auto fields() {
    return std::tuple{
        field("username", &PoolReferenceBody::username, kLoginNameRule),
        field("destination_email", &PoolReferenceBody::destination_email,
              {.length_max = 254, .format = "email", .example = "grace@example.com"})};
  }
};

struct PoolGoogleBody {
  std::string id_token;
  std::optional<std::string> nonce;
  static constexpr auto fields() {
    return std::tuple{field("id_token", &PoolGoogleBody::id_token,
                            {.length_min = 1, .length_max = 8192, .write_only = true}),
                      field("nonce", &PoolGoogleBody::nonce,
                            {.length_min = 1,
                             .length_max = 256,
                             .about = "that the id_token was asked for with, if it has one"})};
  }
};

}  // namespace authledger::infra
