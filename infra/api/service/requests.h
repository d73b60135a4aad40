// The bodies that the service face reads. Unknown members are ignored, wrong types are refused.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "infra/api/body_rules.h"
#include "shared/codec.h"
#include "shared/fields.h"
#include "shared/json.h"
#include "shared/result.h"

namespace authledger::infra {

struct RegisterBody {
  std::string email;
  std::string password;
  std::string fullname;
  std::optional<std::string> username;
  std::optional<std::string> mobile;
  std::optional<std::string> avatar;
  std::optional<std::string> preferred_language;
  std::optional<std::string> bio;
  // The rules of a new password, beside what is wrong with the other fields.
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{
        field("email", &RegisterBody::email,
              {.length_max = 254, .format = "email", .example = "ada@example.com"}),
        field("password", &RegisterBody::password,
              {.length_max = kPasswordLengthMax, .format = "password", .write_only = true}),
        field("fullname", &RegisterBody::fullname,
              {.length_min = 1, .length_max = 200, .format = "line", .example = "Ada Lovelace"}),
        field("username", &RegisterBody::username,
              {.length_min = 2, .length_max = 64, .format = "role", .example = "ada"}),
        field("mobile", &RegisterBody::mobile, {.format = "mobile", .example = "+441234567890"}),
        field("avatar", &RegisterBody::avatar,
              {.length_min = 1, .length_max = 2048, .format = "url"}),
        field("preferredLanguage", &RegisterBody::preferred_language,
              {.length_min = 2, .length_max = 35, .format = "language"}),
        field("bio", &RegisterBody::bio, {.length_max = 2000})};
  }
};

struct ProfileBody {
  static constexpr std::array<std::string_view, 1> kNeverNull = {"fullname"};
  std::optional<std::string> fullname;
  std::optional<std::string> mobile;
  std::optional<std::string> avatar;
  std::optional<std::string> preferred_language;
  std::optional<std::string> bio;
  static constexpr auto fields() {
    return std::tuple{field("fullname", &ProfileBody::fullname,
                            {.length_min = 1, .length_max = 200, .format = "line"}),
                      field("mobile", &ProfileBody::mobile, {.format = "mobile"}),
                      field("avatar", &ProfileBody::avatar,
                            {.length_min = 1, .length_max = 2048, .format = "url"}),
                      field("preferredLanguage", &ProfileBody::preferred_language,
                            {.length_min = 2, .length_max = 35, .format = "language"}),
                      field("bio", &ProfileBody::bio, {.length_max = 2000})};
  }
};

struct RoleBody {
  std::string role_id;
  static constexpr auto fields() {
    return std::tuple{
        field("roleId", &RoleBody::role_id, {.length_min = 1, .length_max = 64, .format = "role"})};
  }
};

struct ChangePasswordBody {
  std::string old_password;
  std::string new_password;
  // The rules of a new password, beside what is wrong with the other fields.
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{
        field("oldPassword", &ChangePasswordBody::old_password,
              {.length_max = kPasswordLengthMax, .format = "password", .write_only = true}),
        field("newPassword", &ChangePasswordBody::new_password,
              {.length_max = kPasswordLengthMax, .format = "password", .write_only = true})};
  }
};

struct SetPasswordBody {
  std::string password;
  // The rules of a new password, beside what is wrong with the other fields.
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{
        field("password", &SetPasswordBody::password,
              {.length_max = kPasswordLengthMax, .format = "password", .write_only = true})};
  }
};

struct LoginBody {
  std::optional<std::string>
      username;  // an e-mail or a username; the only one read if both are sent
  std::optional<std::string> email;
  std::string password;
  static constexpr std::array<OneOf, 1> kOneOf = {OneOf{"username", "email"}};
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{
        field("username", &LoginBody::username,
              {.length_min = 1,
               .length_max = 254,
               .about = "or the e-mail; read alone if both are sent",
               .example = "ada@example.com"}),
        field("email", &LoginBody::email, {.length_min = 1, .length_max = 254}),
        field("password", &LoginBody::password,
              {.length_min = 1, .length_max = kPasswordLengthMax, .write_only = true})};
  }
};

}  // namespace authledger::infra
