#include "projections/runner.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "projections/release.h"
#include "shared/errors.h"

namespace authledger::projections {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr Position kNear = 10'000;  // events behind the head: lists first, then the rest
constexpr milliseconds kSoon{10};   // in which an event that somebody waits for should arrive

}  // namespace

Runner::Runner(RunnerParts parts, RunnerOptions options)
    : parts_(parts),
      options_(options),
      name_(parts.projection.schema().name),
      writer_(parts.projection, parts.store, parts.keys, options.documents_kept) {
  status_.name = name_;
}

Runner::~Runner() { stop(); }

void Runner::start() {
  {
    const std::lock_guard lock(lock_);
    running_ = true;
  }
  parts_.board.on_wanted(name_, [this] {
    parts_.feed.interrupt();
    { const std::lock_guard wanted(lock_); }  // gather() is past its look, or before it
    woken_.notify_all();
  });
  thread_ = std::thread([this] { run(); });
}

void Runner::stop() {
  {
    const std::lock_guard lock(lock_);
    stopping_ = true;
  }
  parts_.board.on_wanted(name_, {});
  woken_.notify_all();
  parts_.feed.interrupt();
  if (thread_.joinable()) thread_.join();
}

void Runner::run() {
  int failures = 0;
  const auto stopping = [&] {
    const std::lock_guard lock(lock_);
    return stopping_;
  };
  while (!stopping()) {
    if (const auto done = guarded_turn(); done) {
      failures = 0;
    } else {
      note_error(done.error());
      opened_ = false;  // another process may have moved on in the meantime
      heir_.reset();
      publish(false);
      pause(failures++);
    }
  }
  if (opened_ && options_.save_at_stop) (void)writer_.save_checkpoint();
  const std::lock_guard lock(lock_);
  running_ = false;
  for (auto& request : requests_) request.answer.set_value(fail(errors::kReadModelUnavailable));
  requests_.clear();
}

void Runner::note_error(const Error& error) {
  const std::lock_guard lock(lock_);
  ++status_.errors;
  status_.last_error = std::string(error.id) + ": " + error.detail;
}

// Whatever a fold, a feed or a store throws against its contract, the thread stays.
Status Runner::guarded_turn() {
  try {
    return turn();
  } catch (const std::exception& failure) {
    return fail(errors::kInternal, failure.what());
  } catch (...) {
    return fail(errors::kInternal, "an unknown exception");
  }
}

// One round: at most one batch.
Status Runner::turn() {
  serve_requests();
  AUTHLEDGER_CHECK(open_live());
  AUTHLEDGER_CHECK(refresh_if_due());
  publish(true);
  gather();
  const auto events = next_events();
  if (!events) return fail(events.error());
  const bool caught_up = std::ssize(*events) < options_.batch_max;
  if (!events->empty()) {
    AUTHLEDGER_TRY(folded, writer_.take(*events));
    if (folded.events > 0) count(folded, events->back());
  }
  if (caught_up) folded_at_ = steady_clock::now();
  AUTHLEDGER_CHECK(save_if_due());
  AUTHLEDGER_CHECK(prepare_if_near(caught_up));
  AUTHLEDGER_CHECK(refresh_if_due());
  publish(true);
  return {};
}

void Runner::gather() {
  if (options_.gather.count() == 0) return;
  constexpr auto kEvery = std::numeric_limits<Position>::max();
  std::unique_lock lock(lock_);
  woken_.wait_until(lock, folded_at_ + options_.gather, [&] {
    return stopping_ || follow_ || !requests_.empty() ||
           parts_.board.wanted(name_, visible_, kEvery);
  });
}

// One batch with what somebody waits for, if that comes soon, costs less than two.
Result<std::vector<events::StoredEvent>> Runner::next_events() {
  auto events = parts_.feed.next(writer_.checkpoint(), options_.batch_max, feed_wait());
  if (options_.gather.count() == 0 || !events || events->empty()) return events;
  constexpr auto kEvery = std::numeric_limits<Position>::max();
  const auto until = steady_clock::now() + kSoon;
  while (std::ssize(*events) < options_.batch_max &&
         parts_.board.wanted(name_, events->back().position, kEvery)) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) break;
    const int room = options_.batch_max - static_cast<int>(events->size());
    const auto more = parts_.feed.next(events->back().position, room, left);
    if (!more) break;  // it fails again, alone
    events->insert(events->end(), more->begin(), more->end());
  }
  return events;
}

