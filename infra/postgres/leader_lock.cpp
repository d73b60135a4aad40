#include "infra/postgres/leader_lock.h"

#include <chrono>

namespace authledger::infra {

namespace {

constexpr PgStatement kTry{
    "leader_try",
    "SELECT pg_try_advisory_lock(hashtextextended('authledger:' || $1::text, 0)),"
    " CASE WHEN current_setting('server_version_num')::int >= 140000"
    " THEN set_config('idle_session_timeout', $2::text, false) END"};
constexpr PgStatement kAlive{"leader_alive", "SELECT 1"};

constexpr int kSignsPerSilence = 5;

}  // namespace

PostgresLeaderLock::~PostgresLeaderLock() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ending_.notify_all();
  if (signs_.joinable()) signs_.join();
}

bool PostgresLeaderLock::try_acquire() {
  const std::lock_guard lock(mutex_);
  if (still_held()) return true;
  try {
    auto session = std::make_unique<PgConnection>(settings_, PgSession::kRuntime);
    const auto silence = std::to_string(settings_.leader_silence_ms);
    const auto params = PgParams().text(name_).text(silence);
    if (!session->run(kTry, params).at(0)[0].as<bool>()) return false;
    session_ = std::move(session);
    if (!signs_.joinable()) signs_ = std::thread([this] { give_signs(); });
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

void PostgresLeaderLock::give_signs() {
  const std::chrono::milliseconds pause(settings_.leader_silence_ms / kSignsPerSilence);
  std::unique_lock lock(mutex_);
  while (!ending_.wait_for(lock, pause, [this] { return end_; })) (void)still_held();
}

}  // namespace authledger::infra
