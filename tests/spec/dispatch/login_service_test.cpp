// Log-in by password: the same work and the same answer for everyone who may not.
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

struct LogIn : testing::Test {
  World world;
  Process& here = world.here;
  TestHasher& hasher = world.storage.hasher;

  void SetUp() override {
    auto command = kRegisterAlice;
    command.username = "wonder";
    ASSERT_TRUE(here.users.register_user(here.context(), command, kPassword, nullptr));
    hasher.verified = 0;
  }
  Result<Authenticated> log_in(const std::string& username, const std::string& password,
                               const std::string& client = "192.0.2.1") {
    return log_in_at(here, username, password, client);
  }
  static Result<Authenticated> log_in_at(Process& process, const std::string& username,
                                         const std::string& password,
                                         const std::string& client = "192.0.2.1") {
    return process.login.authenticate(process.context(), {username, password, client});
  }
};

TEST_F(LogIn, ByAddressOrNameInAnyCase) {
  for (const char* name : {"alice@example.com", "ALICE@Example.com", "wonder", "Wonder"}) {
    const auto who = log_in(name, kPassword);
    ASSERT_TRUE(who) << name;
    EXPECT_EQ(who->user.id, kAlice);
    EXPECT_EQ(who->user_version, 1);
  }
}

TEST_F(LogIn, EveryRefusalIsTheSameAndCostsTheSameWork) {
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, registration(kBob, "bob@example.com")));
  struct Row {
    const char* name;
    int verified, nobodies;
  };
  for (const Row& row : {Row{"alice@example.com", 1, 0}, Row{"nobody@example.com", 0, 1},
                         Row{"bob@example.com", 0, 1}}) {
    SCOPED_TRACE(row.name);
    hasher.verified = 0;
    hasher.nobodies = 0;
    const auto before = world.log.head()->position;
    const auto result = log_in(row.name, "a wrong password");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().id, errors::kWrongCredentials.id);
    EXPECT_EQ(result.error().detail, errors::kWrongCredentials.text);
    EXPECT_EQ(hasher.verified, row.verified);
    EXPECT_EQ(hasher.nobodies, row.nobodies);
    EXPECT_EQ(world.log.head()->position, before + 1) << "one failure is noted, for nobody too";
  }
}

TEST_F(LogIn, IsRefusedBeforeAnyWorkWhileTheHashPoolIsFull) {
  hasher.full = true;
  const auto before = world.log.head()->position;
  for (const char* name : {"alice@example.com", "nobody@example.com"}) {
    const auto result = log_in(name, kPassword);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().id, errors::kHashPoolFull.id);
  }
  EXPECT_EQ(hasher.verified + hasher.nobodies, 0);
  EXPECT_EQ(world.log.head()->position, before) << "no failed attempt is noted";
  hasher.full = false;
  EXPECT_TRUE(log_in("alice@example.com", kPassword));
}

TEST_F(LogIn, NobodyIsDelayedLikeSomebody) {
  for (const char* name : {"alice@example.com", "nobody@example.com"}) {
    SCOPED_TRACE(name);
    for (int i = 0; i < 5; ++i)
      ASSERT_EQ(log_in(name, "wrong").error().id, errors::kWrongCredentials.id);
    const auto result = log_in(name, kPassword);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().id, errors::kTooManyAttempts.id);
    EXPECT_EQ(result.error().retry_after_s, 10);
  }
}

TEST_F(LogIn, TheDelayCostsNoHashAndRunsOut) {
  for (int i = 0; i < 5; ++i) (void)log_in("alice@example.com", "wrong");
  hasher.verified = 0;
  EXPECT_FALSE(log_in("alice@example.com", kPassword));
  EXPECT_EQ(hasher.verified, 0);
  world.storage.clock.advance_s(9);
  EXPECT_EQ(log_in("alice@example.com", kPassword).error().retry_after_s, 1);
  world.storage.clock.advance_s(1);
  EXPECT_TRUE(log_in("alice@example.com", kPassword));
}

TEST_F(LogIn, AStrangerDoesNotLockTheOwnerOut) {
  for (int i = 0; i < 30; ++i) (void)log_in("alice@example.com", "wrong", "203.0.113.9");
  EXPECT_TRUE(log_in("alice@example.com", kPassword, "192.0.2.1"));
}

TEST_F(LogIn, SuccessClearsTheFailures) {
  for (int i = 0; i < 4; ++i) (void)log_in("alice@example.com", "wrong");
  const auto who = log_in("alice@example.com", kPassword);
  ASSERT_TRUE(who);
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, who->clear));
  for (int i = 0; i < 4; ++i) (void)log_in("alice@example.com", "wrong");
  EXPECT_TRUE(log_in("alice@example.com", kPassword)) << "four are free again";
}

TEST_F(LogIn, GuessesOnOtherProcessesCountAtOnce) {
  for (int i = 0; i < 3; ++i) (void)log_in("alice@example.com", "wrong");
  for (int i = 0; i < 2; ++i) (void)log_in_at(world.there, "alice@example.com", "wrong");
  EXPECT_EQ(log_in("alice@example.com", kPassword).error().id, errors::kTooManyAttempts.id);
}

