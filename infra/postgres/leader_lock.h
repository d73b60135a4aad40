// Leader election by a PostgreSQL advisory lock, held by a session of its own.
//
// A thread gives a sign of life while the lock is held. A process that gives none (it was paused,
// its machine or its network is gone) loses the session, and with it the lock, after
// PgSettings::leader_silence_ms: the server ends sessions that are idle for so long. That needs
// PostgreSQL 14; an older server keeps such a lock until TCP notices.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "infra/log/stores.h"
#include "infra/postgres/connection.h"

namespace authledger::infra {

// Thread-safe. One lock per database and name. held() costs one round trip; when the server is down
// it answers false within connect_timeout_s.
class PostgresLeaderLock final : public LeaderLock {
 public:
  PostgresLeaderLock(PgSettings settings, std::string name)
      : settings_(std::move(settings)), name_(std::move(name)) {}
  ~PostgresLeaderLock() override;
  PostgresLeaderLock(const PostgresLeaderLock&) = delete;
  PostgresLeaderLock& operator=(const PostgresLeaderLock&) = delete;

  bool try_acquire() override;
  bool held() override;
  void release() override;

 private:
  bool still_held();  // REQUIRES: mutex_
  void give_signs();  // of life, until the end

  const PgSettings settings_;
  const std::string name_;
  std::mutex mutex_;  // guards all below
  std::condition_variable ending_;
  bool end_ = false;
  std::unique_ptr<PgConnection> session_;  // open while the lock is ours
  std::thread signs_;                      // from the first time that it was
};

}  // namespace authledger::infra
