// Reference mails: who may be written to, how often, and that nobody's name leaves the same traces.
#include <gtest/gtest.h>

#include <algorithm>

#include "events/message_events.h"
#include "shared/codec.h"
#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

struct Invitation : testing::Test {
  World world;
  Process& here = world.here;

  void SetUp() override {
    auto alice = kRegisterAlice;
    alice.username = "alice";
    alice.email_verified = true;
    ASSERT_TRUE(here.users.register_user(here.context(), alice, kPassword, nullptr));
  }
  std::string_view send(const std::string& name, const std::string& address,
                        const std::string& client = "192.0.2.1",
                        const std::optional<UserId>& own = std::nullopt) {
    const auto done =
        world.there.invitations.send(here.context(), {name, address, client}, own, nullptr);
    return done ? std::string_view("sent") : done.error().id;
  }
  // Requested mails that somebody will get.
  std::int64_t mails() {
    std::int64_t count = 0;
    const auto rows = world.log.read_all(0, 1000).value();
    for (const auto& row : rows) {
      if (row.type != events::MessageRequested::kType) continue;
      const auto asked = decode<events::MessageRequested>(std::string_view(row.payload)).value();
      if (*asked.expires_at > row.recorded_at) ++count;
    }
    return count;
  }
};

const std::string_view kTooMany = errors::kTooManyInvitations.id;

TEST_F(Invitation, SoManyInOneName) {
  EXPECT_EQ(send("Alice", "a@example.org", "192.0.2.1"), "sent");
  EXPECT_EQ(send("alice@example.com", "b@example.org", "192.0.2.2"), "sent");
  EXPECT_EQ(send("alice", "c@example.org", "192.0.2.3"), kTooMany);
  EXPECT_EQ(mails(), 2);
  world.storage.clock.advance_s(kInvitationWindow_s);
  EXPECT_EQ(send("alice", "c@example.org", "192.0.2.3"), "sent");
}

TEST_F(Invitation, SoManyToOneAddressWhoeverAsks) {
  EXPECT_EQ(send("alice", "a@example.org", "192.0.2.1"), "sent");
  EXPECT_EQ(send("ghost", "A@example.org", "192.0.2.2"), "sent");
  EXPECT_EQ(send("another ghost", "a@example.org", "192.0.2.3"), kTooMany);
}

TEST_F(Invitation, SoManyFromOneClient) {
  for (const char* name : {"ghost a", "ghost b", "ghost c"})
    EXPECT_EQ(send(name, std::string(name, 7).substr(6) + "@example.org"), "sent");
  EXPECT_EQ(send("ghost d", "d@example.org"), kTooMany);
}

TEST_F(Invitation, NobodyAndUnconfirmedOnesAnswerAlikeAndSendNothing) {
  ASSERT_TRUE(here.users.register_user(here.context(), registration(kBob, "bob@example.com"),
                                       kPassword, nullptr));
  EXPECT_EQ(send("bob@example.com", "a@example.org", "192.0.2.1"), "sent");
  EXPECT_EQ(send("nobody", "b@example.org", "192.0.2.2"), "sent");
  EXPECT_EQ(mails(), 0);
}

TEST_F(Invitation, InTheOwnNameWhereItIsAsked) {
  EXPECT_EQ(send("alice", "a@example.org", "192.0.2.1", kAlice), "sent");
  EXPECT_EQ(send("alice", "a@example.org", "192.0.2.1", kBob), errors::kNotAllowed.id);
  EXPECT_EQ(send("nobody", "a@example.org", "192.0.2.1", kBob), errors::kNotAllowed.id);
  EXPECT_EQ(mails(), 1);
}

TEST_F(Invitation, AddressesStandNowhereInTheOpen) {
  ASSERT_EQ(send("alice", "grace@example.org"), "sent");
  const auto rows = world.log.read_all(0, 1000).value();
  for (const auto& row : rows) {
    EXPECT_EQ((row.stream_id + row.payload + row.meta).find("grace"), std::string::npos);
  }
}

}  // namespace
}  // namespace authledger::test
