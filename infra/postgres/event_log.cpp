#include "infra/postgres/event_log.h"

#include <algorithm>

#include "shared/errors.h"

namespace authledger::infra {

using command::Claim;
using command::Entry;
using command::Remembered;
using events::StoredEvent;

namespace {

// The columns of read_row(), in its order.
#define AUTHLEDGER_EVENT_COLUMNS                                                     \
  "position, event_id, tenant_id, stream_id, stream_version, type, schema_version, " \
  "recorded_at, subject, payload, meta"

constexpr PgStatement kHead{"head", "SELECT position, epoch FROM head"};
constexpr PgStatement kHashedHead{"hashed_head", "SELECT position, hash FROM head"};
constexpr PgStatement kReadAll{"read_all", "SELECT " AUTHLEDGER_EVENT_COLUMNS
                                           " FROM events WHERE position > $1::bigint"
                                           " ORDER BY position LIMIT $2::bigint"};
constexpr PgStatement kReadHashed{"read_hashed", "SELECT " AUTHLEDGER_EVENT_COLUMNS
                                                 ", hash FROM events WHERE position > $1::bigint"
                                                 " ORDER BY position LIMIT $2::bigint"};
constexpr PgStatement kReadStream{
    "read_stream", "SELECT " AUTHLEDGER_EVENT_COLUMNS
                   " FROM events WHERE stream_id = $1::text AND stream_version > $2::bigint"
                   " ORDER BY stream_version"};
constexpr PgStatement kReadNewest{"read_newest", "SELECT " AUTHLEDGER_EVENT_COLUMNS
                                                 " FROM events WHERE stream_id = $1::text"
                                                 " ORDER BY stream_version DESC LIMIT $2::bigint"};
constexpr PgStatement kClaimOwner{
    "claim_owner",
    "SELECT owner FROM claims"
    " WHERE key = $1::text AND kind = $2::text AND tenant_id = $3::text"};
constexpr PgStatement kRemembered{
    "remembered",
    "SELECT request_hash, answer, position, expires_at FROM idempotency"
    " WHERE key_hash = $1::text AND expires_at > $2::bigint"};
// The sub-select costs a look-up per row that is answered; a join would invite a plan that reads
// all.
constexpr PgStatement kReadByStream{
    "read_by_stream", "SELECT " AUTHLEDGER_EVENT_COLUMNS
                      ", (SELECT true FROM streams s WHERE s.stream_id = e.stream_id) FROM events e"
                      " WHERE (stream_id, stream_version) > ($1::text, $2::bigint)"
                      " AND position <= $3::bigint"
                      " ORDER BY stream_id, stream_version LIMIT $4::bigint"};
constexpr PgStatement kReadStreamVersions{
    "read_stream_versions",
    "SELECT stream_id, version,"
    " coalesce((SELECT max(stream_version) FROM events e WHERE e.stream_id = s.stream_id), 0)"
    " FROM streams s WHERE stream_id > $1::text ORDER BY stream_id LIMIT $2::bigint"};
constexpr PgStatement kReadClaims{"read_claims",
                                  "SELECT key, kind, tenant_id, owner FROM claims"
                                  " WHERE (key, kind, tenant_id) > ($1::text, $2::text, $3::text)"
                                  " ORDER BY key, kind, tenant_id LIMIT $4::bigint"};
// A look-up in the index per key, so that a page costs the same wherever it begins.
constexpr PgStatement kFindEntries{"find_entries", R"sql(
SELECT asked.key, found.stream_id
  FROM unnest($3::text[]) AS asked (key)
 CROSS JOIN LATERAL (
   SELECT e.stream_id FROM entries e
    WHERE e.tenant_id = $1::text AND e.kind = $2::text AND e.key = asked.key
      AND e.stream_id > CASE WHEN asked.key = $4::text THEN $5::text ELSE '' END
    ORDER BY e.stream_id LIMIT $6::bigint) AS found
 WHERE asked.key COLLATE "C" >= $4::text
 ORDER BY asked.key COLLATE "C", found.stream_id LIMIT $6::bigint
)sql"};
constexpr PgStatement kReadEntries{
    "read_entries",
    "SELECT tenant_id, kind, key, stream_id FROM entries"
    " WHERE (tenant_id, kind, key, stream_id) > ($1::text, $2::text, $3::text, $4::text)"
    " ORDER BY tenant_id, kind, key, stream_id LIMIT $5::bigint"};
constexpr PgStatement kHasEntry{
    "has_entry",
    "SELECT 1 FROM entries WHERE tenant_id = $1::text AND kind = $2::text AND key = $3::text"
    " AND stream_id = $4::text"};
constexpr PgStatement kRaiseEpoch{"raise_epoch",
                                  "UPDATE head SET epoch = epoch + 1 RETURNING epoch"};
constexpr PgStatement kPurge{"purge_answers",
                             "DELETE FROM idempotency WHERE expires_at <= $1::bigint"};

constexpr int kReadMax = 10'000;

std::string text(const pqxx::field& field) { return {field.c_str(), field.size()}; }

StoredEvent read_row(const pqxx::row& row) {
  StoredEvent event;
  event.position = row[0].as<Position>();
  event.event_id = text(row[1]);
  event.tenant_id = text(row[2]);
  event.stream_id = text(row[3]);
  event.stream_version = row[4].as<StreamVersion>();
  event.type = text(row[5]);
  event.schema_version = row[6].as<int>();
  event.recorded_at.ms = row[7].as<std::int64_t>();
  event.subject = text(row[8]);
  event.payload = text(row[9]);
  event.meta = text(row[10]);
  return event;
}

std::vector<StoredEvent> read_rows(const pqxx::result& rows) {
  std::vector<StoredEvent> events;
  events.reserve(rows.size());
  for (const auto& row : rows) events.push_back(read_row(row));
  return events;
}

PgParams page(Position after, int limit) {
  PgParams params;
  params.integer(after).integer(std::clamp(limit, 1, kReadMax));
  return params;
}

PgParams params_of(const Entry& entry) {
  PgParams params;
  params.text(entry.tenant_id).text(entry.kind).text(entry.key).text(entry.stream_id);
  return params;
}

}  // namespace

Result<events::Head> PostgresEventLog::head() {
  return pool_.with([](PgConnection& session) {
    const auto row = session.run(kHead, {}).at(0);
    return events::Head{row[0].as<Position>(), row[1].as<std::int64_t>()};
  });
}

Result<std::vector<StoredEvent>> PostgresEventLog::read_all(Position after, int limit) {
  return pool_.with(
      [&](PgConnection& session) { return read_rows(session.run(kReadAll, page(after, limit))); });
}

Result<std::vector<StoredEvent>> PostgresEventLog::read_stream(const std::string& stream_id,
                                                               StreamVersion after) {
  return pool_.with([&](PgConnection& session) {
    PgParams params;
    params.text(stream_id).integer(after);
    return read_rows(session.run(kReadStream, params));
  });
}

Result<std::vector<StoredEvent>> PostgresEventLog::read_newest(const std::string& stream_id,
                                                               int limit) {
  return pool_.with([&](PgConnection& session) {
    PgParams params;
    params.text(stream_id).integer(std::clamp(limit, 1, kReadMax));
    auto events = read_rows(session.run(kReadNewest, params));
    std::reverse(events.begin(), events.end());
    return events;
  });
}

Result<std::optional<std::string>> PostgresEventLog::claim_owner(const Claim& claim) {
  return pool_.with([&](PgConnection& session) -> std::optional<std::string> {
    PgParams params;
    params.text(claim.key).text(claim.kind).text(claim.tenant_id);
    const auto rows = session.run(kClaimOwner, params);
    if (rows.empty()) return std::nullopt;
    return text(rows[0][0]);
  });
}

Result<std::vector<Entry>> PostgresEventLog::find_entries(const command::EntryQuery& query) {
  return pool_.with([&](PgConnection& session) {
    PgParams params;
    params.text(query.tenant_id).text(query.kind);
    params.texts(query.keys, [](const auto& key) -> std::string_view { return key; });
    params.text(query.after_key).text(query.after_stream);
    params.integer(std::clamp(query.limit, 1, kReadMax));
    std::vector<Entry> found;
    for (const auto& row : session.run(kFindEntries, params)) {
      found.push_back({query.tenant_id, query.kind, text(row[0]), text(row[1])});
    }
    return found;
  });
}

Result<std::optional<Remembered>> PostgresEventLog::remembered(const std::string& key_hash) {
  const auto now = clock_.now();
  return pool_.with([&](PgConnection& session) -> std::optional<Remembered> {
    PgParams params;
    params.text(key_hash).integer(now.ms);
    const auto rows = session.run(kRemembered, params);
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    return Remembered{key_hash, text(row[0]), text(row[1]), row[2].as<Position>(),
                      Timestamp{row[3].as<std::int64_t>()}};
  });
}

Result<std::vector<HashedEvent>> PostgresEventLog::read_hashed(Position after, int limit) {
  return pool_.with([&](PgConnection& session) {
    std::vector<HashedEvent> events;
    for (const auto& row : session.run(kReadHashed, page(after, limit))) {
      events.push_back({read_row(row), bytea(row[11])});
    }
    return events;
  });
}

Result<HashedHead> PostgresEventLog::hashed_head() {
  return pool_.with([](PgConnection& session) {
    const auto row = session.run(kHashedHead, {}).at(0);
    return HashedHead{row[0].as<Position>(), bytea(row[1])};
  });
}

Result<std::vector<StreamRow>> PostgresEventLog::read_by_stream(const StreamCursor& after,
                                                                Position until, int limit) {
  return pool_.with([&](PgConnection& session) {
    PgParams params;
    params.text(after.stream_id).integer(after.version).integer(until);
    params.integer(std::clamp(limit, 1, kReadMax));
    std::vector<StreamRow> rows;
    for (const auto& row : session.run(kReadByStream, params)) {
      rows.push_back({read_row(row), !row[11].is_null()});
    }
    return rows;
  });
}

Result<std::vector<StreamVersionPair>> PostgresEventLog::read_stream_versions(
    const std::string& after, int limit) {
  return pool_.with([&](PgConnection& session) {
    PgParams params;
    params.text(after).integer(std::clamp(limit, 1, kReadMax));
    std::vector<StreamVersionPair> pairs;
    for (const auto& row : session.run(kReadStreamVersions, params)) {
      pairs.push_back({text(row[0]), row[1].as<StreamVersion>(), row[2].as<StreamVersion>()});
    }
    return pairs;
  });
}

Result<std::vector<HeldClaim>> PostgresEventLog::read_claims(const Claim& after, int limit) {
  return pool_.with([&](PgConnection& session) {
    PgParams params;
    params.text(after.key).text(after.kind).text(after.tenant_id);
    params.integer(std::clamp(limit, 1, kReadMax));
    std::vector<HeldClaim> claims;
    for (const auto& row : session.run(kReadClaims, params)) {
      claims.push_back({Claim{text(row[2]), text(row[1]), text(row[0])}, text(row[3])});
    }
    return claims;
  });
}

Result<std::vector<Entry>> PostgresEventLog::read_entries(const Entry& after, int limit) {
  return pool_.with([&](PgConnection& session) {
    auto params = params_of(after);
    params.integer(std::clamp(limit, 1, kReadMax));
    std::vector<Entry> entries;
    for (const auto& row : session.run(kReadEntries, params)) {
      entries.push_back({text(row[0]), text(row[1]), text(row[2]), text(row[3])});
    }
    return entries;
  });
}

Result<bool> PostgresEventLog::has_entry(const Entry& entry) {
  return pool_.with(
      [&](PgConnection& session) { return !session.run(kHasEntry, params_of(entry)).empty(); });
}

Result<std::int64_t> PostgresEventLog::raise_epoch() {
  return pool_.with([](PgConnection& session) {
    return session.run(kRaiseEpoch, {}).at(0)[0].as<std::int64_t>();
  });
}

Result<std::int64_t> PostgresEventLog::purge_expired_answers(Timestamp now) {
  return pool_.with([&](PgConnection& session) {
    PgParams params;
    params.integer(now.ms);
    return static_cast<std::int64_t>(session.run(kPurge, params).affected_rows());
  });
}

}  // namespace authledger::infra
