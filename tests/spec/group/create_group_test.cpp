#include "tests/spec/group/groups.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;

const CreateGroup kCreate{kEditors, "Editors", std::nullopt, kBob};

TEST(CreateGroup, KeepsNameAvatarAndWho) {
  Scenario<GroupAggregate>{}.when(kCreate).then(kEditorsCreated).and_again_nothing();
  auto command = kCreate;
  command.avatar = "/a.png";
  auto fact = kEditorsCreated;
  fact.avatar = "/a.png";
  Scenario<GroupAggregate>{}.when(command).then(fact);
}

TEST(CreateGroup, AnIdIsUsedOnce) {
  auto other = kCreate;
  other.name = "Readers";
  Scenario<GroupAggregate>{}.given(kEditorsCreated).when(other).then_fails(errors::kStreamChanged);
  Scenario<GroupAggregate>{}
      .given(kEditorsCreated, kEditorsDeleted)
      .when(kCreate)
      .then_fails(errors::kStreamChanged);
}

}  // namespace
}  // namespace authledger::test
