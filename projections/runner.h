// Keeps one read model up with the log, in a thread of its own: feed → fold → documents →
// checkpoint, refreshed at once when someone waits and else now and then.
//
// When the store or the feed is down it tries again with growing pauses (at most 2 s, with jitter)
// and says so on the board; it goes on by itself. A generation activated elsewhere is noticed
// within `follow_every` and at once after follow(). One that is proposed (DocumentStore::propose)
// is folded up to where the live one is, by steps between two batches, and activated there, so that
// lists never go back.
//
// An empty generation far behind the log is filled first and prepared for lists once it has come
// up.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "projections/generation_writer.h"
#include "projections/ports/feed.h"
#include "projections/progress.h"
#include "shared/time.h"

namespace authledger::projections {

struct RunnerOptions {
  int batch_max = 1000;                          // events
  std::size_t documents_kept = 10'000;           // in memory, used last
  std::chrono::milliseconds feed_wait{1000};     // for the first event of a batch
  std::chrono::milliseconds refresh_idle{1000};  // 0: after every batch (a store that needs none)
  std::chrono::milliseconds save_every{0};       // the checkpoint; 0: after every batch
  std::chrono::milliseconds save_untouched_every{0};  // as long as no document has changed
  // Without it a little is folded again after a start. A store that may hang would hold up the end.
  bool save_at_stop = false;
  // Between batches as long as nobody waits: fewer and larger ones cost the store less.
  std::chrono::milliseconds gather{0};
  std::chrono::milliseconds follow_every{1000};  // look for another live generation
  std::chrono::milliseconds pause_min{50};       // after a failure, doubled up to …
  std::chrono::milliseconds pause_max{2000};
};

// What the runner works with; all outlive it.
struct RunnerParts {
  const Projection& projection;
  Feed& feed;
  DocumentStore& store;
  SubjectKeys& keys;
  events::LogReader& log;  // replays and the lag
  ProgressBoard& board;
  const Clock& clock;
};

struct RunnerStatus {
  std::string name;
  std::string generation;
  bool available = false;
  Position checkpoint = 0;
  Position visible = 0;
  std::int64_t lag_events = 0;  // -1: the head is not known now
  double lag_s = 0;             // age of the newest folded event while there are newer ones
  std::vector<ParkedStream> parked{};
  std::int64_t errors = 0;  // failed tries since the start
  std::string last_error{};
  double events_per_s = 0;  // in the last second or so with events
};

// Thread-safe.
class Runner {
 public:
  Runner(RunnerParts parts, RunnerOptions options);
  ~Runner();  // stops
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  void start();  // once; parked streams are tried again first
  void stop();   // ends the batch under way, then the thread; idempotent

  RunnerStatus status() const;

  // Folds a parked stream again, in order. Errors: those of GenerationWriter::replay.
  Status replay(const std::string& stream_id);

  void follow();  // another generation may be live, or proposed

 private:
  using Time = std::chrono::steady_clock::time_point;
  enum class Step { kCatchUp, kPrepare, kActivate };
  struct Heir {  // a proposed generation on its way
    Heir(const RunnerParts& parts, std::size_t documents_kept)
        : writer(parts.projection, parts.store, parts.keys, documents_kept) {}
    GenerationWriter writer;
    Step next = Step::kCatchUp;
  };
  struct Request {
    std::function<Status()> work;
    std::promise<Status> answer;
  };

  void run();
  Status guarded_turn();
  Status turn();
  Status open_live();
  Status prepare_if_near(bool caught_up);
  Status take_over_proposed();
  Status step_towards(Generation candidate);
  Status release_wished();
  void mark_unrefreshed();
  void serve_requests();
  void gather();
  Result<std::vector<events::StoredEvent>> next_events();
  Status refresh_if_due();
  Status save_if_due();
  Time save_due() const;
  std::chrono::milliseconds feed_wait() const;
  void count(const Folded& folded, const events::StoredEvent& last);
  void publish(bool available);
  void note_error(const Error& error);
  void pause(int failures);
  Status ask(std::function<Status()> work);

  const RunnerParts parts_;
  const RunnerOptions options_;
  const std::string name_;

  // Of the runner's thread alone.
  GenerationWriter writer_;
  std::unique_ptr<Heir> heir_;
  bool opened_ = false;
  bool loading_ = false;  // the generation is far behind and not prepared
  Position visible_ = 0;
  bool unrefreshed_ = false;        // documents were written that lists may not show
  bool changed_ = true;             // lists may show something else than when it was last published
  bool wrote_since_saved_ = false;  // documents
  Time dirty_since_{};
  Time saved_at_{};
  Time folded_at_{};  // end of the last batch that was not full
  Time looked_at_{};
  Time window_began_{};
  std::int64_t window_events_ = 0;
  std::mt19937 random_{std::random_device{}()};

  mutable std::mutex lock_;
  std::condition_variable woken_;
  bool stopping_ = false;
  bool running_ = false;
  bool follow_ = false;
  std::deque<Request> requests_;
  RunnerStatus status_;
  Timestamp newest_{};  // recorded_at of the newest folded event

  std::thread thread_;
};

}  // namespace authledger::projections
