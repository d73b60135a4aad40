#include "command/user/change_password.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

SetPassword by(const UserId& actor, const std::string& role) {
  return {kAlice, "$argon2id$two", actor, role, kLaptop};
}
UserPasswordChanged changed(std::optional<SessionId> kept = std::nullopt) {
  return {kAlice, std::string("$argon2id$two"), origin::kAdmin, std::move(kept)};
}

TEST(SetPassword, ByAnAdministratorKeepsNoSession) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(by(kBob, "admin"))
      .then(changed())
      .and_again_nothing();
}

TEST(SetPassword, OfItselfKeepsItsSession) {
  Scenario<UserAggregate>{}
      .given(registered({.role = "superAdmin"}))
      .when(by(kAlice, "superAdmin"))
      .then(changed(kLaptop));
}

TEST(SetPassword, WithoutASessionKeepsNone) {
  Scenario<UserAggregate>{}
      .given(registered({.role = "superAdmin"}))
      .when(SetPassword{kAlice, "$argon2id$two", kAlice, "superAdmin", {}})
      .then(changed());
}

TEST(SetPassword, GivesOneToWhoHadNone) {
  Scenario<UserAggregate>{}.given(registered({.hash = ""})).when(by(kBob, "admin")).then(changed());
}

TEST(SetPassword, OfNobody) {
  Scenario<UserAggregate>{}.when(by(kBob, "superAdmin")).then_fails(errors::kUserNotFound);
}

TEST(SetPassword, OfAnAdminTakesASuperAdmin) {
  Scenario<UserAggregate>{}
      .given(registered({.role = "admin"}))
      .when(by(kBob, "admin"))
      .then_fails(errors::kSuperAdminOnly);
}

TEST(SetPassword, OfAnArchivedProfile) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(by(kBob, "admin"))
      .then_fails(errors::kUserArchived);
}

}  // namespace
}  // namespace authledger::test
