// A relay in a process of its own, for tests that stop it (SIGSTOP) and wake it up again.
//   authledger_race_peer POSTGRES_URL BROKERS TOPIC
// Runs until its standard input ends.
#include <unistd.h>

#include <cstdio>

#include "infra/crypto/system.h"
#include "infra/kafka/relay.h"
#include "infra/postgres/event_log.h"
#include "infra/postgres/leader_lock.h"
#include "infra/postgres/stores.h"

namespace {

int run(const std::string& url, const std::string& brokers, const std::string& topic) {
  using namespace authledger;
  const infra::SystemClock clock;
  // Silence that tests can wait for.
  infra::PgPool pool({.url = url, .leader_silence_ms = 1'000});
  infra::PostgresEventLog log(pool, clock);
  infra::PostgresCheckpointStore checkpoints(pool);
  infra::PostgresLeaderLock lock(pool.settings(), "relay");
  infra::RelaySettings settings;
  settings.kafka.brokers = brokers;
  settings.kafka.topic = topic;
  settings.election_ms = 20;
  settings.poll_ms = 5;
  settings.checkpoint_ms = 20;
  infra::Relay relay(log, lock, checkpoints, settings);
  relay.start();
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  relay.stop();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: authledger_race_peer POSTGRES_URL BROKERS TOPIC\n");
    return 2;
  }
  return run(argv[1], argv[2], argv[3]);
}
