#include "tests/spec/message/messages.h"

namespace authledger::test {
namespace {

using namespace command;

const GiveUpMessage kGiveUp{kMessage, 1, "refused"};

TEST(GiveUpMessage, SaysWhy) {
  Scenario<MessageAggregate>{}.given(kRequested).when(kGiveUp).then(kGivenUp).and_again_nothing();
}

TEST(GiveUpMessage, WhatWasSentStaysSent) {
  Scenario<MessageAggregate>{}.given(kRequested, kSent).when(kGiveUp).then_nothing();
}

TEST(GiveUpMessage, OfNothingIsRefused) {
  Scenario<MessageAggregate>{}.when(kGiveUp).then_fails(errors::kMessageNotFound);
}

TEST(GiveUpMessage, RemovesTheBody) {
  const auto changes = attachments_of(kGiveUp);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].what, AttachmentChange::What::kRemove);
}

}  // namespace
}  // namespace authledger::test
