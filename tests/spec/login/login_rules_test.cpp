// Who may come in with the right password, and what is still missing.
#include "command/login/login_rules.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

UserState user(const Person& person = {}) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(person));
  return scenario.state();
}
UserState verified() {
  auto state = user({.mobile = "+491", .mobile_verified = true});
  state.email_verified = true;
  return state;
}
std::string asks(const UserState& state, const LoginRules& rules) {
  const auto missing = admit(state, rules, kNow);
  if (!missing) return std::string(missing.error().err_code);
  std::string text;
  for (const auto& name : missing->names()) text += name + " ";
  return text;
}

TEST(LoginRules, NothingIsAskedForByDefault) { EXPECT_EQ(asks(user(), {}), ""); }

TEST(LoginRules, AnArchivedProfileIsToldFirst) {
  auto archived = user();
  archived.restorable_until = kNow;
  EXPECT_EQ(asks(archived, {.email_verification_required = true}), "UserArchived");
}

TEST(LoginRules, ABanIsToldBeforeAnythingElse) {
  auto banned = user();
  banned.restorable_until = kNow;
  banned.ban = Ban{std::nullopt, std::nullopt, kBob};
  EXPECT_EQ(asks(banned, {.email_verification_required = true}), "UserBanned");
  banned.ban->until = kNow;
  EXPECT_EQ(asks(banned, {}), "UserArchived") << "a ban that is over";
}

TEST(LoginRules, VerifiedAddresses) {
  const LoginRules email{.email_verification_required = true};
  const LoginRules mobile{.mobile_verification_required = true};
  EXPECT_EQ(asks(user(), email), "EmailVerificationNeeded");
  EXPECT_EQ(asks(user(), mobile), "MobileVerificationNeeded");
  EXPECT_EQ(asks(user({.mobile = "+491"}), mobile), "MobileVerificationNeeded");
  EXPECT_EQ(asks(verified(), email), "");
  EXPECT_EQ(asks(verified(), mobile), "");
  EXPECT_EQ(
      asks(user(), {.email_verification_required = true, .mobile_verification_required = true}),
      "EmailVerificationNeeded");
}

TEST(LoginRules, FactorsOfEveryoneOfTheRoleAndOfThePersonTogether) {
  auto state = verified();
  EXPECT_EQ(asks(state, {.everyone = {.email = true}}), "email ");
  EXPECT_EQ(asks(state, {.by_role = {{"admin", {.email = true}}}}), "");
  EXPECT_EQ(asks(state, {.by_role = {{"user", {.mobile = true}}}}), "mobile ");
  EXPECT_EQ(asks(state, {.everyone = {.email = true}, .by_role = {{"user", {.mobile = true}}}}),
            "email mobile ");
  state.second_factor = "email";
  EXPECT_EQ(asks(state, {}), "email ");
  EXPECT_EQ(asks(state, {.by_role = {{"user", {}}}}), "email ") << "a role takes nothing away";
  state.second_factor = "mobile";
  EXPECT_EQ(asks(state, {}), "mobile ");
}

TEST(LoginRules, AFactorByMobileNeedsAVerifiedNumber) {
  auto state = user({.mobile = "+491"});
  EXPECT_EQ(asks(state, {.everyone = {.mobile = true}}), "MobileVerificationNeeded");
  state.second_factor = "mobile";
  EXPECT_EQ(asks(state, {}), "MobileVerificationNeeded");
}

TEST(LoginRules, AFactorByEmailNeedsNoVerifiedAddress) {
  EXPECT_EQ(asks(user(), {.everyone = {.email = true}}), "email ");
}

}  // namespace
}  // namespace authledger::test
