#include "command/user/update_user.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

UpdateUser update_by(const UserId& actor, const std::string& role) {
  UpdateUser command;
  command.user_id = kAlice;
  command.actor = actor;
  command.actor_role = role;
  return command;
}
UpdateUser renamed(const UserId& actor = kAlice, const std::string& role = "user") {
  auto command = update_by(actor, role);
  command.fullname = "Alice Hargreaves";
  return command;
}
UserProfileUpdated renaming() {
  UserProfileUpdated event;
  event.user_id = kAlice;
  event.fullname = std::string("Alice Hargreaves");
  return event;
}

TEST(UpdateUser, ByItsOwner) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(renamed())
      .then(renaming())
      .and_again_nothing();
}

TEST(UpdateUser, ByAnAdministrator) {
  Scenario<UserAggregate>{}.given(registered()).when(renamed(kBob, "admin")).then(renaming());
}

TEST(UpdateUser, NamesOnlyWhatChanged) {
  auto command = renamed();
  command.avatar = {true, "/files/a.png"};
  command.preferred_language = {true, "en"};
  command.bio = {true, "Hello"};
  auto fact = renaming();
  fact.avatar = std::string("/files/a.png");
  fact.preferred_language = "en";
  fact.bio = std::string("Hello");
  Scenario<UserAggregate>{}.given(registered()).when(command).then(fact).and_again_nothing();

  auto more = command;
  more.bio = {true, "Good bye"};
  UserProfileUpdated only_bio;
  only_bio.user_id = kAlice;
  only_bio.bio = std::string("Good bye");
  Scenario<UserAggregate>{}.given(registered(), fact).when(more).then(only_bio);
}

TEST(UpdateUser, EmptiesWhatIsNull) {
  UserProfileUpdated filled;
  filled.user_id = kAlice;
  filled.avatar = std::string("/files/a.png");
  filled.preferred_language = "en";
  filled.bio = std::string("Hello");
  auto command = update_by(kAlice, "user");
  command.avatar = {true};
  command.preferred_language = {true};
  command.bio = {true};
  UserProfileUpdated emptied;
  emptied.user_id = kAlice;
  emptied.cleared = {"avatar", "preferredLanguage", "bio"};
  Scenario<UserAggregate>{}
      .given(registered(), filled)
      .when(command)
      .then(emptied)
      .and_again_nothing();
}

TEST(UpdateUser, AnotherMobileIsAFactOfItsOwn) {
  auto command = renamed();
  command.mobile = {true, "+442"};
  Scenario<UserAggregate>{}
      .given(registered({.mobile = "+491", .mobile_verified = true}))
      .when(command)
      .then(renaming(), UserMobileChanged{kAlice, std::string("+442")})
      .and_again_nothing();
  auto none = update_by(kAlice, "user");
  none.mobile = {true, std::nullopt};
  Scenario<UserAggregate>{}
      .given(registered({.mobile = "+491"}))
      .when(none)
      .then(UserMobileChanged{kAlice, std::nullopt})
      .and_again_nothing();
}

TEST(UpdateUser, AMobileThatLogInsAskForIsNotEmptied) {
  auto command = update_by(kAlice, "user");
  command.mobile = {true, std::nullopt};
  Scenario<UserAggregate>{}
      .given(registered({.mobile = "+491", .mobile_verified = true}),
             UserSecondFactorChanged{kAlice, "mobile", kAlice})
      .when(command)
      .then_fails(errors::kMobileIsSecondFactor);
}

TEST(UpdateUser, WithoutAFieldIsNothing) {
  Scenario<UserAggregate>{}.given(registered()).when(update_by(kAlice, "user")).then_nothing();
}

TEST(UpdateUser, OfNobody) {
  Scenario<UserAggregate>{}.when(renamed()).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered(), UserDeleted{kAlice, "admin"})
      .when(renamed())
      .then_fails(errors::kUserNotFound);
}

TEST(UpdateUser, OfAnAdminTakesASuperAdminOrItself) {
  for (const char* role : {"admin", "superAdmin"}) {
    Scenario<UserAggregate>{}
        .given(registered({.role = role}))
        .when(renamed(kBob, "admin"))
        .then_fails(errors::kSuperAdminOnly);
    Scenario<UserAggregate>{}
        .given(registered({.role = role}))
        .when(renamed(kBob, "superAdmin"))
        .then(renaming());
    Scenario<UserAggregate>{}
        .given(registered({.role = role}))
        .when(renamed(kAlice, role))
        .then(renaming());
  }
}

TEST(UpdateUser, OfAnArchivedProfile) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(renamed())
      .then_fails(errors::kUserArchived);
}

}  // namespace
}  // namespace authledger::test
