// memberships_v1: the rows of a person after each event.
#include "tests/projection/membership_rows.h"

namespace authledger::test {
namespace {

using namespace events;
using namespace projections::member_status;

struct MembershipsFold : testing::Test {
  EventList log;
  HexSealer key{"key"};
  std::optional<Document> root;
  const projections::Projection& projection = projections::memberships();

  void after(const UserEvent& event) {
    const auto& row = log.add("user-" + kAlice.value, event);
    const auto folded = projection.apply(row, &key, root);
    ASSERT_TRUE(folded) << folded.error().detail;
    root = *folded;
  }
  // What the last event changed.
  std::vector<Document> changed() { return projection.derived(*root, root->version); }
  std::optional<Document> document(const AppId& app) {
    for (auto& one : projection.derived(*root, 0)) {
      if (one.id == kAlice.value + "." + app.value) return one;
    }
    return std::nullopt;
  }
  MembershipDocument row(const AppId& app) {
    return decode<MembershipDocument>(std::string_view(document(app)->body)).value();
  }
  std::string status(const AppId& app) { return row(app).status; }
};

TEST_F(MembershipsFold, TheRootIsInNoList) {
  after(registered());
  EXPECT_EQ(root->id, kAlice.value);
  EXPECT_FALSE(root->listed);
  EXPECT_TRUE(changed().empty());
}

TEST_F(MembershipsFold, AMemberAsListsShowIt) {
  after(registered());
  after(joined(kShop));
  ASSERT_EQ(changed().size(), 1U);
  const auto shown = row(kShop);
  EXPECT_EQ(shown.id, kAlice.value);
  EXPECT_EQ(shown.first_name, "Alice");
  EXPECT_EQ(shown.last_name, "Liddell");
  EXPECT_EQ(shown.email, "alice@example.com");
  EXPECT_EQ(shown.app_id, kShop.value);
  EXPECT_EQ(shown.status, kActive);
  EXPECT_TRUE(shown.active);
  EXPECT_EQ(shown.place, kShop.value + "/active");
  EXPECT_EQ(shown.created_at, kNow.plus_s(2));
  EXPECT_EQ(document(kShop)->version, 2);
  EXPECT_EQ(document(kShop)->tenant_id, kTenant);
}

TEST_F(MembershipsFold, WhoWasPutThereAndComesByItselfKeepsWhatItHas) {
  after(registered());
  after(UserJoinedApp{kAlice, kShop, kBob, true});
  after(UserMembershipDeactivated{kAlice, kShop, kBob});
  after(UserJoinedApp{kAlice, kShop, kAlice, false});
  EXPECT_EQ(status(kShop), kInactive);
  EXPECT_EQ(row(kShop).created_at, kNow.plus_s(2));
}

TEST_F(MembershipsFold, NamesAsThePersonGaveThem) {
  auto event = registered();
  event.first_name = std::string("Alice Pleasance");
  event.last_name = std::string("Liddell");
  after(event);
  after(joined(kShop));
  EXPECT_EQ(row(kShop).first_name, "Alice Pleasance");
  UserProfileUpdated renamed;
  renamed.user_id = kAlice;
  renamed.fullname = std::string("Alice Hargreaves");
  after(renamed);
  EXPECT_EQ(row(kShop).first_name, "Alice");
  EXPECT_EQ(row(kShop).last_name, "Hargreaves");
}

TEST_F(MembershipsFold, AnotherNameReachesEveryRow) {
  after(registered());
  after(joined(kShop));
  after(joined(kBlog));
  UserProfileUpdated renamed;
  renamed.user_id = kAlice;
  renamed.fullname = std::string("Alice Hargreaves");
  after(renamed);
  EXPECT_EQ(changed().size(), 2U);
  EXPECT_EQ(row(kBlog).last_name, "Hargreaves");
  EXPECT_EQ(row(kBlog).updated_at, kNow.plus_s(4));
}

TEST_F(MembershipsFold, WhatRowsDoNotShowChangesNone) {
  after(registered());
  after(joined(kShop));
  after(UserPasswordRehashed{kAlice, std::string("$argon2id$two")});
  EXPECT_TRUE(changed().empty());
  EXPECT_EQ(document(kShop)->version, 2);
}

TEST_F(MembershipsFold, ABanOfOneAppIsNoOtherOnes) {
  after(registered());
  after(joined(kShop));
  after(joined(kBlog));
  UserBanned banned{kAlice, kShop, std::string("spam"), kNow.plus_s(60), kBob};
  after(banned);
  EXPECT_EQ(changed().size(), 1U);
  EXPECT_EQ(status(kShop), kBanned);
  EXPECT_FALSE(row(kShop).active);
  EXPECT_EQ(row(kShop).ban_reason, "spam");
  EXPECT_EQ(row(kShop).ban_until, kNow.plus_s(60));
  EXPECT_EQ(status(kBlog), kActive);
  after(UserUnbanned{kAlice, kShop, {}});
  EXPECT_EQ(status(kShop), kActive);
  EXPECT_FALSE(row(kShop).ban_reason);
}

TEST_F(MembershipsFold, ABanOfTheAccountIsEveryOnes) {
  after(registered());
  after(joined(kShop));
  after(joined(kBlog));
  after(UserBanned{kAlice, {}, {}, {}, kBob});
  EXPECT_EQ(changed().size(), 2U);
  EXPECT_EQ(status(kShop), kBanned);
  after(UserUnbanned{kAlice, {}, kBob});
  EXPECT_EQ(status(kBlog), kActive);
}

TEST_F(MembershipsFold, InactiveInAllItsWays) {
  auto event = registered();
  event.origin = origin::kPool;
  after(event);
  after(joined(kShop));
  EXPECT_EQ(status(kShop), kInactive) << "never confirmed";
  after(UserEmailVerified{kAlice});
  EXPECT_EQ(status(kShop), kActive);
  after(UserMembershipDeactivated{kAlice, kShop, kBob});
  EXPECT_EQ(status(kShop), kInactive);
  after(UserMembershipActivated{kAlice, kShop, kBob});
  EXPECT_EQ(status(kShop), kActive);
  after(UserArchived{kAlice, kNow});
  EXPECT_EQ(status(kShop), kInactive);
  after(UserBanned{kAlice, kShop, {}, {}, kBob});
  EXPECT_EQ(status(kShop), kBanned) << "a ban goes first";
  after(UserRestored{kAlice});
  after(UserUnbanned{kAlice, kShop, kBob});
  EXPECT_EQ(status(kShop), kActive);
}

TEST_F(MembershipsFold, RolesOfTheMember) {
  after(registered());
  after(joined(kShop));
  EXPECT_FALSE(row(kShop).has_role);
  after(UserAppRoleAssigned{kAlice, kShop, kFirstRole, kEditor, kBob});
  after(UserAppRoleAssigned{kAlice, kShop, kSecondRole, kReader, kBob});
  ASSERT_EQ(row(kShop).roles.size(), 2U);
  after(UserAppRoleReplaced{kAlice, kShop, kSecondRole, kReader, kEditor, {kFirstRole}, kBob});
  ASSERT_EQ(row(kShop).roles.size(), 1U);
  EXPECT_EQ(row(kShop).roles[0].ur_id, kSecondRole.value);
  EXPECT_EQ(row(kShop).roles[0].role_id, kEditor.value);
  after(UserAppRoleRemoved{kAlice, kShop, kSecondRole, kEditor, {}});
  EXPECT_FALSE(row(kShop).has_role);
}

TEST_F(MembershipsFold, WhoLeftIsATombstoneAndMayComeBack) {
  after(registered());
  after(joined(kShop));
  after(UserBanned{kAlice, kShop, {}, {}, kBob});
  after(UserLeftApp{kAlice, kShop, "app_deleted"});
  EXPECT_FALSE(document(kShop)->listed);
  EXPECT_EQ(document(kShop)->version, 4);
  after(joined(kShop));
  EXPECT_TRUE(document(kShop)->listed);
  EXPECT_EQ(status(kShop), kActive) << "without the old ban";
}

TEST_F(MembershipsFold, ADeletedPersonIsInNoList) {
  after(registered());
  after(joined(kShop));
  after(UserDeleted{kAlice, "admin"});
  EXPECT_FALSE(document(kShop)->listed);
}

TEST_F(MembershipsFold, AReplayChangesNothing) {
  after(registered());
  after(joined(kShop));
  const auto before = root;
  for (const auto& event : log.all) {
    const auto again = projection.apply(event, &key, root);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->body, before->body);
    EXPECT_EQ(again->version, before->version);
  }
}

}  // namespace
}  // namespace authledger::test
