#include "tests/spec/message/messages.h"

namespace authledger::test {
namespace {

using namespace command;

const MarkMessageSent kMarkSent{kMessage};

TEST(MarkMessageSent, CountsTheAttempt) {
  Scenario<MessageAggregate>{}.given(kRequested).when(kMarkSent).then(kSent).and_again_nothing();
  auto second = kSent;
  second.attempt = 2;
  Scenario<MessageAggregate>{}.given(kRequested, kFailed).when(kMarkSent).then(second);
}

TEST(MarkMessageSent, AfterTheEndNothingHappens) {
  Scenario<MessageAggregate>{}.given(kRequested, kGivenUp).when(kMarkSent).then_nothing();
}

TEST(MarkMessageSent, OfNothingIsRefused) {
  Scenario<MessageAggregate>{}.when(kMarkSent).then_fails(errors::kMessageNotFound);
}

TEST(MarkMessageSent, RemovesTheBody) {
  const auto changes = attachments_of(kMarkSent);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].what, AttachmentChange::What::kRemove);
  EXPECT_EQ(changes[0].id, kMessage.value);
}

}  // namespace
}  // namespace authledger::test
