// Read models of the process: their store, the runner that keeps them up with the log, and how far
// they are.
//
// Of all processes on one store one runs the runners (a leader lock); the others watch the
// checkpoints that it leaves.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "infra/app/core.h"
#include "infra/kafka/settings.h"
#include "projections/ports/document_store.h"
#include "projections/ports/feed.h"
#include "projections/progress.h"
#include "projections/projection.h"
#include "projections/runner.h"
#include "query/ports/read_model.h"

namespace authledger::infra {

// The leader lock of the process whose runners keep the read models up.
constexpr const char* kReadModelLead = "projections";

// Of one read model.
struct ReadModelStatus {
  std::string name;
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
  std::vector<ReadModelStatus> status();  // in the order of the catalogue
  bool leading();                         // this process keeps the read models

 private:
  // What a leader runs for one projection.
  struct Led {
    std::shared_ptr<projections::Feed> feed;
    std::function<void(Position)> tell;  // the feed, of a commit
    std::shared_ptr<projections::Runner> runner;
  };

  explicit ReadSide(Core& core) : core_(core) {}
  Status open_store();
  void elect();  // the thread: leads when it can, else watches
  void lead();
  void watch();
  Result<Led> make_led(const projections::Projection& projection);
  using Standings = std::vector<projections::Standing>;
  static const std::vector<const projections::ReadModelSchema*>& schemas();  // of the catalogue
  void look_for_runners(const std::map<std::string, Led>& made, Standings& seen);
  void look_at_all();  // at the leader's checkpoints
  void look(const std::string& name, const projections::Standing& standing);
  bool pause(int ms);  // false: stopping

  Core& core_;
  std::shared_ptr<projections::DocumentStore> store_;
  std::unique_ptr<query::ReadModel> model_;
  projections::ProgressBoard board_;
  std::unique_ptr<query::Progress> progress_;
  std::unique_ptr<LeaderLock> lock_;
  struct Watched {
    std::string generation;
    std::chrono::steady_clock::time_point refreshed_at{};
  };
  std::map<std::string, Watched> watched_;  // as seen last, by a follower; of the thread

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool stop_ = false;
  bool wanted_ = false;
  std::map<std::string, Led> led_;  // by the projection's name, while leading
  std::thread thread_;
};

KafkaSettings kafka_settings(const Settings& settings);

}  // namespace authledger::infra
