// Single gets against a scripted log.
#include "query/truth.h"

#include <gtest/gtest.h>

#include "tests/projection/scripted_log.h"

namespace authledger::tests {
namespace {

TEST(DocumentTruth, IsFreshAndReadsOnlyWhatIsNew) {
  ScriptedLog log;
  NoKeys keys;
  SampleProjection projection;
  query::DocumentTruth truth(log, keys, projection, 2);
  EXPECT_FALSE(truth.get("sample-a")->has_value());
  log.add("sample-a", "one");
  log.add("sample-b", "bert");
  EXPECT_EQ(std::get<std::string>(truth.get("sample-a")->value().values[2]), "one");
  log.add("sample-a", "two");
  const auto again = truth.get("sample-a");
  EXPECT_EQ(std::get<std::string>(again->value().values[2]), "one,two");
  EXPECT_EQ(log.stream_reads, 3);
  log.add("sample-a", "gone");
  EXPECT_FALSE(truth.get("sample-a")->value().listed);
  log.add("sample-b", "poison");
  EXPECT_EQ(truth.get("sample-b").error().id, "log.corrupt_event");
  log.fail_reads(true);
  EXPECT_EQ(truth.get("sample-a").error().id, "log.unavailable");
}

}  // namespace
}  // namespace authledger::tests
