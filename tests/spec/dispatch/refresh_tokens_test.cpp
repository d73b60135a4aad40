// Refresh tokens as use cases: redeemed, redeemed twice, reused, forged, of sessions that are over.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

struct Refresh : testing::Test {
  World world;
  Process& here = world.here;
  SessionId session;
  std::string token;

  void SetUp() override {
    ASSERT_TRUE(here.users.register_user(here.context(), kRegisterAlice, kPassword, nullptr));
    auto start = here.sessions.start(kAlice, 1, "password");
    session = start.session_id;
    token = here.refresh_tokens.issue(start);
    ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, start));
  }

  // The successor, or the id of the refusal.
  static std::string redeem(Process& process, const std::string& text) {
    std::string next;
    const auto written =
        process.refresh_tokens.redeem(process.context(), text, [&](const Redeemed& redeemed) {
          next = redeemed.refresh_token;
          return Result<Answer>(Answer{});
        });
    return written ? next : std::string(written.error().id);
  }
  bool alive() { return here.sessions.check(session, kAlice).has_value(); }
  std::vector<std::string> types() { return world.log.types_of("session-" + session.value); }
};

const std::string kRefused(errors::kRefreshTokenRefused.id);

TEST_F(Refresh, LeadsToAnotherTokenOfTheSameSession) {
  const auto second = redeem(here, token);
  const auto third = redeem(world.there, second);
  EXPECT_NE(second, token);
  EXPECT_NE(third, second);
  EXPECT_EQ(third.size(), token.size());
  EXPECT_TRUE(alive());
  EXPECT_EQ(here.refresh_tokens.holder_of(third)->session.id, session);
  EXPECT_EQ(here.refresh_tokens.holder_of(third)->user.id, kAlice);
}

TEST_F(Refresh, TwiceWithinTheGraceIsTheSameSuccessor) {
  const auto second = redeem(here, token);
  world.storage.clock.advance_s(kRefreshGrace_s - 1);
  EXPECT_EQ(redeem(here, token), second);
  EXPECT_EQ(redeem(world.there, token), second);
  const auto third = redeem(here, second);
  EXPECT_EQ(redeem(here, token), second) << "also when the successor was used";
  EXPECT_EQ(redeem(here, second), third);
  EXPECT_EQ(types().size(), 4U);
}

TEST_F(Refresh, AfterTheGraceItEndsTheFamilyOnceAndTellsThePerson) {
  const auto second = redeem(here, token);
  world.storage.clock.advance_s(kRefreshGrace_s);
  EXPECT_EQ(redeem(here, token), kRefused);
  EXPECT_FALSE(alive());
  EXPECT_EQ(types().back(), "session.refresh_reused");
  EXPECT_EQ(redeem(here, token), kRefused);
  EXPECT_EQ(redeem(here, second), kRefused);
  EXPECT_EQ(types().size(), 4U);
  const auto rows = world.log.read_all(0, 1000).value();
  EXPECT_EQ(std::count_if(rows.begin(), rows.end(),
                          [](const auto& row) { return row.type == "message.requested"; }),
            1);
}

TEST_F(Refresh, OnTwoProcessesAtOnceLeavesOneSuccessor) {
  std::string theirs;
  here.appender.before_next([&] { theirs = redeem(world.there, token); });
  EXPECT_EQ(redeem(here, token), theirs);
  EXPECT_EQ(types().size(), 3U);
}

TEST_F(Refresh, AHundredAtOnceLeaveOneSuccessor) {
  std::vector<std::string> got(100);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < got.size(); ++i) {
    threads.emplace_back(
        [this, &got, i] { got[i] = redeem(i % 2 == 0 ? here : world.there, token); });
  }
  for (auto& one : threads) one.join();
  EXPECT_EQ(std::count(got.begin(), got.end(), got.front()), 100) << got.front();
  EXPECT_EQ(types().size(), 3U);
  EXPECT_TRUE(alive());
}

TEST_F(Refresh, AForgedOneEndsNothing) {
  for (const std::size_t at :
       {std::size_t{0}, std::size_t{39}, std::size_t{50}, token.size() - 1}) {
    auto forged = token;
    forged[at] = forged[at] == '0' ? '1' : '0';
    EXPECT_EQ(redeem(here, forged), kRefused) << at;
  }
  EXPECT_EQ(redeem(here, ""), kRefused);
  EXPECT_EQ(redeem(here, token + "0"), kRefused);
  EXPECT_EQ(redeem(here, std::string(token.size(), 'A')), kRefused);
  EXPECT_TRUE(alive());
  EXPECT_EQ(types().size(), 2U);
}

TEST_F(Refresh, OfASessionThatIsOverIsRefusedAndEndsNothing) {
  const auto live = here.sessions.check(session, kAlice).value();
  const auto next = here.sessions.start(kAlice, live.user_version, "relogin");
  ASSERT_TRUE(here.sessions.refresh(here.context(), live, next, nullptr));
  EXPECT_EQ(redeem(here, token), kRefused);
  EXPECT_TRUE(here.sessions.check(next.session_id, kAlice));
  EXPECT_EQ(types().back(), "session.refreshed");
}

TEST_F(Refresh, EndsWithThePassword) {
  ASSERT_TRUE(here.users.set_password(world.there.context(), {kBob, "admin", {}}, kAlice,
                                      "a new password", nullptr));
  EXPECT_EQ(redeem(world.there, token), kRefused);
  EXPECT_FALSE(here.refresh_tokens.holder_of(token));
}

TEST_F(Refresh, NeitherTokenNorHashStandsInTheOpen) {
  const auto second = redeem(here, token);
  const auto rows = world.log.read_all(0, 1000).value();
  for (const auto& row : rows) {
    for (const auto& secret :
         {token, second, world.storage.vault.keyed_hash("refresh-token", second)}) {
      EXPECT_EQ(row.payload.find(secret), std::string::npos) << row.type;
    }
  }
}

}  // namespace
}  // namespace authledger::test
