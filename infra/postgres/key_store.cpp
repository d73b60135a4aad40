#include "infra/postgres/key_store.h"

#include "shared/errors.h"

namespace authledger::infra {

namespace {

constexpr PgStatement kRing{"ring",
                            "SELECT name, version, wrapped FROM key_ring"
                            " ORDER BY name, version"};
constexpr PgStatement kPutRing{"ring_put",
                               "INSERT INTO key_ring VALUES ($1::text, $2::bigint, $3::bytea)"
                               " ON CONFLICT DO NOTHING"};
constexpr PgStatement kReplaceRing{
    "ring_replace",
    "INSERT INTO key_ring VALUES ($1::text, $2::bigint, $3::bytea)"
    " ON CONFLICT (name, version) DO UPDATE SET wrapped = excluded.wrapped"};
constexpr PgStatement kSubject{"subject_key",
                               "SELECT wrapped FROM subject_keys WHERE subject = $1::text"};
constexpr PgStatement kSubjects{
    "subject_keys", "SELECT subject, wrapped FROM subject_keys WHERE subject = ANY($1::text[])"};
constexpr PgStatement kDestroy{"subject_key_destroy",
                               "INSERT INTO subject_keys VALUES ($1::text, '')"
                               " ON CONFLICT (subject) DO UPDATE SET wrapped = ''"};
constexpr PgStatement kSigning{
    "signing_keys",
    "SELECT kid, public_pem, sealed_private, created_at, retired_at FROM signing_keys"
    " ORDER BY created_at, kid"};
constexpr PgStatement kRetire{
    "signing_key_retire",
    "UPDATE signing_keys SET retired_at = $1::bigint WHERE retired_at = 0 AND kid = $2::text"};
constexpr PgStatement kActive{"signing_key_active",
                              "SELECT kid FROM signing_keys WHERE retired_at = 0"};
constexpr PgStatement kAddSigning{
    "signing_key_add",
    "INSERT INTO signing_keys VALUES ($1::text, $2::text, $3::bytea, $4::bigint, $5::bigint)"};

std::size_t write_ring(PgConnection& session, const PgStatement& statement, const RingRow& row) {
  const auto params = PgParams().text(row.name).integer(row.version).bytes(row.wrapped);
  return session.run(statement, params).affected_rows();
}

// False: another kid than the expected one is active. Rotations queue behind the lock. A rotation
// whose answer was lost is run again by the pool, and then finds itself done.
bool rotate(PgConnection& session, const SigningKeyRow& row, std::string_view expected) {
  session.run("SELECT pg_advisory_xact_lock(hashtext('authledger:signing_keys'))");
  const auto active = session.run(kActive, {});
  const auto kid = active.empty() ? std::string() : active[0][0].as<std::string>();
  if (kid == row.kid) return true;
  if (kid != expected) return false;
  session.run(kRetire, PgParams().integer(row.created_at.ms).text(expected));
  session.run(kAddSigning, PgParams()
                               .text(row.kid)
                               .text(row.public_pem)
                               .bytes(row.sealed_private)
                               .integer(row.created_at.ms)
                               .integer(row.retired_at.ms));
  return true;
}

}  // namespace

Result<std::vector<RingRow>> PostgresKeyStore::ring() {
  return pool_.with([](PgConnection& session) {
    std::vector<RingRow> rows;
    for (const auto& row : session.run(kRing, {})) {
      rows.push_back({row[0].as<std::string>(), row[1].as<int>(), bytea(row[2])});
    }
    return rows;
  });
}

Status PostgresKeyStore::put_ring_if_absent(RingRow row) {
  AUTHLEDGER_CHECK(
      pool_.with([&](PgConnection& session) { return write_ring(session, kPutRing, row); }));
  return {};
}

Status PostgresKeyStore::replace_ring(const std::vector<RingRow>& rows) {
  AUTHLEDGER_CHECK(pool_.transact([&](PgConnection& session) {
    for (const auto& row : rows) write_ring(session, kReplaceRing, row);
    return true;
  }));
  return {};
}

Result<std::optional<std::string>> PostgresKeyStore::subject_key(const std::string& subject) {
  return pool_.with([&](PgConnection& session) -> std::optional<std::string> {
    const auto rows = session.run(kSubject, PgParams().text(subject));
    if (rows.empty()) return std::nullopt;
    return bytea(rows[0][0]);
  });
}

Result<std::vector<WrappedKey>> PostgresKeyStore::subject_keys(
    const std::vector<std::string>& subjects) {
  return pool_.with([&](PgConnection& session) {
    PgParams params;
    params.texts(subjects, [](const auto& subject) -> std::string_view { return subject; });
    std::vector<WrappedKey> keys;
    for (const auto& row : session.run(kSubjects, params)) {
      keys.push_back({row[0].as<std::string>(), bytea(row[1])});
    }
    return keys;
  });
}

Status PostgresKeyStore::destroy_subject_key(const std::string& subject) {
  AUTHLEDGER_CHECK(pool_.with([&](PgConnection& session) {
    return session.run(kDestroy, PgParams().text(subject)).affected_rows();
  }));
  return {};
}

Result<std::vector<SigningKeyRow>> PostgresKeyStore::signing_keys() {
  return pool_.with([](PgConnection& session) {
    std::vector<SigningKeyRow> rows;
    for (const auto& row : session.run(kSigning, {})) {
      rows.push_back({row[0].as<std::string>(), row[1].as<std::string>(), bytea(row[2]),
                      Timestamp{row[3].as<std::int64_t>()}, Timestamp{row[4].as<std::int64_t>()}});
    }
    return rows;
  });
}

Status PostgresKeyStore::add_signing_key(const SigningKeyRow& row,
                                         std::string_view expected_active_kid) {
  AUTHLEDGER_TRY(done, pool_.transact([&](PgConnection& session) {
    return rotate(session, row, expected_active_kid);
  }));
  if (!done) return fail(errors::kStreamChanged);
  return {};
}

}  // namespace authledger::infra
