#include "command/user/change_role.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

ChangeRole to(const std::string& role, const std::string& actor_role) {
  return {kAlice, role, kBob, actor_role};
}

TEST(ChangeRole, ToAPlainOneByAnAdmin) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(to("editor", "admin"))
      .then(UserRoleChanged{kAlice, "user", "editor", kBob})
      .and_again_nothing();
}

TEST(ChangeRole, GrantingAdminRightsTakesASuperAdmin) {
  for (const char* role : {"admin", "superAdmin"}) {
    Scenario<UserAggregate>{}
        .given(registered())
        .when(to(role, "admin"))
        .then_fails(errors::kSuperAdminOnly);
    Scenario<UserAggregate>{}
        .given(registered())
        .when(to(role, "superAdmin"))
        .then(UserRoleChanged{kAlice, "user", role, kBob});
  }
}

TEST(ChangeRole, TakingAdminRightsAwayTakesASuperAdmin) {
  for (const char* role : {"admin", "superAdmin"}) {
    Scenario<UserAggregate>{}
        .given(registered({.role = role}))
        .when(to("user", "admin"))
        .then_fails(errors::kSuperAdminOnly);
    Scenario<UserAggregate>{}
        .given(registered({.role = role}))
        .when(to("user", "superAdmin"))
        .then(UserRoleChanged{kAlice, role, "user", kBob});
  }
}

TEST(ChangeRole, OfNobody) {
  Scenario<UserAggregate>{}.when(to("editor", "admin")).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered(), UserDeleted{kAlice, "admin"})
      .when(to("editor", "admin"))
      .then_fails(errors::kUserNotFound);
}

TEST(ChangeRole, OfAnArchivedProfile) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(to("editor", "admin"))
      .then_fails(errors::kUserArchived);
}

}  // namespace
}  // namespace authledger::test
