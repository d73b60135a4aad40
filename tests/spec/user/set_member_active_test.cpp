#include "command/user/join_app.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

SetMemberActive set(bool active, const UserId& owner = kBob) {
  return {kAlice, kShop, active, owner, kBob};
}

TEST(SetMemberActive, ThereAndBack) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop))
      .when(set(false))
      .then(UserMembershipDeactivated{kAlice, kShop, kBob})
      .and_again_nothing();
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop), UserMembershipDeactivated{kAlice, kShop, kBob})
      .when(set(true))
      .then(UserMembershipActivated{kAlice, kShop, kBob})
      .and_again_nothing();
}

TEST(SetMemberActive, TheOwnerStays) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop))
      .when(set(false, kAlice))
      .then_fails(errors::kOwnerStaysActive);
}

TEST(SetMemberActive, OfNobody) {
  Scenario<UserAggregate>{}.when(set(true)).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}.given(registered()).when(set(true)).then_fails(errors::kNotAMember);
}

}  // namespace
}  // namespace authledger::test