Status Runner::open_live() {
  const auto now = steady_clock::now();
  {
    const std::lock_guard lock(lock_);
    if (opened_ && !follow_ && now - looked_at_ < options_.follow_every) return {};
    follow_ = false;
  }
  looked_at_ = now;
  if (opened_) {
    AUTHLEDGER_CHECK(release_wished());
    AUTHLEDGER_CHECK(take_over_proposed());
  }
  AUTHLEDGER_TRY(live, parts_.store.live(parts_.projection.schema()));
  if (opened_ && live.physical == writer_.generation().physical) return {};
  AUTHLEDGER_CHECK(writer_.open(std::move(live)));
  const auto head = parts_.log.head();
  loading_ = true;
  AUTHLEDGER_CHECK(prepare_if_near(!head || head->position < writer_.checkpoint() + kNear));
  // What was written before may not be refreshed, and lists may read another generation now.
  AUTHLEDGER_CHECK(fold_all_parked(writer_, parts_.store, parts_.log));
  AUTHLEDGER_CHECK(parts_.store.refresh(writer_.generation()));
  unrefreshed_ = false;
  visible_ = writer_.checkpoint();
  changed_ = true;
  opened_ = true;
  return {};
}

Status Runner::prepare_if_near(bool caught_up) {
  if (!loading_ || !caught_up) return {};
  AUTHLEDGER_CHECK(parts_.store.prepare(writer_.generation()));
  loading_ = false;
  return {};
}

// Somebody else may ask for it (release.h).
Status Runner::release_wished() {
  if (writer_.parked().empty()) return {};
  AUTHLEDGER_TRY(documents, fold_wished(writer_, parts_.store, parts_.log));
  if (documents > 0) mark_unrefreshed();
  return {};
}

// Lists are to show at once what a replay has written.
void Runner::mark_unrefreshed() {
  if (unrefreshed_) return;
  unrefreshed_ = true;
  dirty_since_ = steady_clock::now() - options_.refresh_idle;
}

void Runner::serve_requests() {
  for (;;) {
    Request request;
    {
      const std::lock_guard lock(lock_);
      if (requests_.empty()) return;
      request = std::move(requests_.front());
      requests_.pop_front();
    }
    request.answer.set_value(request.work());
  }
}

Status Runner::refresh_if_due() {
  if (loading_ || (visible_ >= writer_.checkpoint() && !unrefreshed_)) return {};
  if (unrefreshed_) {
    const bool due = steady_clock::now() - dirty_since_ >= options_.refresh_idle;
    if (!due && !parts_.board.wanted(name_, visible_, writer_.checkpoint())) return {};
    AUTHLEDGER_CHECK(parts_.store.refresh(writer_.generation()));
    unrefreshed_ = false;
    changed_ = true;
  }
  visible_ = writer_.checkpoint();
  return {};
}

// Other processes wait for the stored checkpoint: seldom enough to cost little, often enough for
// them.
Status Runner::save_if_due() {
  const auto now = steady_clock::now();
  if (!writer_.has_unsaved_checkpoint() || now < save_due()) return {};
  AUTHLEDGER_CHECK(writer_.save_checkpoint());
  saved_at_ = now;
  wrote_since_saved_ = false;
  return {};
}

Runner::Time Runner::save_due() const {
  return saved_at_ + (wrote_since_saved_ ? options_.save_every : options_.save_untouched_every);
}

// Until the first event, or until something is due.
milliseconds Runner::feed_wait() const {
  auto wait = std::min(options_.feed_wait, options_.follow_every);
  const auto until = [&](Time due) {
    const auto left = std::chrono::duration_cast<milliseconds>(due - steady_clock::now());
    wait = std::clamp(left + milliseconds(1), milliseconds(0), wait);
  };
  if (unrefreshed_) until(dirty_since_ + options_.refresh_idle);
  if (writer_.has_unsaved_checkpoint()) until(save_due());
  return wait;
}

void Runner::count(const Folded& folded, const events::StoredEvent& last) {
  const auto now = steady_clock::now();
  wrote_since_saved_ = wrote_since_saved_ || folded.documents > 0;
  if (folded.documents > 0 && !unrefreshed_) {
    unrefreshed_ = true;
    dirty_since_ = now;
  }
  if (window_events_ == 0) window_began_ = now;
  window_events_ += folded.events;
  const std::chrono::duration<double> window = now - window_began_;
  const std::lock_guard lock(lock_);
  newest_ = last.recorded_at;
  if (window.count() < 1) return;
  status_.events_per_s = static_cast<double>(window_events_) / window.count();
  window_events_ = 0;
}

void Runner::publish(bool available) {
  {
    const std::lock_guard lock(lock_);
    status_.available = available;
    status_.generation = writer_.generation().physical;
    status_.checkpoint = writer_.checkpoint();
    status_.visible = visible_;
    status_.parked = writer_.parked();
  }
  parts_.board.publish(name_, {writer_.checkpoint(), visible_, available},
                       std::exchange(changed_, false));
}

}  // namespace authledger::projections
