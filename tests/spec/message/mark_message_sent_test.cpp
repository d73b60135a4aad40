#include "tests/spec/message/messages.h"

namespace authledger::test {
namespace {

using namespace command;

const MarkMessageSent kMark{kMessage};

TEST(MarkMessageSent, CountsTheAttempt) {
  Scenario<MessageAggregate>{}.given(kRequested).when(kMark).then(kSent).and_again_nothing();
  auto second = kSent;
  second.attempt = 2;
  Scenario<MessageAggregate>{}.given(kRequested, kFailed).when(kMark).then(second);
}

TEST(MarkMessageSent, AfterTheEndNothingHappens) {
  Scenario<MessageAggregate>{}.given(kRequested, kGivenUp).when(kMark).then_nothing();
}

TEST(MarkMessageSent, OfNothingIsRefused) {
  Scenario<MessageAggregate>{}.when(kMark).then_fails(errors::kMessageNotFound);
}

TEST(MarkMessageSent, RemovesTheBody) {
  const auto changes = attachments_of(kMark);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].what, AttachmentChange::What::kRemove);
  EXPECT_EQ(changes[0].id, kMessage.value);
}

}  // namespace
}  // namespace authledger::test
