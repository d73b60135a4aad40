// Apps and what hangs on them: who manages, what ends with an app or a role.
#include <gtest/gtest.h>

#include "tests/spec/app/apps.h"
#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

const Caller kAppOwner{kBob, "user", kLaptop};
const Caller kAppAdmin{kCarol, "admin", kLaptop};
const Caller kStranger{kAlice, "user", kLaptop};

struct Apps : testing::Test {
  World world;
  Process& here = world.here;
  AppService& apps = here.apps;
  MemberService& members = here.members;

  void SetUp() override {
    ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, kRegisterAlice));
    ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, registration(kBob, "b@example.com")));
    ASSERT_TRUE(apps.add(here.context(), registration_of(kShop, "Shop"), nullptr));
  }
  static RegisterApp registration_of(const AppId& id, const std::string& name) {
    return {id, name, "", std::nullopt, "s3cret", kBob};
  }
  template <class T>
  static std::string_view outcome(const Result<T>& result) {
    return result ? std::string_view("done") : result.error().id;
  }
  UserState user(const UserId& id) { return here.state<UserAggregate>(id); }
  Result<Written> assign(const AppRoleId& role) {
    return members.assign_role(here.context(), kAppOwner, {kAlice, kShop, kFirstRole, role, kBob},
                               nullptr);
  }
  void create(const AppRoleId& id, const std::string& name, const AppId& app = kShop) {
    ASSERT_TRUE(
        here.dispatcher.run(here.context(), nullptr, CreateAppRole{app, id, name, "", kBob}));
  }
};

TEST_F(Apps, TheOwnerIsItsMember) {
  ASSERT_NE(user(kBob).membership(kShop), nullptr);
  EXPECT_EQ(apps.owned_by(kTenant, kBob).value(), std::vector<AppId>{kShop});
  EXPECT_TRUE(apps.owned_by(kTenant, kAlice)->empty());
}

TEST_F(Apps, NamesAreTakenWhateverTheirCase) {
  EXPECT_EQ(outcome(apps.add(here.context(), registration_of(kBlog, "SHOP"), nullptr)),
            errors::kAppNameTaken.id);
  EXPECT_EQ(apps.find_by_name(kTenant, "sHop").value()->state.id, kShop);
  EXPECT_EQ(outcome(apps.find_by_name(kTenant, "nothing")), errors::kAppNotFound.id);
  EXPECT_EQ(outcome(apps.find_by_name("other", "shop")), errors::kAppNotFound.id);
}

TEST_F(Apps, WhoManages) {
  EXPECT_EQ(outcome(apps.managed(kTenant, kAppOwner, kShop)), "done");
  EXPECT_EQ(outcome(apps.managed(kTenant, kAppAdmin, kShop)), "done");
  EXPECT_EQ(outcome(apps.managed(kTenant, kStranger, kShop)), errors::kNotAllowed.id);
  EXPECT_EQ(outcome(apps.managed(kTenant, kStranger, kBlog)), errors::kAppNotFound.id);
  EXPECT_EQ(outcome(apps.managed("other", kAppAdmin, kShop)), errors::kAppNotFound.id);
}

TEST_F(Apps, ItsSecretIsSealedWithAKeyOfItsOwn) {
  EXPECT_TRUE(apps.find(kTenant, kShop).value()->state.proves("s3cret"));
  const auto rows = world.log.read_stream("app-" + kShop.value, 0).value();
  for (const auto& row : rows) {
    EXPECT_EQ(row.subject, kShop.value);
    EXPECT_EQ(row.payload.find("s3cret"), std::string::npos);
  }
}

TEST_F(Apps, MembersLeaveWithIt) {
  ASSERT_TRUE(members.join(here.context(), kAlice, kShop, nullptr));
  EXPECT_EQ(outcome(apps.remove(here.context(), kStranger, kShop, nullptr)),
            errors::kNotAllowed.id);
  EXPECT_EQ(outcome(apps.remove(here.context(), kAppOwner, kShop, nullptr)), "done");
  EXPECT_EQ(user(kAlice).membership(kShop), nullptr);
  EXPECT_EQ(user(kBob).membership(kShop), nullptr);
  EXPECT_EQ(outcome(apps.remove(here.context(), kAppOwner, kShop, nullptr)),
            errors::kAppNotFound.id);
  EXPECT_EQ(outcome(members.join(here.context(), kAlice, kShop, nullptr)), errors::kAppNotFound.id);
  EXPECT_EQ(outcome(apps.add(here.context(), registration_of(kBlog, "Shop"), nullptr)), "done")
      << "the name is free again";
}

