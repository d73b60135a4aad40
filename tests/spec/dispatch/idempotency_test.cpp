// One Idempotency-Key, one answer.
#include <gtest/gtest.h>

#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

Render answering(const std::string& body) {
  return [body](std::span<const PlannedEvent>) -> Result<Answer> {
    return Answer{201, {{"location", "/v1/users/1"}}, body};
  };
}

TEST(Idempotency, TheAnswerIsInTheSameItem) {
  World world;
  const auto context = world.here.context_with_key("k", "body");
  ASSERT_TRUE(world.here.dispatcher.run(context, answering("{\"n\":1}"), kRegisterAlice));
  const auto& item = world.here.appender.items().at(0);
  EXPECT_EQ(item.writes.size(), 1U);
  ASSERT_TRUE(item.remember);
  EXPECT_EQ(item.remember->key_hash, context.idempotency->key_hash);
  EXPECT_EQ(item.remember->request_hash, context.idempotency->request_hash);
  EXPECT_EQ(item.remember->expires_at, kNow.plus_s(24 * 3600));
}

TEST(Idempotency, TheSameRequestGetsTheFirstAnswer) {
  World world;
  const auto context = world.here.context_with_key("k", "body");
  const auto first = world.here.dispatcher.run(context, answering("{\"n\":1}"), kRegisterAlice);
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->replayed);
  const auto again = world.there.dispatcher.run(context, answering("{\"n\":2}"), kRegisterAlice);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->answer.status, 201);
  EXPECT_EQ(again->answer.body, "{\"n\":1}");
  ASSERT_EQ(again->answer.headers.size(), 1U);
  EXPECT_EQ(again->answer.headers[0].value, "/v1/users/1");
  EXPECT_EQ(again->position, first->position);
  EXPECT_EQ(world.log.types_of("user-" + kAlice.value).size(), 1U);
}

TEST(Idempotency, ARacingDuplicateWritesNothing) {
  World world;
  const auto context = world.here.context_with_key("k", "body");
  world.here.appender.before_next([&] {
    ASSERT_TRUE(world.there.dispatcher.run(context, answering("{\"n\":1}"),
                                           registration(kBob, "bob@example.com")));
  });
  const auto late = world.here.dispatcher.run(context, answering("{\"n\":2}"), kRegisterAlice);
  ASSERT_TRUE(late);
  EXPECT_TRUE(late->replayed);
  EXPECT_EQ(late->answer.body, "{\"n\":1}");
  EXPECT_TRUE(world.log.types_of("user-" + kAlice.value).empty());
}

TEST(Idempotency, AnotherRequestUnderTheKeyIsRefused) {
  World world;
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context_with_key("k", "body"), answering("{}"),
                                        kRegisterAlice));
  const auto other = world.here.dispatcher.run(world.here.context_with_key("k", "other body"),
                                               answering("{}"), rename(kAlice, "Ann"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().id, errors::kKeyReused.id);
  EXPECT_EQ(http_status(other.error().code), 422);
  const auto looked_up =
      world.here.dispatcher.remembered(*world.here.context_with_key("k", "other").idempotency);
  ASSERT_FALSE(looked_up);
  EXPECT_EQ(looked_up.error().id, errors::kKeyReused.id);
}

TEST(Idempotency, ARequestThatChangesNothingIsRememberedToo) {
  World world;
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, kRegisterAlice));
  const auto context = world.here.context_with_key("k", "body");
  const auto nothing =
      world.here.dispatcher.run(context, answering("{\"n\":1}"), rename(kAlice, "Somebody"));
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->position, 0);
  const auto again = world.there.dispatcher.remembered(*context.idempotency);
  ASSERT_TRUE(again);
  ASSERT_TRUE(again->has_value());
  EXPECT_EQ((*again)->answer.body, "{\"n\":1}");
}

TEST(Idempotency, ARefusalIsKeptAndTheFirstAnswerWins) {
  World world;
  const auto context = world.here.context_with_key("k", "body");
  ASSERT_TRUE(world.here.dispatcher.remember(context, Answer{409, {}, "{\"n\":1}"}));
  const auto second = world.here.dispatcher.remember(context, Answer{200, {}, "{\"n\":2}"});
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(second->answer.status, 409);
  EXPECT_EQ(world.log.head()->position, 0);
}

TEST(Idempotency, AnUnknownKeyHasNoAnswer) {
  World world;
  const auto none =
      world.here.dispatcher.remembered(*world.here.context_with_key("k", "body").idempotency);
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
}

TEST(Idempotency, AfterAConflictTheAnswerIsMadeAgain) {
  World world;
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, kRegisterAlice));
  ASSERT_TRUE(world.there.dispatcher.run(world.there.context(), nullptr, rename(kAlice, "Ann")));
  const Render versioned = [](std::span<const PlannedEvent> planned) -> Result<Answer> {
    return Answer{200, {}, std::to_string(planned.front().event.stream_version)};
  };
  const auto written = world.here.dispatcher.run(world.here.context_with_key("k", "body"),
                                                 versioned, rename(kAlice, "Bea"));
  ASSERT_TRUE(written);
  EXPECT_EQ(written->answer.body, "3");
}

// A log-out that one process has done is answered once more by another one, which had met the
// session and was not told of its end yet: from then on it lets nobody in with it.
class RepeatedLogOut : public testing::Test {
 protected:
  RepeatedLogOut() {
    EXPECT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, kRegisterAlice));
    EXPECT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, start));
    EXPECT_TRUE(is_let_in_there());
    EXPECT_TRUE(world.here.dispatcher.run(context, answering("{}"), end));
    EXPECT_TRUE(is_let_in_there()) << "not told yet";
  }
  bool is_let_in_there() {
    return world.there.sessions.check(start.session_id, kAlice).has_value();
  }
  World world;
  const StartSession start = world.here.sessions.start(kAlice, 1, "password");
  const EndSession end{start.session_id, kAlice, "logout"};
  const CommandContext context = world.here.context_with_key("k", "body");
};

TEST_F(RepeatedLogOut, FoundByItsKey) {
  const auto again = world.there.dispatcher.remembered(*context.idempotency);
  ASSERT_TRUE(again);
  ASSERT_TRUE(again->has_value());
  EXPECT_FALSE(is_let_in_there());
}

TEST_F(RepeatedLogOut, FoundByTheLog) {
  const auto again = world.there.dispatcher.run(context, answering("{}"), end);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_FALSE(is_let_in_there());
}

}  // namespace
}  // namespace authledger::test
