#include "tests/spec/group/groups.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;

const DeleteGroup kDeleteEditors{kEditors, kBob};

TEST(DeleteGroup, OnceIsEnough) {
  Scenario<GroupAggregate>{}
      .given(kEditorsCreated)
      .when(kDeleteEditors)
      .then(kEditorsDeleted)
      .and_again_nothing();
}

TEST(DeleteGroup, OfOneThatNeverWas) {
  Scenario<GroupAggregate>{}.when(kDeleteEditors).then_fails(errors::kGroupNotFound);
}

}  // namespace
}  // namespace authledger::test
