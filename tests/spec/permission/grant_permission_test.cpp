#include "command/permission/grant_permission.h"

#include "tests/spec/permission/grants.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;

GrantPermission grant(const Grant& what) { return {kGrantOne, what, kCarol}; }

TEST(GrantPermission, ToAUserAGroupARoleOrARoleAndAUser) {
  auto both = to_user(kAlice);
  both.role_id = "editor";
  for (const auto& what : {to_user(kAlice), to_group(kStaff), to_role("editor"), both,
                           on(kOrder, to_role("editor", false))}) {
    Scenario<PermissionAggregate>{}
        .when(grant(what))
        .then(granted(kGrantOne, what))
        .and_again_nothing();
  }
}

TEST(GrantPermission, NamesSomebody) {
  Grant nobody;
  nobody.permission_name = kManage;
  auto group_and_user = to_group(kStaff);
  group_and_user.user_id = kAlice;
  auto group_and_role = to_group(kStaff);
  group_and_role.role_id = "editor";
  for (const auto& what : {nobody, on(kOrder, nobody), group_and_user, group_and_role}) {
    Scenario<PermissionAggregate>{}.when(grant(what)).then_fails(errors::kGrantSubject);
  }
}

TEST(GrantPermission, AnIdIsOfOneGrant) {
  for (const auto& other : {to_user(kBob), to_user(kAlice, false), on(kOrder, to_user(kAlice))}) {
    Scenario<PermissionAggregate>{}
        .given(granted(kGrantOne, to_user(kAlice)))
        .when(grant(other))
        .then_fails(errors::kAlreadyGranted);
  }
}

TEST(GrantPermission, ARevokedOneStaysRevoked) {
  Scenario<PermissionAggregate>{}
      .given(granted(kGrantOne, to_user(kAlice)), events::PermissionRevoked{kGrantOne, kCarol})
      .when(grant(to_user(kAlice)))
      .then_fails(errors::kPermissionNotFound);
}

// Each part tells grants apart; equal ones are one.
TEST(GrantText, IsTheWholeGrant) {
  auto both = to_user(kAlice);
  both.role_id = "editor";
  auto named = to_user(kAlice);
  named.permission_name = "orders";
  const std::vector<Grant> all = {to_user(kAlice),
                                  to_user(kBob),
                                  to_user(kAlice, false),
                                  both,
                                  named,
                                  to_group(kStaff),
                                  to_role("editor"),
                                  on(kOrder, to_user(kAlice)),
                                  on(kOtherOrder, to_user(kAlice))};
  for (std::size_t a = 0; a < all.size(); ++a) {
    for (std::size_t b = 0; b < all.size(); ++b) {
      EXPECT_EQ(grant_text(all[a]) == grant_text(all[b]), a == b) << grant_text(all[a]);
    }
  }
}

}  // namespace
}  // namespace authledger::test
