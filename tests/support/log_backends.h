// The stores that the contract tests run against: PostgreSQL and SQLite, each test with a fresh
// one.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "command/ports/event_log.h"
#include "infra/crypto/key_store.h"
#include "infra/log/maintenance.h"
#include "infra/log/stores.h"
#include "shared/time.h"

namespace authledger::test {

// A clock that stands still until it is moved. Thread-safe.
class ManualClock : public Clock {
 public:
  Timestamp now() const override { return Timestamp{ms_.load()}; }
  void move_s(std::int64_t seconds) { ms_ += seconds * 1000; }

 private:
  std::atomic<std::int64_t> ms_{1'772'359'200'000};  // 2026-03-01T10:00:00Z
};

// One process's view of a store. Everything of it dies with it.
class LogProcess {
 public:
  virtual ~LogProcess() = default;
  virtual command::EventLog& log() = 0;
  virtual infra::LogMaintenance& maintenance() = 0;
  virtual infra::KeyStore& keys() = 0;
  virtual infra::CheckpointStore& checkpoints() = 0;
  virtual infra::TenantStore& tenants() = 0;
  virtual infra::AttachmentStore& attachments() = 0;
  virtual std::unique_ptr<infra::LeaderLock> leader_lock(const std::string& name) = 0;
};

class LogBackend {
 public:
  virtual ~LogBackend() = default;
  // A process of its own on the same store; `before_commit` runs in each append, rows written.
  virtual std::unique_ptr<LogProcess> open(std::function<void()> before_commit = {}) = 0;
  // Changes rows behind the product's back, guards lifted.
  virtual void tamper(const std::string& sql) = 0;
  // SQL as the product's own sessions may run it; false: it was refused.
  virtual bool allowed(const std::string& sql) = 0;

  ManualClock clock;
};

std::unique_ptr<LogBackend> make_postgres_backend();
std::unique_ptr<LogBackend> make_sqlite_backend();

}  // namespace authledger::test
