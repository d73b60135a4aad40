// One line of a file of people, read and checked as far as no other row or setting counts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "shared/fields.h"
#include "shared/result.h"

namespace authledger::infra {

struct ImportRow {
  std::string email;
  std::string fullname;
  std::optional<std::string> username;
  std::optional<std::string> mobile;
  std::optional<std::string> role_id;
  std::optional<std::string> password;
  std::optional<std::string> password_hash;
  std::optional<bool> email_verified;
  std::optional<bool> mobile_verified;
  std::optional<std::string> preferred_language;
  std::optional<std::string> bio;
  std::optional<std::string> avatar;
  static constexpr auto fields() {
    return std::tuple{
        field("email", &ImportRow::email, {.length_max = 254, .format = "email"}),
        field("fullname", &ImportRow::fullname,
              {.length_min = 1, .length_max = 200, .format = "line"}),
        field("username", &ImportRow::username,
              {.length_min = 2, .length_max = 64, .format = "role"}),
        field("mobile", &ImportRow::mobile,
              {.length_min = 5, .length_max = 20, .format = "mobile"}),
        field("roleId", &ImportRow::role_id, {.length_min = 1, .length_max = 64, .format = "role"}),
        field("password", &ImportRow::password, {.length_max = 1024}),
        field("passwordHash", &ImportRow::password_hash, {.length_max = 512}),
        field("emailVerified", &ImportRow::email_verified),
        field("mobileVerified", &ImportRow::mobile_verified),
        field("preferredLanguage", &ImportRow::preferred_language,
              {.length_min = 2, .length_max = 35, .format = "language"}),
        field("bio", &ImportRow::bio, {.length_max = 2000}),
        field("avatar", &ImportRow::avatar,
              {.length_min = 1, .length_max = 2048, .format = "url"})};
  }
};

// Errors: request.invalid_json; request.invalid_input with every wrong field.
Result<ImportRow> read_import_row(std::string_view line);

}  // namespace authledger::infra
