// What a subscriber that follows docs/events.md makes of a topic, record by record.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/kafka/test_topic.h"

namespace authledger::infra::test {

struct TopicProof {
  std::int64_t repeats = 0;  // records dropped: passed already
  std::vector<std::string> wrong;
};

// Reads partition by partition in offset order, drops positions it has passed, and demands of the
// rest: prevposition is the position before, a stream's versions are 1, 2, 3 …, a repetition says
// what was said the first time, and at the end 1 … `last` are all there.
inline TopicProof prove_topic(const RawRecords& records, Position last) {
  TopicProof proof;
  std::map<int, Position> passed;
  std::map<std::string, Position> versions;
  std::map<Position, const RawRecord*> first;
  const auto complain = [&](const RawRecord& record, const std::string& what) {
    proof.wrong.push_back("partition " + std::to_string(record.partition) + " offset " +
                          std::to_string(record.offset) + " position " + record.header("position") +
                          ": " + what);
  };
  for (const auto& record : records) {
    const auto position = record.number("position");
    auto& before = passed[record.partition];
    if (position <= before) {
      ++proof.repeats;
      const auto known = first.find(position);
      if (known == first.end()) {
        complain(record, "passed over before");
      } else if (known->second->headers != record.headers || known->second->key != record.key ||
                 known->second->value != record.value) {
        complain(record, "a repetition that differs");
      }
      continue;
    }
    if (record.number("prevposition") != before) {
      complain(record,
               "follows " + std::to_string(before) + ", says " + record.header("prevposition"));
    }
    if (record.number("ce_streamversion") != ++versions[record.key]) {
      complain(record, "out of its stream's order");
      versions[record.key] = record.number("ce_streamversion");
    }
    before = position;
    first.emplace(position, &record);
  }
  for (Position i = 1; i <= last; ++i) {
    if (!first.contains(i)) proof.wrong.push_back("position " + std::to_string(i) + " is missing");
  }
  if (static_cast<Position>(first.size()) > last) proof.wrong.emplace_back("more than the log has");
  return proof;
}

}  // namespace authledger::infra::test
