// Remembers that a server is dead, so that calls fail at once instead of each finding out by
// itself.
#pragma once

#include <chrono>
#include <mutex>

namespace authledger::infra {

// Closed: all calls pass. After a failure it is open: none passes for `pause`, then one (the
// probe), whose outcome closes it or starts another pause. Thread-safe.
class CircuitBreaker {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit CircuitBreaker(std::chrono::milliseconds pause) : pause_(pause) {}

  // Whether a call may be made. Each that may ends in succeeded(), refused() or timed_out().
  bool admit(Time now);
  void succeeded(Time now);  // the server answered, whatever it said
  void refused(Time now);    // no connection, or a broken one
  // No answer in time. Opens unless others got answers meanwhile: then the call was slow, not the
  // server dead.
  void timed_out(Time began, Time now);

 private:
  void open(Time now);

  const std::chrono::milliseconds pause_;
  std::mutex mutex_;
  bool open_ = false;
  bool probing_ = false;
  Time until_{};
  Time last_success_{};
};

}  // namespace authledger::infra
