#include "command/user/ban_user.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const UserBanned kBanned{kAlice, kShop, {}, kNow, kBob};

TEST(LiftBan, AtItsTime) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop), kBanned)
      .when(LiftBan{kAlice, kShop, kNow})
      .then(UserUnbanned{kAlice, kShop, {}})
      .and_again_nothing();
}

TEST(LiftBan, NeverBefore) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop), kBanned)
      .when(LiftBan{kAlice, kShop, {kNow.ms - 1}})
      .then_nothing();
}

TEST(LiftBan, OfTheWholeAccount) {
  Scenario<UserAggregate>{}
      .given(registered(), UserBanned{kAlice, {}, {}, kNow, kBob})
      .when(LiftBan{kAlice, {}, kNow})
      .then(UserUnbanned{kAlice, {}, {}})
      .and_again_nothing();
}

TEST(LiftBan, OneWithoutATimeStays) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop), UserBanned{kAlice, kShop, {}, {}, kBob})
      .when(LiftBan{kAlice, kShop, kNow.plus_s(1'000'000)})
      .then_nothing();
}

TEST(LiftBan, OfNobody) {
  Scenario<UserAggregate>{}.when(LiftBan{kAlice, kShop, kNow}).then_nothing();
  EXPECT_EQ(attachments_of(LiftBan{kAlice, kShop, kNow})[0].what, AttachmentChange::What::kRemove);
}

}  // namespace
}  // namespace authledger::test
