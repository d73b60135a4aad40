#include "projections/rebuild.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>
#include <utility>

#include "projections/write_behind.h"
#include "shared/errors.h"

namespace authledger::projections {
namespace {

using Events = std::vector<events::StoredEvent>;
using std::chrono::steady_clock;

constexpr int kScanBatch = 2000;
constexpr std::chrono::milliseconds kRebuildStep{20};

double seconds_since(steady_clock::time_point began) {
  return std::chrono::duration<double>(steady_clock::now() - began).count();
}

// Keeps a rebuild from starving the live generation of the store that they share: while others
// write, batches are short, and between two of them lists catch up.
class GiveWay {
 public:
  GiveWay(const RebuildParts& parts, const RebuildOptions& options)
      : parts_(parts),
        longest_(options.give_way_max),
        batch_max_(options.batch_max),
        batch_(longest_.count() == 0 ? batch_max_ : std::min(batch_max_, kBatchMin)) {}

  int batch() const { return batch_; }  // of how many events the next one is to be

  // After a batch of `events`, begun then. `drained` waits until it is written.
  Status after(std::ptrdiff_t events, steady_clock::time_point began,
               const std::function<Status()>& drained, const std::function<bool()>& cancelled) {
    if (longest_.count() == 0) return {};
    AUTHLEDGER_TRY(head, parts_.log.head());
    const Position meanwhile = head.position - std::exchange(head_, head.position);
    if (!std::exchange(looked_, true) || meanwhile == 0) {
      batch_ = std::min(batch_max_, 2 * batch_);
      return {};
    }
    AUTHLEDGER_CHECK(drained());
    const double took = std::max(seconds_since(began), 1e-3);
    // At least twice what came in since the last one, or the head would never be reached.
    const double wanted = std::max(static_cast<double>(events) * kShort_s / took,
                                   2.0 * static_cast<double>(meanwhile));
    batch_ =
        static_cast<int>(std::clamp<double>(wanted, std::min(batch_max_, kBatchMin), batch_max_));
    return wait_for(head.position, cancelled);
  }

 private:
  static constexpr int kBatchMin = 100;
  static constexpr double kShort_s = 0.15;

  // Until the live generation holds that. Where it stands still nobody keeps it up, and it is
  // waited for once.
  Status wait_for(Position committed, const std::function<bool()>& cancelled) {
    const auto deadline = steady_clock::now() + longest_;
    AUTHLEDGER_TRY(live, parts_.store.live(parts_.projection.schema()));
    for (;; std::this_thread::sleep_for(kRebuildStep)) {
      AUTHLEDGER_TRY(checkpoint, parts_.store.checkpoint(live));
      if (std::exchange(seen_, checkpoint) != checkpoint) stands_still_ = false;
      if (checkpoint >= committed || stands_still_ || cancelled()) return {};
      stands_still_ = steady_clock::now() >= deadline;
    }
  }

  const RebuildParts& parts_;
  const std::chrono::milliseconds longest_;
  const int batch_max_;
  int batch_;
  bool looked_ = false;
  Position head_ = 0;
  Position seen_ = 0;
  bool stands_still_ = false;
};

class Rebuild {
 public:
  Rebuild(const RebuildParts& parts, const RebuildOptions& options)
      : parts_(parts),
        options_(options),
        store_(parts.store),
        lists_(parts, options),
        writer_(parts.projection, store_, parts.keys, options.documents_kept) {}

  Result<RebuildReport> run(const Generation& candidate) {
    AUTHLEDGER_CHECK(writer_.open(candidate));
    AUTHLEDGER_CHECK(fold_to_the_head());
    AUTHLEDGER_CHECK(store_.prepare(writer_.generation()));
    AUTHLEDGER_CHECK(compare());
    AUTHLEDGER_CHECK(compare_parked());
    if (options_.activate) AUTHLEDGER_CHECK(switch_over());
    return report();
  }

  Result<RebuildReport> bring_back(const Generation& previous) {
    AUTHLEDGER_CHECK(writer_.open(previous));
    AUTHLEDGER_CHECK(fold_to_the_head());
    AUTHLEDGER_CHECK(switch_over());
    return report();
  }

 private:
  RebuildReport report() const {
    return {writer_.generation(), writer_.checkpoint(),  writer_.hash().documents(),
            writer_.parked(),     seconds_since(began_), options_.activate};
  }

  Status switch_over() {
    const auto& schema = parts_.projection.schema();
    const auto& candidate = writer_.generation();
    AUTHLEDGER_CHECK(fold_to_the_head());
    const auto deadline = steady_clock::now() + options_.take_over_within;
    for (bool proposed = false;; std::this_thread::sleep_for(kRebuildStep)) {
      if (!options_.nobody_leads || options_.nobody_leads()) return switch_here();
      if (!std::exchange(proposed, true)) AUTHLEDGER_CHECK(store_.propose(candidate));
      AUTHLEDGER_TRY(waiting, store_.proposed(schema));
      if (waiting && waiting->physical == candidate.physical) {
        if (steady_clock::now() < deadline && !cancelled()) continue;
        AUTHLEDGER_CHECK(store_.withdraw(schema));
      }
      AUTHLEDGER_TRY(live, store_.live(schema));
      if (live.physical == candidate.physical) return {};
      return fail(errors::kReadModelUnavailable,
                  "Who keeps the live generation has not taken over the new one.");
    }
  }

