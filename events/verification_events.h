// Facts of proving that a person can read a mail or a text message, in the stream
// verification-<kind>-<accountId>: one stream per account and kind, so that one code is open at a
// time. The account is a user, or a keyed hash shaped as one for an address that nobody has: what
// strangers ask for leaves the same traces either way. The subject is the user; nobody has none.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"
#include "shared/secret.h"
#include "shared/time.h"

namespace authledger::events {

// A code was made and replaces the one before.
struct VerificationStarted {
  static constexpr std::string_view kType = "verification.started";
  static constexpr int kVersion = 1;
  VerificationId verification_id;
  std::string account_id;
  std::string kind;                     // command/verification/verification_kind.h
  Secret<std::string> code_hash;        // keyed; bound to the address, the session and this id
  std::optional<SessionId> session_id;  // second factor: the session that it is for
  std::optional<Personal<std::string>> client;  // as the caller told
  std::optional<Personal<std::string>> reason;
  Timestamp expires_at;
  Timestamp resend_at;  // no other code before
  int tries_max = 0;
  static constexpr auto fields() {
    return std::tuple{field("verificationId", &VerificationStarted::verification_id),
                      field("accountId", &VerificationStarted::account_id),
                      field("kind", &VerificationStarted::kind),
                      field("codeHash", &VerificationStarted::code_hash),
                      field("sessionId", &VerificationStarted::session_id),
                      field("client", &VerificationStarted::client),
                      field("reason", &VerificationStarted::reason),
                      field("expiresAt", &VerificationStarted::expires_at),
                      field("resendAt", &VerificationStarted::resend_at),
                      field("triesMax", &VerificationStarted::tries_max)};
  }
};

// The right code came in time. What follows from it stands in the user's or the session's stream.
struct VerificationCompleted {
  static constexpr std::string_view kType = "verification.completed";
  static constexpr int kVersion = 1;
  VerificationId verification_id;
  std::string account_id;
  std::string kind;
  static constexpr auto fields() {
    return std::tuple{field("verificationId", &VerificationCompleted::verification_id),
                      field("accountId", &VerificationCompleted::account_id),
                      field("kind", &VerificationCompleted::kind)};
  }
};

// A wrong code.
struct VerificationFailed {
  static constexpr std::string_view kType = "verification.failed";
  static constexpr int kVersion = 1;
  VerificationId verification_id;
  std::string account_id;
  std::string kind;
  int tries = 0;         // with this one
  bool is_over = false;  // it was the last one: the code is void
  static constexpr auto fields() {
    return std::tuple{field("verificationId", &VerificationFailed::verification_id),
                      field("accountId", &VerificationFailed::account_id),
                      field("kind", &VerificationFailed::kind),
                      field("tries", &VerificationFailed::tries),
                      field("isOver", &VerificationFailed::is_over)};
  }
};

// Noted when somebody comes too late, or when a new code replaces one that was too old.
struct VerificationExpired {
  static constexpr std::string_view kType = "verification.expired";
  static constexpr int kVersion = 1;
  VerificationId verification_id;
  std::string account_id;
  std::string kind;
  static constexpr auto fields() {
    return std::tuple{field("verificationId", &VerificationExpired::verification_id),
                      field("accountId", &VerificationExpired::account_id),
                      field("kind", &VerificationExpired::kind)};
  }
};

using VerificationEvent = std::variant<VerificationStarted, VerificationCompleted,
                                       VerificationFailed, VerificationExpired>;

}  // namespace authledger::events
