// The last superAdmin, in races.
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

ChangeRole demote(const UserId& id) { return {id, "user", id, "superAdmin"}; }

struct LastSuperAdmin : testing::Test {
  World world;
  void enter(const UserId& id, const std::string& email) {
    ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr,
                                          registration(id, email, "superAdmin")));
  }
  void SetUp() override {
    enter(kAlice, "alice@example.com");
    enter(kBob, "bob@example.com");
  }
  std::set<UserId> holders() { return world.there.state<RoleHoldersAggregate>(kTenant).holders; }
};

TEST_F(LastSuperAdmin, TheSetFollowsThePeopleInTheSameTransaction) {
  EXPECT_EQ(holders(), (std::set<UserId>{kAlice, kBob}));
  EXPECT_EQ(world.here.appender.items().at(0).writes.size(), 2U);
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, demote(kBob)));
  EXPECT_EQ(holders(), std::set<UserId>{kAlice});
}

TEST_F(LastSuperAdmin, CannotBeDemotedArchivedOrDeleted) {
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, demote(kBob)));
  const auto refused = [&](const auto& command) {
    const auto result = world.here.dispatcher.run(world.here.context(), nullptr, command);
    return result ? std::string_view("accepted") : result.error().id;
  };
  EXPECT_EQ(refused(demote(kAlice)), errors::kLastSuperAdmin.id);
  EXPECT_EQ(refused(ArchiveUser{kAlice, kNow}), errors::kLastSuperAdmin.id);
  EXPECT_EQ(refused(DeleteUser{kAlice, "superAdmin"}), errors::kLastSuperAdmin.id);
  EXPECT_EQ(refused(rename(kAlice, "Ann")), "accepted");
  EXPECT_EQ(holders(), std::set<UserId>{kAlice});
}

TEST_F(LastSuperAdmin, TwoDemotionsAtOnceLeaveOne) {
  Result<Written> other = fail(errors::kInternal);
  world.here.appender.before_next(
      [&] { other = world.there.dispatcher.run(world.there.context(), nullptr, demote(kBob)); });
  const auto late = world.here.dispatcher.run(world.here.context(), nullptr, demote(kAlice));
  EXPECT_TRUE(other);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().id, errors::kLastSuperAdmin.id);
  EXPECT_EQ(holders(), std::set<UserId>{kAlice});
  EXPECT_EQ(world.there.state<UserAggregate>(kAlice).role_id, "superAdmin");
}

TEST_F(LastSuperAdmin, EightDemotionsOnEightThreadsLeaveOne) {
  std::vector<UserId> people{kAlice, kBob};
  for (int i = 2; i < 8; ++i) {
    const UserId id{"018f0000-0000-7000-8000-00000000000" + std::to_string(i)};
    enter(id, "admin" + std::to_string(i) + "@example.com");
    people.push_back(id);
  }
  std::latch start(8);
  std::vector<std::jthread> threads;
  std::atomic<int> done{0};
  for (std::size_t i = 0; i < people.size(); ++i) {
    threads.emplace_back([&, i] {
      auto& process = i % 2 == 0 ? world.here : world.there;
      start.arrive_and_wait();
      for (;;) {  // a caller that lost three races asks again
        const auto result = process.dispatcher.run(process.context(), nullptr, demote(people[i]));
        if (result) ++done;
        if (result || result.error().id != errors::kStreamChanged.id) return;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(done, 7);
  EXPECT_EQ(holders().size(), 1U);
}

TEST_F(LastSuperAdmin, AnArchivedOneDoesNotCountUntilRestored) {
  ASSERT_TRUE(
      world.here.dispatcher.run(world.here.context(), nullptr, ArchiveUser{kBob, kNow.plus_s(60)}));
  EXPECT_EQ(holders(), std::set<UserId>{kAlice});
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, RestoreUser{kBob, kNow}));
  EXPECT_EQ(holders(), (std::set<UserId>{kAlice, kBob}));
}

}  // namespace
}  // namespace authledger::test
