#include "infra/sqlite/stores.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace authledger::infra {

Result<Position> SqliteCheckpointStore::get(const std::string& name) {
  return store_.read([&](Database& database) -> Result<Position> {
    auto query = database.query("SELECT position FROM checkpoints WHERE name = ?");
    AUTHLEDGER_TRY(found, query.bind(name).step());
    return found ? query.integer(0) : Position{0};
  });
}

Status SqliteCheckpointStore::put(const std::string& name, Position position) {
  return store_.write([&](Database& database) {
    return database
        .query(
            "INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
            " SET position = max(position, excluded.position)")
        .bind(name, position)
        .run();
  });
}

Status SqliteCheckpointStore::forget(const std::string& name) {
  return store_.write([&](Database& database) {
    return database.query("DELETE FROM checkpoints WHERE name = ?").bind(name).run();
  });
}

Result<bool> SqliteTenantStore::create(const Tenant& tenant) {
  return store_.write([&](Database& database) -> Result<bool> {
    AUTHLEDGER_CHECK(
        database.query("INSERT INTO tenants VALUES (?, ?) ON CONFLICT (codename) DO NOTHING")
            .bind(tenant.codename, tenant.created_at.ms)
            .run());
    return database.changes() == 1;
  });
}

Result<bool> SqliteTenantStore::exists(const std::string& codename) {
  return store_.read([&](Database& database) {
    return database.query("SELECT 1 FROM tenants WHERE codename = ?").bind(codename).step();
  });
}

Result<std::vector<Tenant>> SqliteTenantStore::list() {
  return store_.read([](Database& database) -> Result<std::vector<Tenant>> {
    auto query = database.query("SELECT codename, created_at FROM tenants ORDER BY codename");
    std::vector<Tenant> tenants;
    for (;;) {
      AUTHLEDGER_TRY(more, query.step());
      if (!more) return tenants;
      tenants.push_back({query.text(0), Timestamp{query.integer(1)}});
    }
  });
}

bool FileLeaderLock::try_acquire() {
  const std::lock_guard lock(mutex_);
  if (file_ >= 0) return true;
  const int file = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return false;
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    close(file);
    return false;
  }
  file_ = file;
  return true;
}

bool FileLeaderLock::held() {
  const std::lock_guard lock(mutex_);
  return file_ >= 0;
}

void FileLeaderLock::release() {
  const std::lock_guard lock(mutex_);
  if (file_ >= 0) close(file_);
  file_ = -1;
}

}  // namespace authledger::infra
