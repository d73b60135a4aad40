// A value that somebody else publishes: kept for a while, asked for by one at a time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

#include "shared/result.h"
#include "shared/time.h"

namespace authledger::infra {

struct FetchRhythm {
  std::int64_t fresh_s = 3600;  // then it is asked for again; what is known stays good meanwhile
  std::int64_t pause_s = 10;    // between two questions
  std::int64_t after_failure_s = 1;  // until somebody who is away is asked again
};

// Thread-safe. Nobody waits longer than a second for a question that another one has asked, and
// who needs nothing new never does: an issuer that hangs holds up one caller.
template <class T>
class KeptFresh {
 public:
  KeptFresh(FetchRhythm rhythm, const Clock& clock) : rhythm_(rhythm), clock_(clock) {}

  // The value, if need be an old one or one that is not `enough`. Errors: those of `fetch`, or
  // `away` when there is no value and it is not asked for now.
  Result<T> get(const std::function<bool(const T&)>& enough,
                const std::function<Result<T>()>& fetch, const ErrorRow& away) {
    std::unique_lock lock(mutex_);
    for (;;) {
      const Timestamp now = clock_.now();
      if (value_ && now < at_.plus_s(rhythm_.fresh_s) && enough(*value_)) return *value_;
      if (now < again_at_) break;
      if (!asking_) {
        asking_ = true;
        lock.unlock();
        auto fetched = fetch();
        lock.lock();
        asking_ = false;
        changed_.notify_all();
        const Timestamp then = clock_.now();
        again_at_ = then.plus_s(fetched ? rhythm_.pause_s : rhythm_.after_failure_s);
        if (!fetched && !value_) return fail(std::move(fetched).error());
        if (fetched) value_ = std::move(*fetched);
        if (fetched) at_ = then;
        break;
      }
      if (!changed_.wait_for(lock, std::chrono::seconds(1), [this] { return !asking_; })) break;
    }
    if (value_) return *value_;
    return fail(away);
  }

 private:
  const FetchRhythm rhythm_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<T> value_;
  Timestamp at_;
  Timestamp again_at_;
  bool asking_ = false;
};

}  // namespace authledger::infra
