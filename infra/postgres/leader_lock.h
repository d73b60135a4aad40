// Leader election by a PostgreSQL advisory lock, held by a session of its own.
#pragma once

#include <memory>
#include <mutex>

#include "infra/log/stores.h"
#include "infra/postgres/connection.h"

namespace authledger::infra {

// Thread-safe. One lock per database and name. held() costs one round trip; when the server is down
// it answers false within connect_timeout_s.
class PostgresLeaderLock final : public LeaderLock {
 public:
  PostgresLeaderLock(PgSettings settings, std::string name)
      : settings_(std::move(settings)), name_(std::move(name)) {}

  bool try_acquire() override;
  bool held() override;
  void release() override;

 private:
  bool still_held();  // REQUIRES: mutex_

  const PgSettings settings_;
  const std::string name_;
  std::mutex mutex_;
  std::unique_ptr<PgConnection> session_;  // open while the lock is ours
};

}  // namespace authledger::infra
