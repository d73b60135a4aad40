#include "infra/postgres/leader_lock.h"

namespace authledger::infra {

namespace {

constexpr PgStatement kTry{
    "leader_try", "SELECT pg_try_advisory_lock(hashtextextended('authledger:' || $1::text, 0))"};
constexpr PgStatement kAlive{"leader_alive", "SELECT 1"};

}  // namespace

bool PostgresLeaderLock::try_acquire() {
  const std::lock_guard lock(mutex_);
  if (still_held()) return true;
  try {
    auto session = std::make_unique<PgConnection>(settings_, PgSession::kRuntime);
    if (!session->run(kTry, PgParams().text(name_)).at(0)[0].as<bool>()) return false;
    session_ = std::move(session);
    return true;
  } catch (const std::exception&) {
    (void)current_trouble();  // logs what is worth it
    return false;
  }
}

bool PostgresLeaderLock::held() {
  const std::lock_guard lock(mutex_);
  return still_held();
}

void PostgresLeaderLock::release() {
  const std::lock_guard lock(mutex_);
  session_.reset();
}

// The lock lives as long as its session: if that answers, the lock is ours.
bool PostgresLeaderLock::still_held() {
  if (session_ == nullptr) return false;
  try {
    session_->run(kAlive, {});
    return true;
  } catch (const std::exception&) {
    session_.reset();
    return false;
  }
}

}  // namespace authledger::infra
