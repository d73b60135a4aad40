#include "infra/sqlite/key_store.h"

#include "shared/errors.h"

namespace authledger::infra {

Result<std::vector<RingRow>> SqliteKeyStore::ring() {
  return store_.read([](Database& database) -> Result<std::vector<RingRow>> {
    auto query =
        database.query("SELECT name, version, wrapped FROM key_ring ORDER BY name, version");
    std::vector<RingRow> rows;
    for (;;) {
      AUTHLEDGER_TRY(more, query.step());
      if (!more) return rows;
      rows.push_back({query.text(0), static_cast<int>(query.integer(1)), query.text(2)});
    }
  });
}

Status SqliteKeyStore::put_ring_if_absent(RingRow row) {
  return store_.write([&](Database& database) {
    return database.query("INSERT INTO key_ring VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(row.name, row.version, Blob{row.wrapped})
        .run();
  });
}

Status SqliteKeyStore::replace_ring(const std::vector<RingRow>& rows) {
  return store_.write([&](Database& database) {
    return database.transact([&]() -> Status {
      auto query = database.query(
          "INSERT INTO key_ring VALUES (?, ?, ?)"
          " ON CONFLICT (name, version) DO UPDATE SET wrapped = excluded.wrapped");
      for (const auto& row : rows) {
        query.restart();
        AUTHLEDGER_CHECK(query.bind(row.name, row.version, Blob{row.wrapped}).run());
      }
      return {};
    });
  });
}

Result<std::optional<std::string>> SqliteKeyStore::subject_key(const std::string& subject) {
  return store_.read([&](Database& database) -> Result<std::optional<std::string>> {
    auto query = database.query("SELECT wrapped FROM subject_keys WHERE subject = ?");
    AUTHLEDGER_TRY(found, query.bind(subject).step());
    return found ? std::optional(query.text(0)) : std::nullopt;
  });
}

Result<std::vector<WrappedKey>> SqliteKeyStore::subject_keys(
    const std::vector<std::string>& subjects) {
  return store_.read([&](Database& database) -> Result<std::vector<WrappedKey>> {
    auto query = database.query("SELECT wrapped FROM subject_keys WHERE subject = ?");
    std::vector<WrappedKey> keys;
    for (const auto& subject : subjects) {
      query.restart();
      AUTHLEDGER_TRY(found, query.bind(subject).step());
      if (found) keys.push_back({subject, query.text(0)});
    }
    return keys;
  });
}

Status SqliteKeyStore::destroy_subject_key(const std::string& subject) {
  return store_.write([&](Database& database) {
    return database
        .query(
            "INSERT INTO subject_keys VALUES (?, x'')"
            " ON CONFLICT (subject) DO UPDATE SET wrapped = x''")
        .bind(subject)
        .run();
  });
}

Result<std::vector<SigningKeyRow>> SqliteKeyStore::signing_keys() {
  return store_.read([](Database& database) -> Result<std::vector<SigningKeyRow>> {
    auto query = database.query(
        "SELECT kid, public_pem, sealed_private, created_at, retired_at FROM signing_keys"
        " ORDER BY created_at, kid");
    std::vector<SigningKeyRow> rows;
    for (;;) {
      AUTHLEDGER_TRY(more, query.step());
      if (!more) return rows;
      rows.push_back({query.text(0), query.text(1), query.text(2), Timestamp{query.integer(3)},
                      Timestamp{query.integer(4)}});
    }
  });
}

namespace {

Status rotate(Database& database, const SigningKeyRow& row, std::string_view expected) {
  std::string active;
  {
    auto query = database.query("SELECT kid FROM signing_keys WHERE retired_at = 0");
    AUTHLEDGER_TRY(found, query.step());
    if (found) active = query.text(0);
  }
  if (active == row.kid) return {};
  if (active != expected) return fail(errors::kStreamChanged);
  AUTHLEDGER_CHECK(
      database.query("UPDATE signing_keys SET retired_at = ? WHERE retired_at = 0 AND kid = ?")
          .bind(row.created_at.ms, active)
          .run());
  return database.query("INSERT INTO signing_keys VALUES (?, ?, ?, ?, ?)")
      .bind(row.kid, row.public_pem, Blob{row.sealed_private}, row.created_at.ms, row.retired_at.ms)
      .run();
}

}  // namespace

Status SqliteKeyStore::add_signing_key(const SigningKeyRow& row,
                                       std::string_view expected_active_kid) {
  return store_.write([&](Database& database) {
    return database.transact([&] { return rotate(database, row, expected_active_kid); });
  });
}

}  // namespace authledger::infra
