// What surrounds a command: who, from where, when, under which key.
#pragma once

#include <optional>
#include <string>

#include "shared/ids.h"
#include "shared/time.h"

namespace authledger::command {

struct IdempotencyKey {
  std::string key_hash;      // hex of a keyed hash over tenant, caller and key
  std::string request_hash;  // hex over method, path, query and body
};

struct CommandContext {
  std::string tenant_id;
  std::string actor_kind = "anonymous";  // user, app, system, anonymous
  std::string actor_id{};
  std::string ip{};
  std::string user_agent{};
  std::string correlation_id{};  // the request id
  Timestamp now{};
  std::optional<IdempotencyKey> idempotency{};
  std::optional<StreamVersion>
      if_match{};  // the version of the first command's stream that the caller saw
};

// Roles that the rules know by name; every other roleId is a plain one.
namespace roles {
inline constexpr std::string_view kUser = "user";
inline constexpr std::string_view kAdmin = "admin";
inline constexpr std::string_view kSuperAdmin = "superAdmin";
}  // namespace roles
inline bool is_admin_role(std::string_view role) {
  return role == roles::kAdmin || role == roles::kSuperAdmin;
}

}  // namespace authledger::command
