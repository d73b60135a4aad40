#include "tests/spec/group/groups.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using events::GroupUpdated;

UpdateGroup update(std::optional<std::string> name, Patch avatar = {}) {
  return {kEditors, std::move(name), std::move(avatar), kCarol};
}

TEST(UpdateGroup, TellsOnlyWhatChanged) {
  Scenario<GroupAggregate>{}
      .given(kEditorsCreated)
      .when(update("Writers"))
      .then(GroupUpdated{kEditors, "Writers", std::nullopt, {}, kCarol})
      .and_again_nothing();
  Scenario<GroupAggregate>{}
      .given(kEditorsCreated)
      .when(update("Editors", {true, "/a.png"}))
      .then(GroupUpdated{kEditors, std::nullopt, "/a.png", {}, kCarol})
      .and_again_nothing();
}

TEST(UpdateGroup, EmptiesTheAvatar) {
  Scenario<GroupAggregate>{}
      .given(kEditorsCreated, GroupUpdated{kEditors, std::nullopt, "/a.png", {}, kBob})
      .when(update(std::nullopt, {true, std::nullopt}))
      .then(GroupUpdated{kEditors, std::nullopt, std::nullopt, {"avatar"}, kCarol})
      .and_again_nothing();
}

TEST(UpdateGroup, TheSameOrNothingIsNothing) {
  Scenario<GroupAggregate>{}.given(kEditorsCreated).when(update("Editors")).then_nothing();
  Scenario<GroupAggregate>{}.given(kEditorsCreated).when(update(std::nullopt)).then_nothing();
}

TEST(UpdateGroup, OfOneThatIsGoneOrNeverWas) {
  Scenario<GroupAggregate>{}.when(update("X")).then_fails(errors::kGroupNotFound);
  Scenario<GroupAggregate>{}
      .given(kEditorsCreated, kEditorsDeleted)
      .when(update("X"))
      .then_fails(errors::kGroupNotFound);
}

}  // namespace
}  // namespace authledger::test
