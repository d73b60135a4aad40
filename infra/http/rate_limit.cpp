#include "infra/http/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace authledger::infra {

RateLimit::RateLimit(std::int64_t per_minute, std::size_t clients_max)
    : per_ms_(static_cast<double>(per_minute) / 60'000.0),
      burst_(std::max(1.0, static_cast<double>(per_minute) / 4.0)),
      clients_max_(clients_max) {}

int RateLimit::take(const std::string& client, Timestamp now) {
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= clients_max_ && !buckets_.contains(client)) {
    std::erase_if(buckets_, [&](const auto& one) {
      return one.second.tokens + static_cast<double>(now.ms - one.second.filled.ms) * per_ms_ >=
             burst_;
    });
    if (buckets_.size() >= clients_max_) return 60;
  }
  auto [found, fresh] = buckets_.try_emplace(client, Bucket{burst_, now});
  auto& bucket = found->second;
  const auto passed_ms = static_cast<double>(std::max<std::int64_t>(0, now.ms - bucket.filled.ms));
  bucket.tokens = std::min(burst_, bucket.tokens + passed_ms * per_ms_);
  bucket.filled = now;
  if (bucket.tokens >= 1.0) {
    bucket.tokens -= 1.0;
    return 0;
  }
  return seconds_until_one(bucket.tokens);
}

int RateLimit::wait_s(const std::string& client, Timestamp now) {
  const std::lock_guard lock(mutex_);
  const auto found = buckets_.find(client);
  if (found == buckets_.end()) return 0;
  const auto passed_ms = std::max<std::int64_t>(0, now.ms - found->second.filled.ms);
  const double tokens = found->second.tokens + static_cast<double>(passed_ms) * per_ms_;
  return tokens >= 1.0 ? 0 : seconds_until_one(tokens);
}

int RateLimit::seconds_until_one(double tokens) const {
  return std::max(1, static_cast<int>(std::ceil((1.0 - tokens) / per_ms_ / 1000.0)));
}

}  // namespace authledger::infra
