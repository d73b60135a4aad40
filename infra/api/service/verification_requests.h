// Bodies and answers of the verification services. A code comes as `secretCode` with an address, or
// as `code` with `userId`, as it stands in a link.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "infra/api/service/requests.h"

namespace authledger::infra {

struct StartByEmailBody {
  std::string email;
  static constexpr auto fields() {
    return std::tuple{field("email", &StartByEmailBody::email,
                            {.format = "email", .example = "ada@example.com"})};
  }
};

struct StartByMobileBody {
  std::string mobile;
  static constexpr auto fields() {
    return std::tuple{field("mobile", &StartByMobileBody::mobile,
                            {.format = "mobile", .example = "+441234567890"})};
  }
};

struct StartSecondFactorBody {
  std::string user_id;
  std::string session_id;
  std::optional<std::string> client;
  std::optional<std::string> reason;
  static constexpr auto fields() {
    return std::tuple{
        field("userId", &StartSecondFactorBody::user_id, {.format = "uuid"}),
        field("sessionId", &StartSecondFactorBody::session_id, {.format = "uuid"}),
        field("client", &StartSecondFactorBody::client, {.length_max = 200, .format = "line"}),
        field("reason", &StartSecondFactorBody::reason, {.length_max = 200, .format = "line"})};
  }
};

struct CompleteBody {
  std::optional<std::string> email;
  std::optional<std::string> user_id;
  std::optional<std::string> secret_code;
  std::optional<std::string> code;
  static constexpr std::array<OneOf, 2> kOneOf = {OneOf{"email", "userId"},
                                                  OneOf{"secretCode", "code"}};
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{field("email", &CompleteBody::email, {.format = "email"}),
                      field("userId", &CompleteBody::user_id, {.format = "uuid"}),
                      field("secretCode", &CompleteBody::secret_code,
                            {.length_min = 1, .length_max = 64, .example = "123456"}),
                      field("code", &CompleteBody::code, {.length_min = 1, .length_max = 64})};
  }
};

struct CompleteSecondFactorBody {
  std::string user_id;
  std::string session_id;
  std::optional<std::string> secret_code;
  std::optional<std::string> code;
  static constexpr std::array<OneOf, 1> kOneOf = {OneOf{"secretCode", "code"}};
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{
        field("userId", &CompleteSecondFactorBody::user_id, {.format = "uuid"}),
        field("sessionId", &CompleteSecondFactorBody::session_id, {.format = "uuid"}),
        field("secretCode", &CompleteSecondFactorBody::secret_code,
              {.length_min = 1, .length_max = 64, .example = "123456"}),
        field("code", &CompleteSecondFactorBody::code, {.length_min = 1, .length_max = 64})};
  }
};

struct CompleteResetBody {
  std::optional<std::string> email;
  std::optional<std::string> mobile;  // instead of the e-mail address
  std::optional<std::string> user_id;
  std::optional<std::string> secret_code;
  std::optional<std::string> code;
  std::string password;
  static constexpr std::array<OneOf, 2> kOneOf = {OneOf{"email", "mobile", "userId"},
                                                  OneOf{"secretCode", "code"}};
  // Also the rules of a new password.
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{
        field("email", &CompleteResetBody::email, {.format = "email"}),
        field("mobile", &CompleteResetBody::mobile, {.format = "mobile"}),
        field("userId", &CompleteResetBody::user_id, {.format = "uuid"}),
        field("secretCode", &CompleteResetBody::secret_code,
              {.length_min = 1, .length_max = 64, .example = "123456"}),
        field("code", &CompleteResetBody::code, {.length_min = 1, .length_max = 64}),
        field("password", &CompleteResetBody::password,
              {.length_max = kPasswordLengthMax, .format = "password", .write_only = true})};
  }
};

struct StartedCode {
  static constexpr std::array<std::string_view, 5> kNeverNull = {"sessionId", "userId", "email",
                                                                 "mobile", "secretCode"};
  std::optional<std::string> session_id;
  std::optional<std::string> user_id;
  std::optional<std::string> email;
  std::optional<std::string> mobile;
  std::optional<std::string> secret_code;
  std::int64_t expire_time_s = 0;
  Timestamp date;
  static constexpr auto fields() {
    return std::tuple{
        field("sessionId", &StartedCode::session_id, {.format = "uuid"}),
        field("userId", &StartedCode::user_id, {.format = "uuid"}),
        field("email", &StartedCode::email),
        field("mobile", &StartedCode::mobile),
        field("secretCode", &StartedCode::secret_code, {.about = "in development alone"}),
        field("expireTime", &StartedCode::expire_time_s, {.about = "seconds"}),
        field("date", &StartedCode::date)};
  }
};

struct CompletedCode {
  static constexpr std::array<std::string_view, 2> kNeverNull = {"email", "mobile"};
  std::string user_id;
  std::optional<std::string> email;
  std::optional<std::string> mobile;
  bool is_verified = true;
  static constexpr auto fields() {
    return std::tuple{field("userId", &CompletedCode::user_id, {.format = "uuid"}),
                      field("email", &CompletedCode::email),
                      field("mobile", &CompletedCode::mobile),
                      field("isVerified", &CompletedCode::is_verified)};
  }
};

struct SecondFactorObject {
  std::string user_id;
  std::string second_factor;
  static constexpr auto fields() {
    return std::tuple{field("userId", &SecondFactorObject::user_id, {.format = "uuid"}),
                      field("secondFactor", &SecondFactorObject::second_factor,
                            {.about = "off, email or mobile"})};
  }
};

struct SecondFactorBody {
  std::string second_factor;
  static constexpr auto fields() {
    return std::tuple{
        field("secondFactor", &SecondFactorBody::second_factor,
              {.format = "second_factor", .about = "off, email or mobile", .example = "email"})};
  }
};

}  // namespace authledger::infra
