// Failed log-ins, in the stream attempts-<id>, apart from the user's own so that noise never grows
// that one. The id is the user's, or a keyed hash shaped as one for a name that nobody has. No
// personal data, no subject.
#pragma once

#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::events {

struct LoginFailed {
  static constexpr std::string_view kType = "login.failed";
  static constexpr int kVersion = 1;
  std::string account_id;
  std::string client;  // keyed hash of the client's address
  std::string factor;  // password
  static constexpr auto fields() {
    return std::tuple{field("accountId", &LoginFailed::account_id),
                      field("client", &LoginFailed::client), field("factor", &LoginFailed::factor)};
  }
};

// The right password after failures: the client's count starts again.
struct LoginFailuresCleared {
  static constexpr std::string_view kType = "login.failures_cleared";
  static constexpr int kVersion = 1;
  std::string account_id;
  std::string client;
  std::string factor;
  static constexpr auto fields() {
    return std::tuple{field("accountId", &LoginFailuresCleared::account_id),
                      field("client", &LoginFailuresCleared::client),
                      field("factor", &LoginFailuresCleared::factor)};
  }
};

using LoginEvent = std::variant<LoginFailed, LoginFailuresCleared>;

}  // namespace authledger::events
