#include "command/user/note_tokens_viewed.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

TEST(NoteTokensViewed, EveryLookIsAnEvent) {
  const NoteTokensViewed look{kAlice, kShop, 3, false};
  const TokensViewed viewed{kAlice, kShop, 3, false};
  Scenario<UserAggregate>{}.given(registered()).when(look).then(viewed);
  Scenario<UserAggregate>{}.given(registered(), viewed).when(look).then(viewed);
}

TEST(NoteTokensViewed, ByNobody) {
  Scenario<UserAggregate>{}
      .when(NoteTokensViewed{kAlice, {}, 0, false})
      .then_fails(errors::kUserNotFound);
}

}  // namespace
}  // namespace authledger::test
