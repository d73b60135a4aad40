// One request on its way through its handler: what the boundary found out about it.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "command/app/app_credentials.h"
#include "command/context.h"
#include "command/session/session_service.h"
#include "command/user/user_service.h"
#include "infra/http/route.h"
#include "shared/codec.h"
#include "shared/json.h"

namespace authledger::infra {

struct Services;

// The common query parameters of seed 002.
struct CommonParameters {
  bool get_joins = true;
  bool exclude_cqrs = false;
  bool caching = true;
  std::optional<std::int64_t> cache_ttl_s;
  std::int64_t page_number = 1;
  int page_row_count = 25;
  bool strong = false;  // consistency=strong
};

struct Call {
  const HttpRequest& request;
  const Route& route;
  Services& services;
  std::map<std::string, std::string, std::less<>> path{};  // parameters, ids in lower case
  std::string request_id{};
  std::string tenant_id{};
  Timestamp now{};
  double sso_ms = 0;                              // spent on finding out who calls
  std::optional<command::LiveSession> session{};  // nothing: nobody, or a public route
  std::optional<command::AppCaller> app{};        // instead: an app called, by its secret
  std::string token{};                            // the access token of `session`
  std::int64_t token_expires_s = 0;
  CommonParameters common{};
  JsonDocument body{};
  Position min_position = 0;  // reads must show this
  std::optional<command::IdempotencyKey> idempotency{};
  std::optional<StreamVersion> if_match{};

  command::CommandContext context() const;
  command::Caller caller() const;
  std::int64_t elapsed_ms() const;
  UserId path_user() const { return UserId{path.find("userId")->second}; }

  // Errors: request.invalid_input with every wrong field, and what T::add_errors (where there is
  // one) adds for rules that no field states alone.
  template <class T>
  Result<T> read_body() const {
    const auto& json = static_cast<const JsonValue&>(body);
    auto value = validate<T>(json);
    if constexpr (requires(std::vector<FieldError> & errors) { T::add_errors(json, errors); }) {
      std::vector<FieldError> wrong;
      if (!value) wrong = std::move(value.error().fields);
      T::add_errors(json, wrong);
      if (!wrong.empty()) return fail(invalid_input(std::move(wrong)));
    }
    return value;
  }
};

}  // namespace authledger::infra
