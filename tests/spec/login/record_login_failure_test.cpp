#include "command/login/attempts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const LoginFailed kLoginFailed{kAlice.value, "home", "password"};
const RecordLoginFailure kRecord{kAlice.value, "home", "password"};
constexpr std::int64_t kDay_s = 24 * 3600;

std::int64_t delay_after(int failures, Timestamp now = kNow, const std::string& client = "home") {
  Scenario<AttemptsAggregate> scenario;
  for (int i = 0; i < failures; ++i) scenario.given(kLoginFailed);
  return delay_s(scenario.state(), client, "password", now);
}

TEST(RecordLoginFailure, EachOneCounts) {
  Scenario<AttemptsAggregate>{}.when(kRecord).then(kLoginFailed);
  Scenario<AttemptsAggregate>{}.given(kLoginFailed).when(kRecord).then(kLoginFailed);
}

TEST(LoginDelay, FourAreFreeThenItDoublesToFiveMinutes) {
  const std::int64_t expected[] = {0, 0, 0, 0, 0, 10, 20, 40, 80, 160, 300, 300, 300};
  int failures = 0;
  for (const auto delay : expected) EXPECT_EQ(delay_after(failures++), delay) << failures - 1;
  EXPECT_EQ(delay_after(10'000), 300);
}

TEST(LoginDelay, RunsOut) {
  EXPECT_EQ(delay_after(5, kNow.plus_s(4)), 6);
  EXPECT_EQ(delay_after(5, Timestamp{kNow.ms + 9'999}), 1) << "a started second counts";
  EXPECT_EQ(delay_after(5, kNow.plus_s(10)), 0);
  EXPECT_EQ(delay_after(5, kNow.plus_s(1000)), 0);
}

TEST(LoginDelay, IsTheClientsOwn) {
  EXPECT_EQ(delay_after(20, kNow, "elsewhere"), 0);
  Scenario<AttemptsAggregate> scenario;
  for (int i = 0; i < 9; ++i) scenario.given(kLoginFailed);
  EXPECT_EQ(delay_s(scenario.state(), "home", "code", kNow), 0) << "each factor counts alone";
}

TEST(LoginDelay, IsForgottenAfterADay) {
  Scenario<AttemptsAggregate> at_the_limit;
  for (int i = 0; i < 5; ++i) at_the_limit.given(kLoginFailed);
  at_the_limit.at(kNow.plus_s(kDay_s)).given(kLoginFailed);
  EXPECT_EQ(delay_s(at_the_limit.state(), "home", "password", kNow.plus_s(kDay_s)), 20);

  Scenario<AttemptsAggregate> later;
  for (int i = 0; i < 5; ++i) later.given(kLoginFailed);
  const Timestamp next{kNow.plus_s(kDay_s).ms + 1};
  later.at(next).given(kLoginFailed);
  EXPECT_EQ(delay_s(later.state(), "home", "password", next), 0);
}

TEST(LoginDelay, RemembersTheNewestClients) {
  Scenario<AttemptsAggregate> scenario;
  for (int i = 0; i < 5; ++i) scenario.given(kLoginFailed);
  for (int i = 0; i < 200; ++i) {
    scenario.at(kNow.plus_s(1 + i))
        .given(LoginFailed{kAlice.value, "client-" + std::to_string(i), "password"});
  }
  EXPECT_EQ(scenario.state().clients.size(), 64U);
  EXPECT_TRUE(scenario.state().clients.contains("client-199|password"));
  EXPECT_FALSE(scenario.state().clients.contains("client-0|password"));
}

}  // namespace
}  // namespace authledger::test
