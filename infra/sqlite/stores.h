// Checkpoints, tenants and the leader lock of the embedded profile.
#pragma once

#include <mutex>

#include "infra/log/stores.h"
#include "infra/sqlite/store.h"

namespace authledger::infra {

// Thread-safe. REQUIRES: `store` outlives it.
class SqliteCheckpointStore final : public CheckpointStore {
 public:
  explicit SqliteCheckpointStore(SqliteStore& store) : store_(store) {}
  Result<Position> get(const std::string& name) override;
  Status put(const std::string& name, Position position) override;
  Status forget(const std::string& name) override;

 private:
  SqliteStore& store_;
};

// Thread-safe. REQUIRES: `store` outlives it.
class SqliteTenantStore final : public TenantStore {
 public:
  explicit SqliteTenantStore(SqliteStore& store) : store_(store) {}
  Result<bool> create(const Tenant& tenant) override;
  Result<bool> exists(const std::string& codename) override;
  Result<std::vector<Tenant>> list() override;

 private:
  SqliteStore& store_;
};

// flock(2) on a file: one process per file leads; the kernel frees it with the process.
// Thread-safe.
class FileLeaderLock final : public LeaderLock {
 public:
  explicit FileLeaderLock(std::string path) : path_(std::move(path)) {}
  ~FileLeaderLock() override { release(); }
  FileLeaderLock(const FileLeaderLock&) = delete;
  FileLeaderLock& operator=(const FileLeaderLock&) = delete;

  bool try_acquire() override;
  bool held() override;
  void release() override;

 private:
  const std::string path_;
  std::mutex mutex_;
  int file_ = -1;  // open while the lock is ours
};

}  // namespace authledger::infra
