// A relay on a topic of its own, a log in memory and stores in memory.
#pragma once

#include <memory>

#include "infra/kafka/relay.h"
#include "tests/kafka/test_topic.h"

namespace authledger::infra::test {

class RelayTest : public TestTopic {
 protected:
  std::unique_ptr<Relay> start_relay(LeaderLock& with) {
    auto relay = std::make_unique<Relay>(log, with, checkpoints, settings());
    relay->start();
    return relay;
  }
  RelaySettings settings() const {
    RelaySettings result;
    result.kafka = kafka;
    result.election_ms = 20;
    result.stall_ms = 2'000;
    return result;
  }
  // Until everything in the log is acknowledged by this relay.
  void wait_for_all(const Relay& relay) {
    ASSERT_TRUE(eventually([&] { return relay.status().acknowledged >= log.size(); }))
        << relay.status().acknowledged << " of " << log.size() << " " << relay.status().error;
  }
  void publish_all() {
    const auto relay = start_relay(lock);
    wait_for_all(*relay);
  }

  VectorLog log;
  LockPlace place;
  MemoryLock lock{place};
  MemoryCheckpoints checkpoints;
};

}  // namespace authledger::infra::test
