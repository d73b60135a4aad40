#include "command/login/attempts.h"

#include <algorithm>

namespace authledger::command {
namespace {

constexpr std::size_t kClientsMax = 64;
constexpr int kFreeFailures = 4;
constexpr std::int64_t kFirstDelay_s = 10;
constexpr std::int64_t kDelayMax_s = 300;
constexpr std::int64_t kForgottenAfter_ms = 24LL * 3600 * 1000;

std::string key_of(const std::string& client, const std::string& factor) {
  return client + "|" + factor;
}

struct EvolveAttempts {
  AttemptsState& state;
  Timestamp at;

  void operator()(const events::LoginFailed& e) const {
    auto& attempts = state.clients[key_of(e.client, e.factor)];
    if (at.ms - attempts.last.ms > kForgottenAfter_ms) attempts.failures = 0;
    ++attempts.failures;
    attempts.last = at;
    if (state.clients.size() > kClientsMax) {
      state.clients.erase(std::min_element(
          state.clients.begin(), state.clients.end(),
          [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
    }
  }
  void operator()(const events::LoginFailuresCleared& e) const {
    state.clients.erase(key_of(e.client, e.factor));
  }
};

}  // namespace

void evolve(AttemptsState& state, const events::LoginEvent& event, const Recorded& recorded) {
  std::visit(EvolveAttempts{state, recorded.at}, event);
}

Result<LoginEvents> decide(const AttemptsState&, const RecordLoginFailure& command) {
  return LoginEvents{events::LoginFailed{command.account_id, command.client, command.factor}};
}

Result<LoginEvents> decide(const AttemptsState& state, const ClearLoginFailures& command) {
  if (!state.clients.contains(key_of(command.client, command.factor))) return LoginEvents{};
  return LoginEvents{
      events::LoginFailuresCleared{command.account_id, command.client, command.factor}};
}

std::int64_t delay_s(const AttemptsState& state, const std::string& client,
                     const std::string& factor, Timestamp now) {
  const auto found = state.clients.find(key_of(client, factor));
  if (found == state.clients.end() || found->second.failures <= kFreeFailures) return 0;
  const int doublings = std::min(found->second.failures - kFreeFailures - 1, 10);
  const std::int64_t delay = std::min(kFirstDelay_s << doublings, kDelayMax_s);
  const std::int64_t waited = (now.ms - found->second.last.ms) / 1000;
  return std::max<std::int64_t>(0, delay - waited);
}

}  // namespace authledger::command
