// Who calls as an app, and whose tokens count there.
#include "command/app/app_credentials.h"

#include <gtest/gtest.h>

#include "shared/client_errors.h"
#include "tests/spec/app/apps.h"
#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

const Caller kCredentialsOwner{kBob, "user", kLaptop};
const Caller kCredentialsAdmin{kCarol, "admin", kLaptop};
const UserId kDave{"018f0000-0000-7000-8000-00000000da7e"};

struct Credentials : testing::Test {
  World world;
  Process& here = world.here;
  AppCredentials credentials{here.dispatcher};

  void SetUp() override {
    ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, kRegisterAlice));
    ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, registration(kBob, "b@example.com")));
    ASSERT_TRUE(
        here.apps.add(here.context(), {kShop, "Shop", "", std::nullopt, "s3cret", kBob}, nullptr));
    ASSERT_TRUE(here.members.join(here.context(), kAlice, kShop, nullptr));
  }
  std::string_view outcome(AppCredentials& of, const AppId& app,
                           const std::vector<std::string>& secrets) {
    const auto caller = of.check(app, secrets);
    return caller ? std::string_view("done") : caller.error().id;
  }
  bool alice_is_let_in() {
    return lets_in(here.state<AppAggregate>(kShop), here.state<UserAggregate>(kAlice),
                   world.storage.clock.now());
  }
  bool may_come(const UserId& user) {
    return may_visit(here.state<AppAggregate>(kShop), here.state<UserAggregate>(user),
                     world.storage.clock.now());
  }
  Result<Written> ban(const std::optional<AppId>& app,
                      std::optional<Timestamp> until = std::nullopt) {
    return here.members.ban(here.context(), app ? kCredentialsOwner : kCredentialsAdmin,
                            {kAlice, app, std::nullopt, until}, nullptr);
  }
};

TEST_F(Credentials, WhoHasNotConfirmedAnAddressIsNotLetIn) {
  auto person = registration(kDave, "d@example.com");
  person.origin = events::origin::kPool;
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, person));
  ASSERT_TRUE(here.members.add(here.context(), kCredentialsOwner, kDave, kShop, nullptr));
  const auto dave_is_let_in = [&] {
    return lets_in(here.state<AppAggregate>(kShop), here.state<UserAggregate>(kDave),
                   world.storage.clock.now());
  };
  EXPECT_FALSE(dave_is_let_in());
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, VerifyEmail{kDave, "d@example.com"}));
  EXPECT_TRUE(dave_is_let_in());
}

TEST_F(Credentials, OneOfTheReadingsHasToBeRight) {
  EXPECT_EQ(outcome(credentials, kShop, {"s3cret"}), "done");
  EXPECT_EQ(outcome(credentials, kShop, {"wrong", "s3cret"}), "done");
  EXPECT_EQ(outcome(credentials, kShop, {"wrong", ""}), errors::kClientRefused.id);
  EXPECT_EQ(outcome(credentials, kShop, {}), errors::kClientRefused.id);
  EXPECT_EQ(outcome(credentials, kBlog, {"s3cret"}), errors::kClientRefused.id);
  EXPECT_EQ(outcome(credentials, kBlog, {""}), errors::kClientRefused.id);
  EXPECT_EQ(credentials.check(kShop, std::vector<std::string>{"s3cret"})->tenant_id, kTenant);
}

TEST_F(Credentials, ASecretThatAnotherProcessChangedIsGoodAtOnce) {
  AppCredentials there(world.there.dispatcher);
  EXPECT_EQ(outcome(there, kShop, {"s3cret"}), "done");
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, ChangeAppSecret{kShop, "newer", kBob}));
  EXPECT_EQ(outcome(there, kShop, {"newer"}), "done");
  EXPECT_EQ(outcome(there, kShop, {"s3cret"}), errors::kClientRefused.id);
}

TEST_F(Credentials, AnAppThatIsGoneCallsNobody) {
  const auto caller = credentials.check(kShop, std::vector<std::string>{"s3cret"}).value();
  EXPECT_TRUE(credentials.find(caller));
  EXPECT_TRUE(credentials.still_holds(caller));
  EXPECT_EQ(credentials.find({kShop, "other", ""}).error().id, errors::kAppNotFound.id);
  ASSERT_TRUE(here.apps.remove(here.context(), kCredentialsOwner, kShop, nullptr));
  EXPECT_EQ(outcome(credentials, kShop, {"s3cret"}), errors::kClientRefused.id);
  EXPECT_EQ(credentials.find(caller).error().id, errors::kAppNotFound.id);
  EXPECT_FALSE(credentials.still_holds(caller));
}

TEST_F(Credentials, LetsInItsActiveMembers) {
  EXPECT_TRUE(alice_is_let_in());
  ASSERT_TRUE(
      here.members.set_active(here.context(), kCredentialsOwner, kAlice, kShop, false, nullptr));
  EXPECT_FALSE(alice_is_let_in());
  const auto shop = here.state<AppAggregate>(kShop);
  EXPECT_FALSE(lets_in(shop, UserState{}, world.storage.clock.now()));
  auto elsewhere = here.state<UserAggregate>(kBob);
  EXPECT_TRUE(lets_in(shop, elsewhere, world.storage.clock.now()));
  elsewhere.tenant_id = "other";
  EXPECT_FALSE(lets_in(shop, elsewhere, world.storage.clock.now()));
}

TEST_F(Credentials, LetsInNobodyWhoIsBanned) {
  const auto later = world.storage.clock.now().plus_s(60);
  ASSERT_TRUE(ban(kShop, later));
  EXPECT_FALSE(alice_is_let_in());
  world.storage.clock.advance_s(61);
  EXPECT_TRUE(alice_is_let_in());
  ASSERT_TRUE(ban(std::nullopt));
  EXPECT_FALSE(alice_is_let_in());
}

TEST_F(Credentials, AVisitIsAlsoForWhoManages) {
  ASSERT_TRUE(
      here.dispatcher.run(here.context(), nullptr, registration(kCarol, "c@example.com", "admin")));
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, registration(kDave, "d@example.com")));
  EXPECT_TRUE(may_come(kAlice));
  EXPECT_TRUE(may_come(kBob));
  EXPECT_TRUE(may_come(kCarol));
  EXPECT_FALSE(may_come(kDave));
  ASSERT_TRUE(ban(kShop));
  EXPECT_FALSE(may_come(kAlice));
}

}  // namespace
}  // namespace authledger::test
