#include "command/user/register_user.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

RegisterUser sign_up(const std::string& email = "alice@example.com") {
  RegisterUser command;
  command.user_id = kAlice;
  command.email = email;
  command.fullname = "Alice Liddell";
  command.password_hash = "$argon2id$one";
  command.origin = origin::kSelf;
  command.owner_id = kAlice;
  return command;
}

TEST(RegisterUser, MakesAPerson) {
  Scenario<UserAggregate>{}.when(sign_up()).then(registered()).and_again_nothing();
}

TEST(RegisterUser, KeepsAllThatIsKnown) {
  auto command = sign_up();
  command.username = "alice";
  command.mobile = "+4915112345678";
  command.avatar = "/files/alice.png";
  command.role_id = "editor";
  command.preferred_language = "de";
  command.bio = "Falls a lot.";
  command.email_verified = true;
  command.mobile_verified = true;
  command.origin = origin::kAdmin;
  command.owner_id = kBob;

  auto fact = registered(
      {.role = "editor", .username = "alice", .mobile = "+4915112345678", .mobile_verified = true});
  fact.avatar = std::string("/files/alice.png");
  fact.preferred_language = "de";
  fact.bio = std::string("Falls a lot.");
  fact.email_verified = true;
  fact.origin = origin::kAdmin;
  fact.owner_id = kBob;
  Scenario<UserAggregate>{}.when(command).then(fact).and_again_nothing();
}

TEST(RegisterUser, WithoutAPasswordHasNoHash) {
  auto command = sign_up();
  command.password_hash.clear();
  Scenario<UserAggregate>{}.when(command).then(registered({.hash = ""}));
}

TEST(RegisterUser, TheSameAddressInOtherLettersIsTheSame) {
  Scenario<UserAggregate>{}.given(registered()).when(sign_up("ALICE@Example.com")).then_nothing();
}

TEST(RegisterUser, AnIdIsUsedOnce) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(sign_up("other@example.com"))
      .then_fails(errors::kUserExists);
}

TEST(RegisterUser, TheIdOfADeletedPersonStaysUsed) {
  Scenario<UserAggregate>{}
      .given(registered(), UserDeleted{kAlice, "admin"})
      .when(sign_up())
      .then_fails(errors::kUserExists);
}

}  // namespace
}  // namespace authledger::test
