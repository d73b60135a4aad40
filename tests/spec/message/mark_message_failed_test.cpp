#include "tests/spec/message/messages.h"

namespace authledger::test {
namespace {

using namespace command;

const MarkMessageFailed kMark{kMessage, 1, "unreachable", kNow.plus_s(10)};

TEST(MarkMessageFailed, SaysWhyAndWhenNext) {
  Scenario<MessageAggregate>{}.given(kRequested).when(kMark).then(kFailed).and_again_nothing();
}

TEST(MarkMessageFailed, AnAttemptFailsOnce) {
  auto late = kFailed;
  late.attempt = 2;
  Scenario<MessageAggregate>{}.given(kRequested, kFailed, late).when(kMark).then_nothing();
}

TEST(MarkMessageFailed, AfterTheEndNothingHappens) {
  Scenario<MessageAggregate>{}.given(kRequested, kSent).when(kMark).then_nothing();
}

TEST(MarkMessageFailed, OfNothingIsRefused) {
  Scenario<MessageAggregate>{}.when(kMark).then_fails(errors::kMessageNotFound);
}

TEST(MarkMessageFailed, PostponesTheBody) {
  const auto changes = attachments_of(kMark);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].what, AttachmentChange::What::kPostpone);
  EXPECT_EQ(changes[0].due_at, kNow.plus_s(10));
}

}  // namespace
}  // namespace authledger::test
