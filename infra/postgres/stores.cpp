#include "infra/postgres/stores.h"

namespace authledger::infra {

namespace {

constexpr PgStatement kGet{"checkpoint_get",
                           "SELECT position FROM checkpoints WHERE name = $1::text"};
constexpr PgStatement kPut{
    "checkpoint_put",
    "INSERT INTO checkpoints VALUES ($1::text, $2::bigint) ON CONFLICT (name) DO UPDATE"
    " SET position = greatest(checkpoints.position, excluded.position)"};
constexpr PgStatement kForget{"checkpoint_forget", "DELETE FROM checkpoints WHERE name = $1::text"};
constexpr PgStatement kCreate{"tenant_create",
                              "INSERT INTO tenants VALUES ($1::text, $2::bigint)"
                              " ON CONFLICT (codename) DO NOTHING"};
constexpr PgStatement kExists{"tenant_exists", "SELECT 1 FROM tenants WHERE codename = $1::text"};
constexpr PgStatement kList{"tenant_list",
                            "SELECT codename, created_at FROM tenants ORDER BY codename"};

}  // namespace

Result<Position> PostgresCheckpointStore::get(const std::string& name) {
  return pool_.with([&](PgConnection& session) {
    const auto rows = session.run(kGet, PgParams().text(name));
    return rows.empty() ? Position{0} : rows[0][0].as<Position>();
  });
}

Status PostgresCheckpointStore::put(const std::string& name, Position position) {
  AUTHLEDGER_CHECK(pool_.with([&](PgConnection& session) {
    return session.run(kPut, PgParams().text(name).integer(position)).affected_rows();
  }));
  return {};
}

Status PostgresCheckpointStore::forget(const std::string& name) {
  AUTHLEDGER_CHECK(pool_.with([&](PgConnection& session) {
    return session.run(kForget, PgParams().text(name)).affected_rows();
  }));
  return {};
}

Result<bool> PostgresTenantStore::create(const Tenant& tenant) {
  return pool_.with([&](PgConnection& session) {
    const auto params = PgParams().text(tenant.codename).integer(tenant.created_at.ms);
    return session.run(kCreate, params).affected_rows() == 1;
  });
}

Result<bool> PostgresTenantStore::exists(const std::string& codename) {
  return pool_.with([&](PgConnection& session) {
    return !session.run(kExists, PgParams().text(codename)).empty();
  });
}

Result<std::vector<Tenant>> PostgresTenantStore::list() {
  return pool_.with([](PgConnection& session) {
    std::vector<Tenant> tenants;
    for (const auto& row : session.run(kList, {})) {
      tenants.push_back({row[0].as<std::string>(), Timestamp{row[1].as<std::int64_t>()}});
    }
    return tenants;
  });
}

}  // namespace authledger::infra
