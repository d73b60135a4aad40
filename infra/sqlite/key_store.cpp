#include "infra/sqlite/key_store.h"

#include "shared/errors.h"

namespace authledger::infra {

using sqlite::Blob;
using sqlite::Connection;

Result<std::vector<RingRow>> SqliteKeyStore::ring() {
  return store_.read([](Connection& connection) -> Result<std::vector<RingRow>> {
    auto query =
        connection.prepare("SELECT name, version, wrapped FROM key_ring ORDER BY name, version");
    std::vector<RingRow> rows;
    while (query.step()) {
      rows.push_back({query.text(0), static_cast<int>(query.integer(1)), query.text(2)});
    }
    return rows;
  });
}

Status SqliteKeyStore::put_ring_if_absent(RingRow row) {
  return store_.write([&](Connection& connection) -> Status {
    connection.prepare("INSERT INTO key_ring VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        .bind(row.name, row.version, Blob{row.wrapped})
        .run();
    return {};
  });
}

Status SqliteKeyStore::replace_ring(const std::vector<RingRow>& rows) {
  return store_.transact([&](Connection& connection) -> Status {
    auto query = connection.prepare(
        "INSERT INTO key_ring VALUES (?, ?, ?)"
        " ON CONFLICT (name, version) DO UPDATE SET wrapped = excluded.wrapped");
    for (const auto& row : rows) query.bind(row.name, row.version, Blob{row.wrapped}).run();
    return {};
  });
}

Result<std::optional<std::string>> SqliteKeyStore::subject_key(const std::string& subject) {
  return store_.read([&](Connection& connection) -> Result<std::optional<std::string>> {
    auto query = connection.prepare("SELECT wrapped FROM subject_keys WHERE subject = ?");
    return query.bind(subject).step() ? std::optional(query.text(0)) : std::nullopt;
  });
}

Result<std::vector<WrappedKey>> SqliteKeyStore::subject_keys(
    const std::vector<std::string>& subjects) {
  return store_.read([&](Connection& connection) -> Result<std::vector<WrappedKey>> {
    auto query = connection.prepare("SELECT wrapped FROM subject_keys WHERE subject = ?");
    std::vector<WrappedKey> keys;
    for (const auto& subject : subjects) {
      query.reset();
      if (query.bind(subject).step()) keys.push_back({subject, query.text(0)});
    }
    return keys;
  });
}

Status SqliteKeyStore::destroy_subject_key(const std::string& subject) {
  return store_.write([&](Connection& connection) -> Status {
    connection
        .prepare(
            "INSERT INTO subject_keys VALUES (?, x'')"
            " ON CONFLICT (subject) DO UPDATE SET wrapped = x''")
        .bind(subject)
        .run();
    return {};
  });
}

Result<std::vector<SigningKeyRow>> SqliteKeyStore::signing_keys() {
  return store_.read([](Connection& connection) -> Result<std::vector<SigningKeyRow>> {
    auto query = connection.prepare(
        "SELECT kid, public_pem, sealed_private, created_at, retired_at FROM signing_keys"
        " ORDER BY created_at, kid");
    std::vector<SigningKeyRow> rows;
    while (query.step()) {
      rows.push_back({query.text(0), query.text(1), query.text(2), Timestamp{query.integer(3)},
                      Timestamp{query.integer(4)}});
    }
    return rows;
  });
}

namespace {

Status rotate(Connection& connection, const SigningKeyRow& row, std::string_view expected) {
  std::string active;
  {
    auto query = connection.prepare("SELECT kid FROM signing_keys WHERE retired_at = 0");
    if (query.step()) active = query.text(0);
  }
  if (active == row.kid) return {};
  if (active != expected) return fail(errors::kStreamChanged);
  connection.prepare("UPDATE signing_keys SET retired_at = ? WHERE retired_at = 0 AND kid = ?")
      .bind(row.created_at.ms, active)
      .run();
  connection.prepare("INSERT INTO signing_keys VALUES (?, ?, ?, ?, ?)")
      .bind(row.kid, row.public_pem, Blob{row.sealed_private}, row.created_at.ms, row.retired_at.ms)
      .run();
  return {};
}

}  // namespace

Status SqliteKeyStore::add_signing_key(const SigningKeyRow& row,
                                       std::string_view expected_active_kid) {
  return store_.transact(
      [&](Connection& connection) { return rotate(connection, row, expected_active_kid); });
}

}  // namespace authledger::infra
