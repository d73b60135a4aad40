#include "command/invitation/count_invitation.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

MessageId mail(int number) {
  return MessageId{"018f0000-0000-7000-8000-00000000000" + std::to_string(number)};
}
CountInvitation count(int number, std::int64_t max, Timestamp now = kNow) {
  return {{"address", "0123"}, mail(number), max, now};
}
InvitationSent sent(int number) { return {mail(number), "address"}; }

TEST(CountInvitation, UpToTheLimit) {
  Scenario<InvitationsAggregate>{}
      .given(sent(1))
      .when(count(2, 2))
      .then(sent(2))
      .and_again_nothing();
  Scenario<InvitationsAggregate>{}
      .given(sent(1), sent(2))
      .when(count(3, 2))
      .then_fails(errors::kTooManyInvitations);
  Scenario<InvitationsAggregate>{}.when(count(1, 0)).then_fails(errors::kTooManyInvitations);
}

TEST(CountInvitation, ADayLaterItIsForgotten) {
  Scenario<InvitationsAggregate>{}
      .given(sent(1), sent(2))
      .when(count(3, 2, kNow.plus_s(kInvitationWindow_s - 1)))
      .then_fails(errors::kTooManyInvitations);
  Scenario<InvitationsAggregate>{}
      .given(sent(1), sent(2))
      .when(count(3, 2, kNow.plus_s(kInvitationWindow_s)))
      .then(sent(3));
}

TEST(CountInvitation, SaysWhenToTryAgain) {
  InvitationsState state;
  evolve(state, sent(1), Recorded{1, kNow, kTenant});
  evolve(state, sent(2), Recorded{2, kNow.plus_s(60), kTenant});
  const auto refused = decide(state, count(3, 2, kNow.plus_s(100)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().retry_after_s, kInvitationWindow_s - 100);
}

TEST(CountInvitation, WithoutALimitNothingIsCounted) {
  Scenario<InvitationsAggregate>{}.when(count(1, -1)).then_nothing();
}

TEST(CountInvitation, KeepsNoMoreThanADay) {
  InvitationsState state;
  for (int hour = 0; hour < 100; ++hour)
    evolve(state, sent(hour % 10), Recorded{hour + 1, kNow.plus_s(hour * 3600), kTenant});
  EXPECT_EQ(state.sent.size(), 24U);
}

}  // namespace
}  // namespace authledger::test
