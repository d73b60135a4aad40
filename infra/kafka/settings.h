// How to reach the topic. The same for the relay, which writes it, and the feed, which reads it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace authledger::infra {

struct KafkaSettings {
  std::string brokers = "127.0.0.1:9092";  // host:port,host:port
  std::string topic = "authledger.events";
  std::string source = "authledger";  // ce_source: this installation; others' records are foreign
  int partitions = 12;                // of a topic that we create; never change it later: the order
                                      // of a stream holds within one partition
  int replication = 1;
  std::int64_t retention_ms = 7LL * 24 * 3600 * 1000;
  std::map<std::string, std::string> client;  // more librdkafka properties: security.protocol, …
};

}  // namespace authledger::infra