  Status switch_here() {
    AUTHLEDGER_CHECK(fold_to_the_head());
    AUTHLEDGER_CHECK(store_.refresh(writer_.generation()));
    return store_.activate(writer_.generation());
  }

  bool cancelled() const { return options_.cancelled && options_.cancelled(); }

  // The next batch is read while this one is folded. A batch that is not full ends at the head as
  // it was then; however many write, that comes.
  Status fold_to_the_head() {
    auto next = read_behind(writer_.checkpoint());
    for (;;) {
      const auto [events, wanted] = next.get();
      if (!events) return fail(events.error());
      if (events->empty()) return {};
      const bool at_the_head = std::ssize(*events) < wanted;
      if (cancelled()) {
        return fail(errors::kInternal, "the rebuild was cancelled");
      }
      if (!at_the_head) next = read_behind(events->back().position);
      const auto began = steady_clock::now();
      AUTHLEDGER_CHECK(writer_.take(*events));
      AUTHLEDGER_CHECK(writer_.save_checkpoint());
      if (options_.on_progress) AUTHLEDGER_CHECK(tell());
      if (at_the_head) return {};
      AUTHLEDGER_CHECK(lists_.after(
          std::ssize(*events), began, [this] { return written(); },
          [this] { return cancelled(); }));
    }
  }

  struct Read {
    Result<Events> events;
    int wanted;  // fewer came: there were no more
  };
  std::future<Read> read_behind(Position after) {
    return std::async(std::launch::async, [this, after, wanted = lists_.batch()] {
      return Read{parts_.log.read_all(after, wanted), wanted};
    });
  }

  // Reads wait for the writes before them.
  Status written() {
    AUTHLEDGER_TRY(position, store_.checkpoint(writer_.generation()));
    static_cast<void>(position);
    return {};
  }

  Status tell() {
    AUTHLEDGER_TRY(head, parts_.log.head());
    RebuildProgress progress{writer_.checkpoint(), std::max(head.position, writer_.checkpoint())};
    const double seconds = std::max(seconds_since(began_), 1e-6);
    progress.events_per_s = static_cast<double>(progress.folded) / seconds;
    progress.seconds_left = static_cast<double>(progress.head - progress.folded) /
                            std::max(progress.events_per_s, 1e-6);
    options_.on_progress(progress);
    return {};
  }

  // What the store gives back against what was folded.
  Status compare() {
    ContentHash stored;
    AUTHLEDGER_CHECK(store_.refresh(writer_.generation()));
    AUTHLEDGER_CHECK(
        store_.scan(writer_.generation(), kScanBatch, [&](std::span<const Document> documents) {
          for (const auto& one : documents) stored.add(one);
          return true;
        }));
    if (stored == writer_.hash()) return {};
    return fail(errors::kInternal, "stored are " + std::to_string(stored.documents()) +
                                       " documents that are not the " +
                                       std::to_string(writer_.hash().documents()) + " folded");
  }

  Status compare_parked() {
    AUTHLEDGER_TRY(live, store_.live(parts_.projection.schema()));
    AUTHLEDGER_TRY(known, parked_streams(store_, live));
    for (const auto& one : writer_.parked()) {
      const bool before = std::any_of(known.begin(), known.end(), [&](const ParkedStream& other) {
        return other.stream_id == one.stream_id;
      });
      if (!before)
        return fail(errors::kInternal, one.stream_id + " cannot be folded: " + one.error);
    }
    return {};
  }

  const RebuildParts& parts_;
  const RebuildOptions& options_;
  WriteBehind store_;
  GiveWay lists_;
  GenerationWriter writer_;
  steady_clock::time_point began_ = steady_clock::now();
};

}  // namespace

Result<RebuildReport> rebuild(const RebuildParts& parts, const RebuildOptions& options) {
  AUTHLEDGER_TRY(candidate, parts.store.create_candidate(parts.projection.schema()));
  auto report = Rebuild(parts, options).run(candidate);
  if (!report) (void)parts.store.drop(candidate);
  return report;
}

Result<RebuildReport> roll_back(const RebuildParts& parts, const RebuildOptions& options) {
  AUTHLEDGER_TRY(previous, parts.store.previous(parts.projection.schema()));
  if (!previous) return fail(errors::kNotFound, "There is no earlier generation.");
  return Rebuild(parts, options).bring_back(*previous);
}

}  // namespace authledger::projections
