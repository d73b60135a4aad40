// People's use cases: registration and the archive window, passwords, restoring.
#include <gtest/gtest.h>

#include "shared/codec.h"
#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

struct UserUseCases : testing::Test {
  World world;
  Process& here = world.here;
  TestHasher& hasher = world.storage.hasher;

  Result<Written> enter(const UserId& id, const std::string& email, Process& process) {
    return process.users.register_user(process.context(), registration(id, email), kPassword,
                                       nullptr);
  }
  std::string_view refused(const Result<Written>& result) {
    return result ? std::string_view("accepted") : result.error().id;
  }
};

TEST_F(UserUseCases, RegistrationKeepsAHash) {
  ASSERT_TRUE(enter(kAlice, "alice@example.com", here));
  const auto hash = here.state<UserAggregate>(kAlice).password_hash;
  EXPECT_EQ(hasher.verify(hash, kPassword), true);
}

TEST_F(UserUseCases, ATakenAddressOrNameCostsNoHash) {
  auto first = kRegisterAlice;
  first.username = "wonder";
  ASSERT_TRUE(here.users.register_user(here.context(), first, kPassword, nullptr));
  const int before = hasher.hashed;
  EXPECT_EQ(refused(enter(kBob, "Alice@Example.COM", here)), errors::kEmailTaken.id);
  auto named = registration(kBob, "bob@example.com");
  named.username = "WONDER";
  EXPECT_EQ(refused(here.users.register_user(here.context(), named, kPassword, nullptr)),
            errors::kUsernameTaken.id);
  EXPECT_EQ(refused(here.users.register_user(here.context(), kRegisterAlice, "short", nullptr)),
            errors::kPasswordWeak.id);
  EXPECT_EQ(hasher.hashed, before);
}

TEST_F(UserUseCases, TwoRegistrationsOfOneAddressAtOnceLeaveOne) {
  here.appender.before_next([&] { ASSERT_TRUE(enter(kBob, "x@example.com", world.there)); });
  EXPECT_EQ(refused(enter(kAlice, "x@example.com", here)), errors::kEmailTaken.id);
  EXPECT_EQ(here.dispatcher.owner_of(kTenant, "email", "x@example.com").value(),
            "user-" + kBob.value);
}

TEST_F(UserUseCases, AnArchivedAddressIsFreeAfterTheWindow) {
  ASSERT_TRUE(enter(kAlice, "alice@example.com", here));
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  world.storage.clock.advance_s(kArchiveWindow_s);
  EXPECT_EQ(refused(enter(kBob, "alice@example.com", world.there)), errors::kEmailTaken.id)
      << "the window's last moment is hers";
  world.storage.clock.advance_s(1);
  ASSERT_TRUE(enter(kBob, "alice@example.com", world.there));
  EXPECT_EQ(here.dispatcher.owner_of(kTenant, "email", "alice@example.com").value(),
            "user-" + kBob.value);
  const auto rows = *world.log.read_stream("user-" + kAlice.value, 0);
  EXPECT_EQ(rows.back().type, "user.deleted");
  const auto sealer = here.keys.find(kAlice.value).value();
  const auto meta = decode<events::EventMeta>(std::string_view(rows.back().meta), sealer.get());
  EXPECT_EQ(meta->actor_kind, "system");
  EXPECT_EQ(meta->actor_id, "");
}