TEST_F(Apps, CleaningUpGoesOnInSteps) {
  ASSERT_TRUE(members.join(here.context(), kAlice, kShop, nullptr));
  EXPECT_TRUE(apps.clean_up({kShop, std::nullopt}, kNow, 1).value()) << "it is not over";
  EXPECT_NE(user(kAlice).membership(kShop), nullptr);
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, DeleteApp{kShop, kBob, kNow}));
  EXPECT_FALSE(apps.clean_up({kShop, std::nullopt}, kNow, 1).value());
  EXPECT_FALSE(apps.clean_up({kShop, std::nullopt}, kNow, 1).value());
  EXPECT_TRUE(apps.clean_up({kShop, std::nullopt}, kNow, 1).value());
  EXPECT_EQ(user(kAlice).membership(kShop), nullptr);
  EXPECT_EQ(user(kBob).membership(kShop), nullptr);
}

TEST_F(Apps, WhoJoinsWhileItEndsLeavesAgain) {
  here.appender.before_next([&] {
    ASSERT_TRUE(world.there.apps.remove(world.there.context(), kAppOwner, kShop, nullptr));
  });
  EXPECT_EQ(outcome(members.join(here.context(), kAlice, kShop, nullptr)), errors::kAppNotFound.id);
  EXPECT_EQ(user(kAlice).membership(kShop), nullptr);
}

TEST_F(Apps, ARoleThatPeopleHaveNeedsForce) {
  create(kEditor, "editor");
  ASSERT_TRUE(members.join(here.context(), kAlice, kShop, nullptr));
  ASSERT_TRUE(assign(kEditor));
  EXPECT_EQ(outcome(apps.remove_role(here.context(), kStranger, kEditor, false, nullptr)),
            errors::kNotAllowed.id);
  EXPECT_EQ(outcome(apps.remove_role(here.context(), kAppOwner, kEditor, false, nullptr)),
            errors::kAppRoleAssigned.id);
  EXPECT_EQ(outcome(apps.remove_role(here.context(), kAppOwner, kEditor, true, nullptr)), "done");
  EXPECT_TRUE(user(kAlice).membership(kShop)->roles.empty());
  EXPECT_EQ(outcome(apps.remove_role(here.context(), kAppOwner, kEditor, true, nullptr)),
            errors::kAppRoleNotFound.id);
}

TEST_F(Apps, ARoleThatIsDeletedMeanwhileIsNobodys) {
  create(kEditor, "editor");
  ASSERT_TRUE(members.join(here.context(), kAlice, kShop, nullptr));
  here.appender.before_next([&] {
    ASSERT_TRUE(
        world.there.apps.remove_role(world.there.context(), kAppOwner, kEditor, false, nullptr));
  });
  EXPECT_EQ(outcome(assign(kEditor)), errors::kAppRoleNotFound.id);
  EXPECT_TRUE(user(kAlice).membership(kShop)->roles.empty());
}

TEST_F(Apps, ARoleOfAnotherAppIsRefused) {
  ASSERT_TRUE(apps.add(here.context(), registration_of(kBlog, "Blog"), nullptr));
  create(kEditor, "editor", kBlog);
  ASSERT_TRUE(members.join(here.context(), kAlice, kShop, nullptr));
  EXPECT_EQ(outcome(assign(kEditor)), errors::kAppRoleElsewhere.id);
  EXPECT_EQ(outcome(assign(kReader)), errors::kAppRoleNotFound.id);
}

TEST_F(Apps, AnAssignmentIsFoundByItsId) {
  create(kEditor, "editor");
  ASSERT_TRUE(members.join(here.context(), kAlice, kShop, nullptr));
  ASSERT_TRUE(assign(kEditor));
  EXPECT_EQ(outcome(members.remove_role(here.context(), kStranger, kFirstRole, nullptr)),
            errors::kNotAllowed.id);
  EXPECT_EQ(outcome(members.remove_role(here.context(), kAppOwner, kFirstRole, nullptr)), "done");
  EXPECT_TRUE(user(kAlice).membership(kShop)->roles.empty());
  EXPECT_EQ(outcome(members.remove_role(here.context(), kAppOwner, kFirstRole, nullptr)),
            errors::kAssignmentNotFound.id);
}

}  // namespace
}  // namespace authledger::test
