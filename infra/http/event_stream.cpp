#include "infra/http/event_stream.h"

#include <utility>

namespace authledger::infra {

void EventStream::send(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (closed_ || bytes.empty()) return;
  if (queued_.size() + in_flight_bytes_ + bytes.size() > pending_bytes_max_) {
    closed_ = overrun_ = true;
    queued_.clear();
    queued_.shrink_to_fit();
    woken_ = false;  // also a connection stuck in a write must hear of it
  } else {
    queued_.append(bytes);
  }
  wake_locked();
}

void EventStream::close() {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  closed_ = true;
  wake_locked();
}

std::size_t EventStream::pending_bytes() const {
  const std::lock_guard lock(mutex_);
  return queued_.size() + in_flight_bytes_;
}

bool EventStream::open() const {
  const std::lock_guard lock(mutex_);
  return !closed_;
}

bool EventStream::overrun() const {
  const std::lock_guard lock(mutex_);
  return overrun_;
}

void EventStream::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
  if (closed_ || !queued_.empty()) wake_locked();
}

EventStream::Taken EventStream::take() {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  in_flight_bytes_ += queued_.size();
  return {std::exchange(queued_, {}), closed_, overrun_};
}

void EventStream::sent(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  in_flight_bytes_ -= bytes;
}

void EventStream::detach() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  wake_ = nullptr;
  queued_.clear();
  queued_.shrink_to_fit();
  in_flight_bytes_ = 0;
}

void EventStream::wake_locked() {
  if (!wake_ || woken_) return;
  woken_ = true;
  wake_();
}

}  // namespace authledger::infra
