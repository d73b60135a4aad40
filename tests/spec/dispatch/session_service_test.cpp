// Sessions as use cases: check, refresh, end.
#include <gtest/gtest.h>

#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

struct Session : testing::Test {
  World world;
  Process& here = world.here;
  SessionId session;

  void SetUp() override {
    ASSERT_TRUE(here.users.register_user(here.context(), kRegisterAlice, kPassword, nullptr));
    session = start_at(here, 1);
  }
  SessionId start_at(Process& process, StreamVersion user_version) {
    const auto start = process.sessions.start(kAlice, user_version, "password");
    EXPECT_TRUE(process.dispatcher.run(process.context(), nullptr, start));
    return start.session_id;
  }
  std::string_view check(Process& process, const SessionId& id, const UserId& user = kAlice) {
    const auto live = process.sessions.check(id, user);
    return live ? std::string_view("alive") : live.error().id;
  }
};

TEST_F(Session, LivesOnEveryProcess) {
  const auto live = here.sessions.check(session, kAlice);
  ASSERT_TRUE(live);
  EXPECT_EQ(live->user.email, "alice@example.com");
  EXPECT_EQ(live->user_version, 1);
  EXPECT_EQ(check(world.there, session), "alive");
}

TEST_F(Session, IsNobodyElses) {
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, registration(kBob, "b@example.com")));
  EXPECT_EQ(check(here, session, kBob), errors::kSessionEnded.id);
  EXPECT_EQ(check(here, kPhone), errors::kSessionEnded.id) << "never started";
}

TEST_F(Session, Expires) {
  world.storage.clock.advance_s(kSessionTtl_s - 1);
  EXPECT_EQ(check(here, session), "alive");
  world.storage.clock.advance_s(1);
  EXPECT_EQ(check(here, session), errors::kSessionEnded.id);
}

TEST_F(Session, EndsForThisProcessAtOnceAndForOthersWhenTold) {
  const auto live = here.sessions.check(session, kAlice).value();
  ASSERT_EQ(check(world.there, session), "alive");
  ASSERT_TRUE(here.sessions.end(here.context(), live, nullptr));
  EXPECT_EQ(check(here, session), errors::kSessionEnded.id);
  world.there.catch_up();
  EXPECT_EQ(check(world.there, session), errors::kSessionEnded.id);
  EXPECT_TRUE(here.sessions.end(here.context(), live, nullptr)) << "ending twice is fine";
  EXPECT_EQ(world.log.types_of("session-" + session.value).size(), 2U);
}

TEST_F(Session, GoesOnAsAnotherInOneTransaction) {
  const auto live = here.sessions.check(session, kAlice).value();
  const auto next = here.sessions.start(kAlice, live.user_version, "relogin");
  ASSERT_TRUE(here.sessions.refresh(here.context(), live, next, nullptr));
  EXPECT_EQ(here.appender.items().back().writes.size(), 2U);
  EXPECT_EQ(check(here, session), errors::kSessionEnded.id);
  EXPECT_EQ(check(here, next.session_id), "alive");
  const auto state = here.state<SessionAggregate>(SessionAggregate::Target{session, kAlice});
  EXPECT_EQ(state.successor, next.session_id);

  ASSERT_TRUE(here.sessions.refresh(here.context(), live, next, nullptr)) << "a retry is fine";
  const auto third = here.sessions.start(kAlice, live.user_version, "relogin");
  const auto late = here.sessions.refresh(here.context(), live, third, nullptr);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().id, errors::kSessionEnded.id);
  EXPECT_EQ(check(here, third.session_id), errors::kSessionEnded.id) << "nothing of it was written";
}

TEST_F(Session, TwoRefreshesAtOnceLeaveOneSuccessor) {
  const auto live = here.sessions.check(session, kAlice).value();
  const auto mine = here.sessions.start(kAlice, 1, "relogin");
  const auto other = here.sessions.start(kAlice, 1, "relogin");
  here.appender.before_next([&] {
    ASSERT_TRUE(world.there.sessions.refresh(world.there.context(), live, other, nullptr));
  });
  EXPECT_FALSE(here.sessions.refresh(here.context(), live, mine, nullptr));
  EXPECT_EQ(check(here, other.session_id), "alive");
  EXPECT_EQ(check(here, mine.session_id), errors::kSessionEnded.id);
}

TEST_F(Session, EndsWithANewPasswordArchivingAndDeletion) {
  ASSERT_TRUE(here.users.set_password(here.context(), {kBob, "admin", {}}, kAlice, "a new password",
                                      nullptr));
  EXPECT_EQ(check(here, session), errors::kSessionEnded.id);

  auto next = start_at(here, 2);
  EXPECT_EQ(check(here, next), "alive");
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  EXPECT_EQ(check(here, next), errors::kSessionEnded.id);
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, RestoreUser{kAlice, kNow}));
  EXPECT_EQ(check(here, next), errors::kSessionEnded.id);

  next = start_at(here, 4);
  EXPECT_EQ(check(here, next), "alive");
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, DeleteUser{kAlice, "admin"}));
  EXPECT_EQ(check(here, next), errors::kSessionEnded.id);
}

TEST_F(Session, StaysWithTheOneThatChangedThePassword) {
  const auto other = start_at(here, 1);
  ASSERT_TRUE(here.users.change_password(here.context(), {kAlice, "user", session}, kPassword,
                                         "a new password", nullptr));
  EXPECT_EQ(check(here, session), "alive");
  EXPECT_EQ(check(here, other), errors::kSessionEnded.id);
}

// Another process restored the person and started a session; this one still believes her archived.
TEST_F(Session, IsNewerThanWhatThisProcessKnowsOfItsUser) {
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  ASSERT_TRUE(
      world.there.dispatcher.run(world.there.context(), nullptr, RestoreUser{kAlice, kNow}));
  const auto next = start_at(world.there, 3);
  EXPECT_EQ(check(here, next), "alive");
}

TEST_F(Session, KnowsTheRoleOfRightNow) {
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  ChangeRole{kAlice, "editor", kBob, "superAdmin"}));
  EXPECT_EQ(here.sessions.check(session, kAlice)->user.role_id, "editor");
}

}  // namespace
}  // namespace authledger::test
