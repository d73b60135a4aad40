// The code of one kind that an account is waiting for, if any: made, tried, used, or too old.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/aggregate.h"
#include "events/verification_events.h"

namespace authledger::command {

struct VerificationState {
  VerificationId id;      // of the newest; empty: never started
  std::string code_hash;  // empty: no code fits
  std::optional<SessionId> session_id;
  Timestamp expires_at;
  Timestamp resend_at;
  int tries = 0;
  int tries_max = 0;
  bool open = false;
};

using VerificationEvents = std::vector<events::VerificationEvent>;

// Whose code of which kind. A name that nobody has gets a stream like everybody's, without a key.
struct VerificationTarget {
  std::string kind;
  std::string account_id;
  bool is_nobody = false;
};

struct VerificationAggregate {
  using Target = VerificationTarget;
  using State = VerificationState;
  using Event = events::VerificationEvent;
  static std::string stream_id(const Target& target) {
    return "verification-" + target.kind + "-" + target.account_id;
  }
  static std::string subject(const Target& target) {
    return target.is_nobody ? std::string() : target.account_id;
  }
};

void evolve(VerificationState& state, const events::VerificationEvent& event,
            const Recorded& recorded);

// What a code that somebody brings is worth.
enum class CodeVerdict { kRight, kWrong, kExpired, kNothingOpen };
CodeVerdict judge(const VerificationState& state, const std::string& code_hash, Timestamp now);

}  // namespace authledger::command
