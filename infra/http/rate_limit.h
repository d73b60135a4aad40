// So many requests of one client per minute, as a token bucket with a burst of a quarter of it.
// Thread-safe, bounded.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "shared/time.h"

namespace authledger::infra {

class RateLimit {
 public:
  explicit RateLimit(std::int64_t per_minute, std::size_t clients_max = 100'000);
  // 0: go on; else the seconds to wait.
  int take(const std::string& client, Timestamp now);
  // The same without taking one: for what counts only when it fails.
  int wait_s(const std::string& client, Timestamp now);

 private:
  struct Bucket {
    double tokens = 0;
    Timestamp filled;
  };
  int seconds_until_one(double tokens) const;

  const double per_ms_;
  const double burst_;
  const std::size_t clients_max_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace authledger::infra
