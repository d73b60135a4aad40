#include "infra/postgres/pool.h"

#include <chrono>

#include "infra/log/batch_plan.h"

namespace authledger::infra {

Result<PgPool::Session> PgPool::acquire() {
  std::unique_lock lock(mutex_);
  const auto ready = [this] { return !idle_.empty() || used_ < settings_.pool_max; };
  if (!free_.wait_for(lock, std::chrono::milliseconds(settings_.pool_wait_ms), ready)) {
    return fail(log_unavailable());
  }
  if (idle_.empty()) {
    ++used_;
    return Session();
  }
  auto session = std::move(idle_.back());
  idle_.pop_back();
  return session;
}

void PgPool::open_if_needed(Session& session) {
  if (session == nullptr) session = std::make_unique<PgConnection>(settings_, PgSession::kRuntime);
}

void PgPool::give_back(Session session) {
  {
    const std::lock_guard lock(mutex_);
    if (session == nullptr)
      --used_;
    else
      idle_.push_back(std::move(session));
  }
  free_.notify_one();
}

void PgPool::drop_idle() {
  std::vector<Session> lost;
  {
    const std::lock_guard lock(mutex_);
    lost.swap(idle_);
    used_ -= static_cast<int>(lost.size());
  }
  free_.notify_all();
}

}  // namespace authledger::infra
