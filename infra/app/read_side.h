// Read models of the process: their store, the runner that keeps them up with the log, and how far
// they are.
//
// Of all processes on one store one runs the runners (a leader lock); the others watch the
// checkpoints that it leaves.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "infra/app/core.h"
#include "infra/kafka/settings.h"
#include "projections/ports/document_store.h"
#include "projections/ports/feed.h"
#include "projections/progress.h"
#include "projections/runner.h"
#include "query/ports/read_model.h"

namespace authledger::infra {

struct ReadSideStatus {
  bool leading = false;
  Position checkpoint = 0;
  Position visible = 0;
  double lag_s = 0;
  std::int64_t parked = 0;
  std::string error;  // empty: all is well
};

// Thread-safe.
class ReadSide {
 public:
  // Opens the store; nothing runs yet. Does not wait for Elasticsearch or Kafka.
  static Result<std::unique_ptr<ReadSide>> open(Core& core);
  ~ReadSide();

  void start();
  void stop();
  void notify(Position committed);  // this process has committed up to here

  query::ReadModel& read_model() { return *model_; }
  query::Progress& progress() { return *progress_; }
  projections::DocumentStore& store() { return *store_; }
  ReadSideStatus status();

 private:
  explicit ReadSide(Core& core) : core_(core) {}
  Status open_store();
  void elect();  // the thread: leads when it can, else watches
  void lead();
  void watch();
  bool pause(int ms);  // false: stopping

  Core& core_;
  std::shared_ptr<projections::DocumentStore> store_;
  std::unique_ptr<query::ReadModel> model_;
  projections::ProgressBoard board_;
  std::unique_ptr<query::Progress> progress_;
  std::unique_ptr<LeaderLock> lock_;
  std::string watched_;  // the generation that a follower saw last; of the thread

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool stop_ = false;
  bool wanted_ = false;
  std::shared_ptr<projections::Runner> runner_;  // while leading
  std::function<void(Position)> tell_feed_;      // likewise
  std::thread thread_;
};

KafkaSettings kafka_settings(const Settings& settings);

}  // namespace authledger::infra
