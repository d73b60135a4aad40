#include "infra/sqlite/store.h"

#include "infra/sqlite/schema.h"

namespace authledger::infra {

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path,
                                                       int busy_timeout_ms) {
  AUTHLEDGER_TRY(writer, Database::open({path, false, busy_timeout_ms}));
  AUTHLEDGER_CHECK(migrate_sqlite(writer, "log", sqlite_log_migrations()));
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(writer)));
  for (int i = 0; i < kReaders; ++i) {
    AUTHLEDGER_TRY(reader, Database::open({path, true, busy_timeout_ms}));
    store->readers_.push_back(std::move(reader));
  }
  for (auto& reader : store->readers_) store->idle_.push_back(&reader);
  return store;
}

SqliteStore::Lease::Lease(SqliteStore& owner) : store(owner) {
  std::unique_lock lock(store.read_mutex_);
  store.reader_free_.wait(lock, [this] { return !store.idle_.empty(); });
  database = store.idle_.back();
  store.idle_.pop_back();
}

SqliteStore::Lease::~Lease() {
  {
    const std::lock_guard lock(store.read_mutex_);
    store.idle_.push_back(database);
  }
  store.reader_free_.notify_one();
}

}  // namespace authledger::infra
