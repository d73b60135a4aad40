#include "infra/sqlite/store.h"

#include "infra/log/batch_plan.h"
#include "infra/sqlite/migrate.h"
#include "infra/sqlite/schema.h"
#include "infra/telemetry/json_log.h"
#include "shared/errors.h"

namespace authledger::infra {

using sqlite::Connection;

Error log_error(const sqlite::SqliteError& failure) {
  switch (failure.code() & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      return error(errors::kInternal, "The event log refuses this value.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return log_unavailable();
    default:
      json_log(LogLevel::kError, "sqlite",
               {{"what", failure.what()}, {"code", std::to_string(failure.code())}});
      return log_unavailable();
  }
}

SqliteStore::SqliteStore(const std::string& path, int busy_timeout_ms)
    : writer_(path, Connection::Mode::kReadWrite, busy_timeout_ms) {
  writer_.execute("PRAGMA journal_mode=WAL");
  writer_.execute("PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY");
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path,
                                                       int busy_timeout_ms) {
  return guarded_log([&]() -> Result<std::unique_ptr<SqliteStore>> {
    std::unique_ptr<SqliteStore> store(new SqliteStore(path, busy_timeout_ms));
    AUTHLEDGER_CHECK(migrate_sqlite(store->writer_, "log", sqlite_log_migrations()));
    for (int i = 0; i < kReaders; ++i) {
      store->readers_.push_back(
          std::make_unique<Connection>(path, Connection::Mode::kReadOnly, busy_timeout_ms));
      store->readers_.back()->execute("PRAGMA temp_store=MEMORY");
      store->idle_.push_back(store->readers_.back().get());
    }
    return store;
  });
}

SqliteStore::Lease::Lease(SqliteStore& owner) : store(owner) {
  std::unique_lock lock(store.read_mutex_);
  store.reader_free_.wait(lock, [this] { return !store.idle_.empty(); });
  connection = store.idle_.back();
  store.idle_.pop_back();
}

SqliteStore::Lease::~Lease() {
  {
    const std::lock_guard lock(store.read_mutex_);
    store.idle_.push_back(connection);
  }
  store.reader_free_.notify_one();
}

}  // namespace authledger::infra