// Streams take turns by 64 locks: freeing one must not wait for a turn that the command itself has.
TEST_F(UserUseCases, FreesTwoOwnersWhosePlaceItShares) {
  const std::hash<std::string> hash;
  const auto turn = [&](const UserId& id) { return hash(UserAggregate::stream_id(id)) % 64; };
  UserId newcomer;
  for (int i = 0; newcomer.value.empty() || turn(newcomer) != turn(kBob); ++i)
    newcomer = UserId{"018f0000-0000-7000-8000-" + std::to_string(100'000'000'000 + i)};
  ASSERT_TRUE(enter(kAlice, "alice@example.com", here));
  auto named = registration(kBob, "bob@example.com");
  named.username = "bobby";
  ASSERT_TRUE(here.users.register_user(here.context(), named, kPassword, nullptr));
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  ASSERT_TRUE(here.users.archive(here.context(), kBob, nullptr));
  world.storage.clock.advance_s(kArchiveWindow_s + 1);
  auto both = registration(newcomer, "alice@example.com");
  both.username = "bobby";
  ASSERT_TRUE(here.users.register_user(here.context(), both, kPassword, nullptr));
  EXPECT_EQ(here.dispatcher.owner_of(kTenant, "username", "bobby").value(),
            "user-" + newcomer.value);
}

TEST_F(UserUseCases, TheWindowCountsForEachUniqueValue) {
  auto first = kRegisterAlice;
  first.username = "wonder";
  ASSERT_TRUE(here.users.register_user(here.context(), first, kPassword, nullptr));
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  world.storage.clock.advance_s(kArchiveWindow_s + 1);
  auto second = registration(kBob, "bob@example.com");
  second.username = "wonder";
  EXPECT_TRUE(here.users.register_user(here.context(), second, kPassword, nullptr));
}

TEST_F(UserUseCases, ChangingAPasswordTakesTheOldOne) {
  ASSERT_TRUE(enter(kAlice, "alice@example.com", here));
  const Caller caller{kAlice, "user", kLaptop};
  const auto change = [&](const std::string& from, const std::string& to) {
    return refused(here.users.change_password(here.context(), caller, from, to, nullptr));
  };
  EXPECT_EQ(change("a wrong one", "a new password"), errors::kPasswordWrong.id);
  EXPECT_EQ(world.log.types_of("attempts-" + kAlice.value),
            std::vector<std::string>{"login.failed"})
      << "guessing here counts as guessing at log-in";
  EXPECT_EQ(change(kPassword, "short"), errors::kPasswordWeak.id);
  EXPECT_EQ(change(kPassword, "a new password"), "accepted");
  const auto user = here.state<UserAggregate>(kAlice);
  EXPECT_EQ(hasher.verify(user.password_hash, "a new password"), true);
  EXPECT_EQ(user.kept_session, kLaptop);
  EXPECT_EQ(world.log.types_of("attempts-" + kAlice.value).back(), "login.failures_cleared");
  const auto notices = here.appender.items().back().attachments;
  ASSERT_EQ(notices.size(), 1U) << "the person is told";
  EXPECT_EQ(world.log.types_of("message-" + notices.front().id),
            std::vector<std::string>{"message.requested"});
}

TEST_F(UserUseCases, ChangingAPasswordIsDelayedAfterFailures) {
  ASSERT_TRUE(enter(kAlice, "alice@example.com", here));
  const Caller caller{kAlice, "user", kLaptop};
  for (int i = 0; i < 5; ++i)
    (void)here.users.change_password(here.context(), caller, "wrong", "a new password", nullptr);
  const auto right =
      here.users.change_password(here.context(), caller, kPassword, "a new password", nullptr);
  ASSERT_FALSE(right);
  EXPECT_EQ(right.error().id, errors::kTooManyAttempts.id);
  EXPECT_EQ(right.error().retry_after_s, 10);
}

TEST_F(UserUseCases, ChangingAPasswordHonoursIfMatchAcrossARehash) {
  ASSERT_TRUE(enter(kAlice, "alice@example.com", here));
  hasher.generation = 2;
  auto context = here.context();
  context.if_match = 1;
  EXPECT_EQ(refused(here.users.change_password(context, {kAlice, "user", kLaptop}, kPassword,
                                               "a new password", nullptr)),
            "accepted");
  EXPECT_EQ(refused(here.users.change_password(context, {kAlice, "user", kLaptop}, "a new password",
                                               "another one!", nullptr)),
            errors::kRecordVersionOld.id);
}

TEST_F(UserUseCases, IfMatchIsNoWayAroundTheDelay) {
  ASSERT_TRUE(enter(kAlice, "alice@example.com", here));
  auto context = here.context();
  context.if_match = 1;
  const auto guess = [&] {
    return refused(here.users.change_password(context, {kAlice, "user", kLaptop}, "a wrong one",
                                              "a new password", nullptr));
  };
  for (int i = 0; i < 5; ++i) EXPECT_EQ(guess(), errors::kPasswordWrong.id);
  EXPECT_EQ(guess(), errors::kTooManyAttempts.id);
}

TEST_F(UserUseCases, AnAdministratorSetsAPassword) {
  ASSERT_TRUE(enter(kAlice, "alice@example.com", here));
  const Caller admin{kBob, "admin", kPhone};
  const auto set = [&](const UserId& id, const std::string& password) {
    return refused(here.users.set_password(here.context(), admin, id, password, nullptr));
  };
  EXPECT_EQ(set(kCarol, "a new password"), errors::kUserNotFound.id);
  EXPECT_EQ(set(kAlice, "short"), errors::kPasswordWeak.id);
  EXPECT_EQ(set(kAlice, "a new password"), "accepted");
  EXPECT_EQ(hasher.verify(here.state<UserAggregate>(kAlice).password_hash, "a new password"), true);
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  registration(kCarol, "carol@example.com", "superAdmin")));
  EXPECT_EQ(set(kCarol, "a new password"), errors::kSuperAdminOnly.id);
}

TEST_F(UserUseCases, RestoringTakesThePasswordAndTheWindow) {
  ASSERT_TRUE(enter(kAlice, "alice@example.com", here));
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  const auto restore = [&](const std::string& password) {
    return refused(here.users.restore(here.context(), {"alice@example.com", password, "c"},
                                      [](const UserState&) { return Render{}; }));
  };
  EXPECT_EQ(restore("wrong"), errors::kWrongCredentials.id);
  EXPECT_EQ(restore(kPassword), "accepted");
  EXPECT_TRUE(here.state<UserAggregate>(kAlice).active());
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  world.storage.clock.advance_s(kArchiveWindow_s + 1);
  EXPECT_EQ(restore(kPassword), errors::kUserArchived.id);
}

}  // namespace
}  // namespace authledger::test
