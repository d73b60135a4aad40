// The partition of a stream is what every Kafka client computes, so that consumers can find it.
#include <gtest/gtest.h>

#include "infra/kafka/topic.h"

namespace authledger::infra {
namespace {

constexpr int kMany = 0x7fffffff;  // the hash itself, but for its sign

// Vectors of Kafka's own tests (org.apache.kafka.common.utils.UtilsTest) and librdkafka's.
TEST(Partition, IsJavasMurmur2) {
  EXPECT_EQ(partition_of("kafka", kMany), 0xd067cf64U & 0x7fffffffU);
  EXPECT_EQ(partition_of("giberish123456789", kMany), 0x8f552b0cU & 0x7fffffffU);
  EXPECT_EQ(partition_of("1234", kMany), 0x9fc97b14U & 0x7fffffffU);
  EXPECT_EQ(partition_of("234", kMany), 0xe7c009caU & 0x7fffffffU);
  EXPECT_EQ(partition_of("34", kMany), 0x873930daU & 0x7fffffffU);
  EXPECT_EQ(partition_of("4", kMany), 0x5a4b5ca1U & 0x7fffffffU);
}

TEST(Partition, IsOneOfThem) {
  for (int i = 0; i < 1000; ++i) {
    const auto partition = partition_of("user-" + std::to_string(i), 12);
    EXPECT_GE(partition, 0);
    EXPECT_LT(partition, 12);
  }
}

}  // namespace
}  // namespace authledger::infra
