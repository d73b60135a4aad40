// The log cannot be rewritten: rights or triggers refuse it, and the hash chain notices what got
// past.
#include "tests/contract/log_contract.h"

namespace authledger::test {

class GuardsTest : public LogContract {
 protected:
  void fill() {
    append_one(log(), item_for("user-1", 0, 3));
    append_one(log(), item_for("user-2", 0, 2));
    append_one(log(), AppendItem{});
  }
  std::optional<Position> broken_at() {
    return infra::verify_chain(process->maintenance()).value().broken_at;
  }
};
INSTANTIATE_TEST_SUITE_P(Log, GuardsTest, kEveryBackend, case_name);

TEST_P(GuardsTest, EventsCanBeAddedOnly) {
  fill();
  EXPECT_FALSE(backend->allowed("UPDATE events SET payload = '{}' WHERE position = 2"));
  EXPECT_FALSE(backend->allowed("DELETE FROM events WHERE position = 2"));
  EXPECT_TRUE(backend->allowed("SELECT count(*) FROM events"));
  EXPECT_FALSE(broken_at());
}

TEST_P(GuardsTest, TheChainOfAnUntouchedLogHolds) {
  EXPECT_EQ(infra::verify_chain(process->maintenance())->checked, 0);
  fill();
  Position reached = 0;
  const auto report =
      infra::verify_chain(process->maintenance(), {.progress = [&](Position at) { reached = at; }});
  EXPECT_EQ(report->checked, 5);
  EXPECT_FALSE(report->broken_at);
  EXPECT_EQ(reached, 5);
  process = backend->open();
  append_one(log(), item_for("user-3"));
  EXPECT_EQ(infra::verify_chain(process->maintenance())->checked, 6);
}

TEST_P(GuardsTest, AChangedRowIsNoticed) {
  fill();
  backend->tamper("UPDATE events SET payload = '{}' WHERE position = 2");
  EXPECT_EQ(broken_at(), 2);
}

TEST_P(GuardsTest, ARemovedRowIsNoticed) {
  fill();
  backend->tamper("DELETE FROM events WHERE position = 4");
  EXPECT_EQ(broken_at(), 4);
}

TEST_P(GuardsTest, ACutTailIsNoticed) {
  fill();
  backend->tamper("DELETE FROM events WHERE position = 5");
  EXPECT_EQ(broken_at(), 5);
}

TEST_P(GuardsTest, ASwappedHashIsNoticed) {
  fill();
  backend->tamper(
      "UPDATE events SET hash = (SELECT hash FROM events WHERE position = 3) WHERE position = 5");
  EXPECT_EQ(broken_at(), 5);
}

}  // namespace authledger::test
