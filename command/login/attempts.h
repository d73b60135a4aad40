// Failed log-ins per account and client, and the delay that follows from them: none for the first
// four failures, then 10 s after the fifth, doubling to 5 min. Counted per client, so that a
// stranger cannot lock an owner out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "command/aggregate.h"
#include "events/login_events.h"

namespace authledger::command {

struct ClientAttempts {
  int failures = 0;
  Timestamp last;
};

struct AttemptsState {
  std::map<std::string, ClientAttempts> clients;  // by client + "|" + factor; the newest 64
};

struct AttemptsAggregate {
  using Target = std::string;
  using State = AttemptsState;
  using Event = events::LoginEvent;
  // Strangers make the stream as long as they like; older ones tell nothing of the newest 64
  // clients.
  static constexpr int kNewestEvents = 4'000;
  static std::string stream_id(const std::string& account_id) { return "attempts-" + account_id; }
  static std::string subject(const std::string&) { return {}; }
};

void evolve(AttemptsState& state, const events::LoginEvent& event, const Recorded& recorded);

// Guesses at the same time all count, so none waits for the version of another.
struct RecordLoginFailure {
  using Aggregate = AttemptsAggregate;
  static constexpr std::string_view kName = "record_login_failure";
  static constexpr bool kAppendAlways = true;
  std::string account_id;
  std::string client;
  std::string factor;
  const std::string& target() const { return account_id; }
};

struct ClearLoginFailures {
  using Aggregate = AttemptsAggregate;
  static constexpr std::string_view kName = "clear_login_failures";
  std::string account_id;
  std::string client;
  std::string factor;
  const std::string& target() const { return account_id; }
};

using LoginEvents = std::vector<events::LoginEvent>;
Result<LoginEvents> decide(const AttemptsState& state, const RecordLoginFailure& command);
Result<LoginEvents> decide(const AttemptsState& state,
                           const ClearLoginFailures& command);  // nothing to clear: no event

// Seconds that this client still has to wait; 0: may try now.
std::int64_t delay_s(const AttemptsState& state, const std::string& client,
                     const std::string& factor, Timestamp now);

}  // namespace authledger::command
