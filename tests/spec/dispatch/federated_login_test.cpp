// Log-in by an issuer's word: somebody new, somebody known, and somebody who took the address
// first.
#include <gtest/gtest.h>

#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

struct Federated : testing::Test {
  World world;
  Process& here = world.here;

  Result<Versioned<UserState>> come(Process& process, const std::string& email) {
    return process.federated.person_of(process.context(),
                                       {email, "Alice L.", "de", events::origin::kGoogle});
  }
  std::string_view log_in(const std::string& password) {
    const auto done =
        here.login.authenticate(here.context(), {"alice@example.com", password, "192.0.2.1"});
    return done ? std::string_view("in") : done.error().id;
  }
};

TEST_F(Federated, SomebodyNewIsRegisteredWithoutAPassword) {
  const auto person = come(here, "alice@example.com").value();
  EXPECT_TRUE(person.state.email_verified);
  EXPECT_TRUE(person.state.password_hash.empty());
  EXPECT_EQ(person.state.fullname, "Alice L.");
  EXPECT_EQ(person.state.preferred_language, "de");
  EXPECT_EQ(log_in(""), errors::kWrongCredentials.id);
  const auto again = come(world.there, "ALICE@example.com").value();
  EXPECT_EQ(again.state.id, person.state.id);
  EXPECT_EQ(again.version, person.version);
}

TEST_F(Federated, SomebodyVerifiedIsLeftAlone) {
  auto alice = kRegisterAlice;
  alice.email_verified = true;
  ASSERT_TRUE(here.users.register_user(here.context(), alice, kPassword, nullptr));
  const auto person = come(here, "alice@example.com").value();
  EXPECT_EQ(person.state.id, kAlice);
  EXPECT_EQ(log_in(kPassword), "in");
}

TEST_F(Federated, WhoTookTheAddressFirstAndArchivedItIsOut) {
  ASSERT_TRUE(here.users.register_user(here.context(), kRegisterAlice, kPassword, nullptr));
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  ArchiveUser{kAlice, world.storage.clock.now().plus_s(3600)}));
  const auto person = come(here, "alice@example.com").value();
  EXPECT_EQ(person.state.id, kAlice);
  EXPECT_TRUE(person.state.active() && person.state.email_verified);
  EXPECT_EQ(log_in(kPassword), errors::kWrongCredentials.id);
}

TEST_F(Federated, WhoTookTheAddressFirstIsOut) {
  ASSERT_TRUE(here.users.register_user(here.context(), kRegisterAlice, kPassword, nullptr));
  auto start = here.sessions.start(kAlice, 1, "password");
  const auto refresh_token = here.refresh_tokens.issue(start);
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, start));
  const auto person = come(here, "alice@example.com").value();
  EXPECT_EQ(person.state.id, kAlice);
  EXPECT_TRUE(person.state.email_verified);
  EXPECT_EQ(log_in(kPassword), errors::kWrongCredentials.id);
  EXPECT_FALSE(here.sessions.check(start.session_id, kAlice));
  EXPECT_FALSE(here.refresh_tokens.holder_of(refresh_token));
  const auto own = here.sessions.start(kAlice, person.version, "google");
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, own));
  EXPECT_TRUE(here.sessions.check(own.session_id, kAlice));
}

TEST_F(Federated, AnArchivedOneStaysSoUntilItsWindowIsOver) {
  auto alice = kRegisterAlice;
  alice.email_verified = true;
  ASSERT_TRUE(here.users.register_user(here.context(), alice, kPassword, nullptr));
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  EXPECT_TRUE(come(here, "alice@example.com").value().state.archived());
  world.storage.clock.advance_s(kArchiveWindow_s + 1);
  const auto person = come(here, "alice@example.com").value();
  EXPECT_NE(person.state.id, kAlice);
  EXPECT_TRUE(person.state.active());
}

TEST_F(Federated, TwiceAtOnceIsOnePerson) {
  here.appender.before_next([&] { ASSERT_TRUE(come(world.there, "alice@example.com")); });
  const auto mine = come(here, "alice@example.com").value();
  EXPECT_EQ(come(world.there, "alice@example.com").value().state.id, mine.state.id);
}

}  // namespace
}  // namespace authledger::test
