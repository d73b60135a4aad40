// What other threads ask of a runner, and its pauses, which they end.
#include <algorithm>

#include "projections/runner.h"
#include "shared/errors.h"

namespace authledger::projections {

using std::chrono::milliseconds;

void Runner::pause(int failures) {
  const auto longest =
      std::min(options_.pause_max, options_.pause_min * (1 << std::min(failures, 10)));
  std::uniform_real_distribution<double> jitter(0.5, 1.0);
  const auto pause = std::chrono::duration_cast<milliseconds>(longest * jitter(random_));
  std::unique_lock lock(lock_);
  woken_.wait_for(lock, pause, [&] { return stopping_ || !requests_.empty(); });
}

RunnerStatus Runner::status() const {
  const auto head = parts_.log.head();
  const std::lock_guard lock(lock_);
  RunnerStatus out = status_;
  out.lag_events = head ? std::max<Position>(head->position - out.checkpoint, 0) : -1;
  if (out.lag_events != 0 && newest_.ms > 0) {
    out.lag_s =
        static_cast<double>(std::max<std::int64_t>(parts_.clock.now().ms - newest_.ms, 0)) / 1000;
  }
  return out;
}

Status Runner::ask(std::function<Status()> work) {
  std::future<Status> answer;
  {
    const std::lock_guard lock(lock_);
    if (!running_ || stopping_)
      return fail(errors::kReadModelUnavailable, "the runner is not running");
    requests_.push_back({std::move(work), {}});
    answer = requests_.back().answer.get_future();
  }
  woken_.notify_all();
  parts_.feed.interrupt();
  return answer.get();
}

Status Runner::replay(const std::string& stream_id) {
  return ask([this, stream_id]() -> Status {
    if (!opened_) return fail(errors::kReadModelUnavailable);
    AUTHLEDGER_TRY(folded, writer_.replay(stream_id, parts_.log));
    if (folded.documents > 0) mark_unrefreshed();
    publish(true);
    return {};
  });
}

void Runner::follow() {
  {
    const std::lock_guard lock(lock_);
    follow_ = true;
  }
  parts_.feed.interrupt();
}

}  // namespace authledger::projections
