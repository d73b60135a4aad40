#include "tests/spec/message/messages.h"

namespace authledger::test {
namespace {

using namespace command;

const MarkMessageFailed kMarkFailed{kMessage, 1, "unreachable", kNow.plus_s(10)};

TEST(MarkMessageFailed, SaysWhyAndWhenNext) {
  Scenario<MessageAggregate>{}
      .given(kRequested)
      .when(kMarkFailed)
      .then(kFailed)
      .and_again_nothing();
}

TEST(MarkMessageFailed, AnAttemptFailsOnce) {
  auto late = kFailed;
  late.attempt = 2;
  Scenario<MessageAggregate>{}.given(kRequested, kFailed, late).when(kMarkFailed).then_nothing();
}

TEST(MarkMessageFailed, AfterTheEndNothingHappens) {
  Scenario<MessageAggregate>{}.given(kRequested, kSent).when(kMarkFailed).then_nothing();
}

TEST(MarkMessageFailed, OfNothingIsRefused) {
  Scenario<MessageAggregate>{}.when(kMarkFailed).then_fails(errors::kMessageNotFound);
}

TEST(MarkMessageFailed, PostponesTheBody) {
  const auto changes = attachments_of(kMarkFailed);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].what, AttachmentChange::What::kPostpone);
  EXPECT_EQ(changes[0].due_at, kNow.plus_s(10));
}

}  // namespace
}  // namespace authledger::test
