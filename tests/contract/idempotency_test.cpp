// Remembered answers: the same key gets the first answer, once, until it expires.
#include "tests/contract/log_contract.h"

namespace authledger::test {

class IdempotencyTest : public LogContract {
 protected:
  AppendItem remembering(AppendItem item, std::string request, std::int64_t seconds = 60) {
    item.remember = command::Remembered{"key", std::move(request), "answer", 0, in_s(seconds)};
    return item;
  }
};
INSTANTIATE_TEST_SUITE_P(Log, IdempotencyTest, kEveryBackend, case_name);

TEST_P(IdempotencyTest, TheSecondGetsTheAnswerOfTheFirst) {
  append_one(log(), item_for("user-9"));
  EXPECT_EQ(position_of(append_one(log(), remembering(item_for("user-1", 0, 2), "r1"))), 3);
  for (const std::string request : {"r1", "r2"}) {
    const auto outcome = append_one(log(), remembering(item_for("user-2", 0), request));
    ASSERT_TRUE(is<Duplicate>(outcome));
    const auto& first = std::get<Duplicate>(outcome).first;
    EXPECT_EQ(first.key_hash, "key");
    EXPECT_EQ(first.request_hash, "r1");
    EXPECT_EQ(first.answer, "answer");
    EXPECT_EQ(first.position, 3);
    EXPECT_EQ(first.expires_at, in_s(60));
  }
  EXPECT_EQ(log().head()->position, 3);
  EXPECT_EQ(log().remembered("key")->value().position, 3);
}

TEST_P(IdempotencyTest, ADuplicateWinsOverAConflict) {
  append_one(log(), remembering(item_for("user-1", 0), "r1"));
  EXPECT_TRUE(is<Duplicate>(append_one(log(), remembering(item_for("user-1", 0), "r1"))));
}

TEST_P(IdempotencyTest, DuplicatesInOneBatch) {
  std::vector<AppendItem> items{remembering(item_for("user-1", 0), "r1"),
                                remembering(item_for("user-2", 0), "r1")};
  const auto outcomes = log().append(items);
  EXPECT_TRUE(is<Appended>(outcomes[0]));
  ASSERT_TRUE(is<Duplicate>(outcomes[1]));
  EXPECT_EQ(std::get<Duplicate>(outcomes[1]).first.position, 1);
  EXPECT_EQ(items[0].remember->position, 1);
}

TEST_P(IdempotencyTest, AnAnswerWithoutEventsIsRemembered) {
  append_one(log(), item_for("user-9", 0, 4));
  AppendItem nothing;
  EXPECT_EQ(position_of(append_one(log(), remembering(nothing, "r1"))), 4);
  EXPECT_EQ(log().remembered("key")->value().position, 4);
  EXPECT_TRUE(is<Duplicate>(append_one(log(), remembering(nothing, "r1"))));
}

TEST_P(IdempotencyTest, AnExpiredKeyIsFree) {
  append_one(log(), remembering(item_for("user-1", 0), "r1", 60));
  backend->clock.move_s(60);
  EXPECT_FALSE(log().remembered("key")->has_value());
  EXPECT_EQ(position_of(append_one(log(), remembering(item_for("user-2", 0), "r2"))), 2);
  const auto outcome = append_one(log(), remembering(item_for("user-3", 0), "r2"));
  ASSERT_TRUE(is<Duplicate>(outcome));
  EXPECT_EQ(std::get<Duplicate>(outcome).first.request_hash, "r2");
}

TEST_P(IdempotencyTest, PurgingRemovesWhatHasExpired) {
  append_one(log(), remembering(item_for("user-1", 0), "r1", 60));
  auto other = item_for("user-2", 0);
  other.remember = command::Remembered{"later", "r", "answer", 0, in_s(120)};
  append_one(log(), other);
  EXPECT_EQ(process->maintenance().purge_expired_answers(in_s(59)).value(), 0);
  EXPECT_EQ(process->maintenance().purge_expired_answers(in_s(60)).value(), 1);
  EXPECT_TRUE(log().remembered("later")->has_value());
}

TEST_P(IdempotencyTest, AnUnknownKeyHasNoAnswer) {
  const auto answer = log().remembered("nobody");
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->has_value());
}

}  // namespace authledger::test
