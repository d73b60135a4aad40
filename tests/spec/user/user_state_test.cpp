// What follows from a person's stream: which sessions live, which values are taken.
#include "command/user/user_state.h"

#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

UserPasswordChanged new_password(std::optional<SessionId> kept = std::nullopt) {
  return {kAlice, std::string("$argon2id$two"), origin::kSelf, std::move(kept)};
}

TEST(Sessions, LiveWhileNothingRevokesThem) {
  Scenario<UserAggregate> user;
  user.given(registered(), UserRoleChanged{kAlice, "user", "editor", kBob},
             UserPasswordRehashed{kAlice, std::string("$argon2id$stronger")});
  EXPECT_TRUE(user.state().accepts_session(kLaptop, 1));
  EXPECT_EQ(user.state().role_id, "editor");
  EXPECT_EQ(user.state().password_hash, "$argon2id$stronger");
}

TEST(Sessions, EndWithAChangeOfPassword) {
  Scenario<UserAggregate> user;
  user.given(registered(), new_password());
  EXPECT_FALSE(user.state().accepts_session(kLaptop, 1));
  EXPECT_TRUE(user.state().accepts_session(kLaptop, 2)) << "started with the new password";
}

TEST(Sessions, TheKeptOneLivesUntilTheNextRevocation) {
  Scenario<UserAggregate> user;
  user.given(registered(), new_password(kLaptop));
  EXPECT_TRUE(user.state().accepts_session(kLaptop, 1));
  EXPECT_FALSE(user.state().accepts_session(kPhone, 1));
  user.given(new_password(kPhone));
  EXPECT_FALSE(user.state().accepts_session(kLaptop, 1));
  EXPECT_TRUE(user.state().accepts_session(kPhone, 1));
}

TEST(Sessions, EndWithArchivingAndStayEndedAfterRestoring) {
  Scenario<UserAggregate> user;
  user.given(registered(), new_password(kLaptop), UserArchived{kAlice, kNow});
  EXPECT_FALSE(user.state().accepts_session(kLaptop, 1));
  EXPECT_FALSE(user.state().accepts_session(kPhone, 3)) << "nobody is in while archived";
  user.given(UserRestored{kAlice});
  EXPECT_FALSE(user.state().accepts_session(kLaptop, 1));
  EXPECT_TRUE(user.state().accepts_session(kPhone, 4));
}

TEST(Sessions, EndWithDeletion) {
  Scenario<UserAggregate> user;
  user.given(registered(), new_password(kLaptop), UserDeleted{kAlice, "admin"});
  EXPECT_FALSE(user.state().accepts_session(kLaptop, 1));
  EXPECT_FALSE(user.state().accepts_session(kLaptop, 3));
  EXPECT_FALSE(user.state().exists());
}

TEST(Sessions, LiveOnWhenAnAddressIsVerified) {
  Scenario<UserAggregate> user;
  user.given(registered(), UserEmailVerified{kAlice},
             UserSecondFactorChanged{kAlice, "email", kAlice});
  EXPECT_TRUE(user.state().accepts_session(kLaptop, 1));
  EXPECT_TRUE(user.state().email_verified);
  EXPECT_EQ(user.state().second_factor, "email");
}

TEST(Sessions, NobodyAcceptsNone) { EXPECT_FALSE(UserState{}.accepts_session(kLaptop, 0)); }

std::vector<std::string> claims(const UserState& before, const UserEvent& event) {
  std::vector<std::string> out;
  for (const auto& one : claims_of(before, event))
    out.push_back((one.take ? "+" : "-") + one.kind + ":" + one.value);
  return out;
}
using Claims = std::vector<std::string>;

TEST(Claims, ARegistrationTakesWhatMustBeUnique) {
  EXPECT_EQ(claims({}, registered({.email = "Alice@EXAMPLE.com"})),
            Claims{"+email:alice@example.com"});
  EXPECT_EQ(claims({}, registered({.username = "ALICE"})),
            (Claims{"+email:alice@example.com", "+username:alice"}));
}

TEST(Claims, OnlyAVerifiedMobileIsUnique) {
  EXPECT_EQ(claims({}, registered({.mobile = "+491"})), Claims{"+email:alice@example.com"});
  EXPECT_EQ(claims({}, registered({.mobile = "+491", .mobile_verified = true})),
            (Claims{"+email:alice@example.com", "+mobile:+491"}));
}

TEST(Claims, DeletionFreesAllThatWasTaken) {
  Scenario<UserAggregate> user;
  user.given(registered({.email = "Alice@EXAMPLE.com",
                         .username = "Alice",
                         .mobile = "+491",
                         .mobile_verified = true}));
  EXPECT_EQ(claims(user.state(), UserDeleted{kAlice, "admin"}),
            (Claims{"-email:alice@example.com", "-username:alice", "-mobile:+491"}));
}

TEST(Claims, AVerifiedMobileIsTakenAndAnotherFreesIt) {
  Scenario<UserAggregate> user;
  user.given(registered({.mobile = "+491"}));
  EXPECT_EQ(claims(user.state(), UserMobileVerified{kAlice}), Claims{"+mobile:+491"});
  EXPECT_EQ(claims(user.state(), UserMobileChanged{kAlice, std::string("+442")}), Claims{})
      << "it was nobody's";
  user.given(UserMobileVerified{kAlice});
  EXPECT_TRUE(user.state().mobile_verified);
  EXPECT_EQ(claims(user.state(), UserMobileChanged{kAlice, std::string("+442")}),
            Claims{"-mobile:+491"});
  user.given(UserMobileChanged{kAlice, std::string("+442")});
  EXPECT_EQ(user.state().mobile, "+442");
  EXPECT_FALSE(user.state().mobile_verified);
}

TEST(Claims, OthersTakeAndFreeNothing) {
  Scenario<UserAggregate> user;
  user.given(registered());
  const UserEvent rest[] = {UserProfileUpdated{},       new_password(),
                            UserPasswordRehashed{},     UserRoleChanged{},
                            UserArchived{kAlice, kNow}, UserRestored{kAlice},
                            UserEmailVerified{kAlice},  UserSecondFactorChanged{}};
  for (const auto& event : rest) EXPECT_EQ(claims(user.state(), event), Claims{}) << event.index();
}

}  // namespace
}  // namespace authledger::test
