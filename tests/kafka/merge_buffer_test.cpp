#include "infra/kafka/merge_buffer.h"

#include "tests/kafka/support.h"

namespace authledger::infra::test {
namespace {

events::StoredEvent at(Position position) {
  auto event = event_of("user-1", position);
  event.position = position;
  return event;
}

TEST(MergeBuffer, HandsOutOnlyWhatHasNoGap) {
  MergeBuffer buffer(100, 1'000'000);
  for (const Position position : {5, 2, 3, 7}) buffer.put(at(position));
  EXPECT_TRUE(buffer.take_run(0, 10).empty());
  EXPECT_EQ(buffer.take_run(1, 10).size(), 2U);
  EXPECT_EQ(*buffer.first(), 5);
  buffer.put(at(6));
  EXPECT_EQ(buffer.take_run(4, 2).size(), 2U);
  EXPECT_EQ(buffer.take_run(6, 2).size(), 1U);
  EXPECT_EQ(buffer.bytes(), 0U);
}

TEST(MergeBuffer, KeepsTheEarliestWhenFull) {
  MergeBuffer buffer(3, 1'000'000);
  for (const Position position : {9, 8, 7})
    EXPECT_EQ(buffer.put(at(position)), MergeBuffer::Put::kKept);
  EXPECT_EQ(buffer.put(at(8)), MergeBuffer::Put::kDuplicate);
  EXPECT_EQ(buffer.put(at(6)), MergeBuffer::Put::kFull);
  EXPECT_EQ(buffer.put(at(10)), MergeBuffer::Put::kFull);
  EXPECT_EQ(buffer.take_run(5, 10).size(), 3U);
}

TEST(MergeBuffer, IsBoundedInBytes) {
  MergeBuffer buffer(1'000, 10'000);
  for (Position i = 1; i <= 1'000; ++i) {
    buffer.put(at(i));
    EXPECT_LE(buffer.bytes(), 10'000U);
  }
  EXPECT_GT(buffer.size(), 1U);
  buffer.drop_through(1'000);
  EXPECT_EQ(buffer.bytes(), 0U);
}

}  // namespace
}  // namespace authledger::infra::test
