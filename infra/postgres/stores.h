// Checkpoints and tenants on PostgreSQL.
#pragma once

#include "infra/log/stores.h"
#include "infra/postgres/pool.h"

namespace authledger::infra {

// Thread-safe. REQUIRES: a migrated schema; `pool` outlives it.
class PostgresCheckpointStore final : public CheckpointStore {
 public:
  explicit PostgresCheckpointStore(PgPool& pool) : pool_(pool) {}
  Result<Position> get(const std::string& name) override;
  Status put(const std::string& name, Position position) override;
  Status forget(const std::string& name) override;

 private:
  PgPool& pool_;
};

// Thread-safe. REQUIRES: a migrated schema; `pool` outlives it.
class PostgresTenantStore final : public TenantStore {
 public:
  explicit PostgresTenantStore(PgPool& pool) : pool_(pool) {}
  Result<bool> create(const Tenant& tenant) override;
  Result<bool> exists(const std::string& codename) override;
  Result<std::vector<Tenant>> list() override;

 private:
  PgPool& pool_;
};

}  // namespace authledger::infra