TEST_F(LogIn, GuessesAtTheSameTimeAllCount) {
  constexpr int kGuesses = 16;
  std::latch start(kGuesses);
  std::atomic<int> wrong{0};
  std::atomic<int> delayed{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kGuesses; ++i) {
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        const auto result =
            log_in_at(i % 2 == 0 ? world.here : world.there, "alice@example.com", "wrong");
        if (result.error().id == errors::kWrongCredentials.id) ++wrong;
        if (result.error().id == errors::kTooManyAttempts.id) ++delayed;
      });
    }
  }
  EXPECT_EQ(wrong + delayed, kGuesses);
  EXPECT_EQ(world.log.types_of("attempts-" + kAlice.value).size(), static_cast<std::size_t>(wrong));
}

TEST_F(LogIn, AGuessIsNotedWhateverElseIsWritten) {
  here.appender.before_next([&] { (void)log_in_at(world.there, "alice@example.com", "wrong"); });
  const auto before = here.appender.items().size();
  EXPECT_EQ(log_in("alice@example.com", "wrong").error().id, errors::kWrongCredentials.id);
  EXPECT_EQ(here.appender.items().size(), before + 1) << "without a second try";
  EXPECT_EQ(world.log.types_of("attempts-" + kAlice.value).size(), 2U);
}

TEST_F(LogIn, TheClientsAddressIsNotKept) {
  (void)log_in("alice@example.com", "wrong", "canary-7f3a");
  const auto rows = world.log.read_all(0, 100);
  for (const auto& row : *rows)
    EXPECT_EQ((row.payload + row.meta).find("canary-7f3a"), std::string::npos);
}

TEST_F(LogIn, AFailureIsNotRememberedUnderAKey) {
  const auto context = here.context_with_key("k", "body");
  EXPECT_FALSE(here.login.authenticate(context, {"alice@example.com", "wrong", "c"}));
  EXPECT_FALSE(here.dispatcher.remembered(*context.idempotency).value().has_value());
}

TEST_F(LogIn, OldSettingsAreHashedAgain) {
  hasher.generation = 2;
  const auto who = log_in("alice@example.com", kPassword);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->user_version, 2);
  EXPECT_FALSE(hasher.needs_rehash(who->user.password_hash));
  EXPECT_EQ(world.log.types_of("user-" + kAlice.value).back(), "user.password_rehashed");
  ASSERT_TRUE(log_in("alice@example.com", kPassword));
  EXPECT_EQ(world.log.types_of("user-" + kAlice.value).size(), 2U) << "once";
}

TEST_F(LogIn, AFailingRehashDoesNotKeepAnyoneOut) {
  hasher.generation = 2;
  here.appender.answer_next(error(errors::kLogUnavailable));
  const auto who = log_in("alice@example.com", kPassword);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->user_version, 1);
}

TEST_F(LogIn, ANewPasswordOfAnotherProcessIsSeen) {
  ASSERT_TRUE(log_in_at(world.there, "alice@example.com", kPassword));
  ASSERT_TRUE(here.users.set_password(here.context(), {kBob, "admin", {}}, kAlice,
                                      "the new password", nullptr));
  EXPECT_TRUE(log_in_at(world.there, "alice@example.com", "the new password"));
  EXPECT_EQ(log_in_at(world.there, "alice@example.com", kPassword).error().id,
            errors::kWrongCredentials.id);
}

// A process that was not told yet lets the old password through; the session that follows must not
// outlive the news.
TEST_F(LogIn, AnOldPasswordNeverGetsASessionThatLasts) {
  for (const int generation : {1, 2}) {
    SCOPED_TRACE(generation);
    World fresh;
    auto& process = fresh.there;
    ASSERT_TRUE(
        fresh.here.users.register_user(fresh.here.context(), kRegisterAlice, kPassword, nullptr));
    ASSERT_TRUE(log_in_at(process, "alice@example.com", kPassword));
    ASSERT_TRUE(fresh.here.users.set_password(fresh.here.context(), {kBob, "admin", {}}, kAlice,
                                              "the new password", nullptr));
    fresh.storage.hasher.generation = generation;
    const auto who = log_in_at(process, "alice@example.com", kPassword);
    if (!who) continue;
    const auto start = process.sessions.start(kAlice, who->user_version, "password");
    ASSERT_TRUE(process.dispatcher.run(process.context(), nullptr, start));
    process.catch_up();
    EXPECT_FALSE(process.sessions.check(start.session_id, kAlice));
    EXPECT_FALSE(fresh.here.sessions.check(start.session_id, kAlice));
  }
}

TEST_F(LogIn, ArchivedOnesComeThroughForTheCallerToJudge) {
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  const auto who = log_in("alice@example.com", kPassword);
  ASSERT_TRUE(who);
  EXPECT_TRUE(who->user.archived());
}

TEST_F(LogIn, DeletedOnesAreNobody) {
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, DeleteUser{kAlice, "admin"}));
  hasher.nobodies = 0;
  EXPECT_EQ(log_in("alice@example.com", kPassword).error().id, errors::kWrongCredentials.id);
  EXPECT_EQ(hasher.nobodies, 1);
}

}  // namespace
}  // namespace authledger::test
