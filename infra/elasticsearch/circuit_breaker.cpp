#include "infra/elasticsearch/circuit_breaker.h"

namespace authledger::infra {

bool CircuitBreaker::admit(Time now) {
  std::lock_guard lock(mutex_);
  if (!open_) return true;
  if (probing_ || now < until_) return false;
  probing_ = true;
  return true;
}

void CircuitBreaker::succeeded(Time now) {
  std::lock_guard lock(mutex_);
  open_ = false;
  probing_ = false;
  last_success_ = now;
}

void CircuitBreaker::refused(Time now) {
  std::lock_guard lock(mutex_);
  open(now);
}

void CircuitBreaker::timed_out(Time began, Time now) {
  std::lock_guard lock(mutex_);
  if (open_ || last_success_ < began) open(now);
}

void CircuitBreaker::open(Time now) {
  open_ = true;
  probing_ = false;
  until_ = now + pause_;
}

}  // namespace authledger::infra
