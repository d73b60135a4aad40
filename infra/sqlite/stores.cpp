#include "infra/sqlite/stores.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace authledger::infra {

using sqlite::Connection;

Result<Position> SqliteCheckpointStore::get(const std::string& name) {
  return store_.read([&](Connection& connection) -> Result<Position> {
    auto query = connection.prepare("SELECT position FROM checkpoints WHERE name = ?");
    return query.bind(name).step() ? query.integer(0) : Position{0};
  });
}

Status SqliteCheckpointStore::put(const std::string& name, Position position) {
  return store_.write([&](Connection& connection) -> Status {
    connection
        .prepare(
            "INSERT INTO checkpoints VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
            " SET position = max(position, excluded.position)")
        .bind(name, position)
        .run();
    return {};
  });
}

Status SqliteCheckpointStore::forget(const std::string& name) {
  return store_.write([&](Connection& connection) -> Status {
    connection.prepare("DELETE FROM checkpoints WHERE name = ?").bind(name).run();
    return {};
  });
}

Result<bool> SqliteTenantStore::create(const Tenant& tenant) {
  return store_.write([&](Connection& connection) -> Result<bool> {
    connection.prepare("INSERT INTO tenants VALUES (?, ?) ON CONFLICT (codename) DO NOTHING")
        .bind(tenant.codename, tenant.created_at.ms)
        .run();
    return connection.changes() == 1;
  });
}

Result<bool> SqliteTenantStore::exists(const std::string& codename) {
  return store_.read([&](Connection& connection) -> Result<bool> {
    return connection.prepare("SELECT 1 FROM tenants WHERE codename = ?").bind(codename).step();
  });
}

Result<std::vector<Tenant>> SqliteTenantStore::list() {
  return store_.read([](Connection& connection) -> Result<std::vector<Tenant>> {
    auto query = connection.prepare("SELECT codename, created_at FROM tenants ORDER BY codename");
    std::vector<Tenant> tenants;
    while (query.step()) tenants.push_back({query.text(0), Timestamp{query.integer(1)}});
    return tenants;
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
