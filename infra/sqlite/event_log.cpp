#include "infra/sqlite/event_log.h"

#include <algorithm>

#include "shared/errors.h"

namespace authledger::infra {

using command::Claim;
using command::Entry;
using command::Remembered;
using events::StoredEvent;
using sqlite::Connection;
using sqlite::Statement;

namespace {

// The columns of read_row(), in its order.
#define AUTHLEDGER_EVENT_COLUMNS                                                     \
  "position, event_id, tenant_id, stream_id, stream_version, type, schema_version, " \
  "recorded_at, subject, payload, meta"

constexpr int kReadMax = 10'000;

StoredEvent read_row(const Statement& row) {
  StoredEvent event;
  event.position = row.integer(0);
  event.event_id = row.text(1);
  event.tenant_id = row.text(2);
  event.stream_id = row.text(3);
  event.stream_version = row.integer(4);
  event.type = row.text(5);
  event.schema_version = static_cast<int>(row.integer(6));
  event.recorded_at.ms = row.integer(7);
  event.subject = row.text(8);
  event.payload = row.text(9);
  event.meta = row.text(10);
  return event;
}

std::vector<StoredEvent> read_rows(Statement& rows) {
  std::vector<StoredEvent> events;
  while (rows.step()) events.push_back(read_row(rows));
  return events;
}

}  // namespace

Result<events::Head> SqliteEventLog::head() {
  return store_.read([](Connection& connection) -> Result<events::Head> {
    auto row = connection.prepare("SELECT position, epoch FROM head");
    row.step();
    return events::Head{row.integer(0), row.integer(1)};
  });
}

Result<std::vector<StoredEvent>> SqliteEventLog::read_all(Position after, int limit) {
  return store_.read([&](Connection& connection) -> Result<std::vector<StoredEvent>> {
    auto query = connection.prepare("SELECT " AUTHLEDGER_EVENT_COLUMNS
                                    " FROM events WHERE position > ? ORDER BY position LIMIT ?");
    return read_rows(query.bind(after, std::clamp(limit, 1, kReadMax)));
  });
}

Result<std::vector<StoredEvent>> SqliteEventLog::read_stream(const std::string& stream_id,
                                                             StreamVersion after) {
  return store_.read([&](Connection& connection) -> Result<std::vector<StoredEvent>> {
    auto query = connection.prepare("SELECT " AUTHLEDGER_EVENT_COLUMNS
                                    " FROM events WHERE stream_id = ? AND stream_version > ?"
                                    " ORDER BY stream_version");
    return read_rows(query.bind(stream_id, after));
  });
}

Result<std::vector<StoredEvent>> SqliteEventLog::read_newest(const std::string& stream_id,
                                                             int limit) {
  return store_.read([&](Connection& connection) -> Result<std::vector<StoredEvent>> {
    auto query =
        connection.prepare("SELECT " AUTHLEDGER_EVENT_COLUMNS
                           " FROM events WHERE stream_id = ? ORDER BY stream_version DESC LIMIT ?");
    auto events = read_rows(query.bind(stream_id, std::clamp(limit, 1, kReadMax)));
    std::reverse(events.begin(), events.end());
    return events;
  });
}

Result<std::optional<std::string>> SqliteEventLog::claim_owner(const Claim& claim) {
  return store_.read([&](Connection& connection) -> Result<std::optional<std::string>> {
    auto query =
        connection.prepare("SELECT owner FROM claims WHERE key = ? AND kind = ? AND tenant_id = ?");
    query.bind(claim.key, claim.kind, claim.tenant_id);
    return query.step() ? std::optional(query.text(0)) : std::nullopt;
  });
}

Result<std::vector<Entry>> SqliteEventLog::find_entries(const command::EntryQuery& query) {
  const auto limit = static_cast<std::size_t>(std::clamp(query.limit, 1, kReadMax));
  auto keys = query.keys;
  std::sort(keys.begin(), keys.end());
  return store_.read([&](Connection& connection) -> Result<std::vector<Entry>> {
    auto rows = connection.prepare(
        "SELECT stream_id FROM entries WHERE tenant_id = ? AND kind = ? AND key = ?"
        " AND stream_id > ? ORDER BY stream_id LIMIT ?");
    std::vector<Entry> found;
    for (auto key = std::lower_bound(keys.begin(), keys.end(), query.after_key);
         key != keys.end() && found.size() < limit; ++key) {
      rows.reset();
      rows.bind(query.tenant_id, query.kind, *key,
                *key == query.after_key ? query.after_stream : std::string(), limit - found.size());
      while (rows.step()) found.push_back({query.tenant_id, query.kind, *key, rows.text(0)});
    }
    return found;
  });
}

Result<std::optional<Remembered>> SqliteEventLog::remembered(const std::string& key_hash) {
  return store_.read([&](Connection& connection) -> Result<std::optional<Remembered>> {
    auto query = connection.prepare(
        "SELECT request_hash, answer, position, expires_at"
        " FROM idempotency WHERE key_hash = ? AND expires_at > ?");
    if (!query.bind(key_hash, clock_.now().ms).step()) return std::nullopt;
    return Remembered{key_hash, query.text(0), query.text(1), query.integer(2),
                      Timestamp{query.integer(3)}};
  });
}

Result<std::vector<HashedEvent>> SqliteEventLog::read_hashed(Position after, int limit) {
  return store_.read([&](Connection& connection) -> Result<std::vector<HashedEvent>> {
    auto query =
        connection.prepare("SELECT " AUTHLEDGER_EVENT_COLUMNS
                           ", hash FROM events WHERE position > ? ORDER BY position LIMIT ?");
    query.bind(after, std::clamp(limit, 1, kReadMax));
    std::vector<HashedEvent> events;
    while (query.step()) events.push_back({read_row(query), query.text(11)});
    return events;
  });
}

Result<HashedHead> SqliteEventLog::hashed_head() {
  return store_.read([](Connection& connection) -> Result<HashedHead> {
    auto query = connection.prepare("SELECT position, hash FROM head");
    query.step();
    return HashedHead{query.integer(0), query.text(1)};
  });
}

Result<std::vector<StreamRow>> SqliteEventLog::read_by_stream(const StreamCursor& after,
                                                              Position until, int limit) {
  return store_.read([&](Connection& connection) -> Result<std::vector<StreamRow>> {
    auto query = connection.prepare(
        "SELECT " AUTHLEDGER_EVENT_COLUMNS
        ", (SELECT 1 FROM streams s WHERE s.stream_id = e.stream_id) FROM events e"
        " WHERE (stream_id, stream_version) > (?, ?) AND position <= ?"
        " ORDER BY stream_id, stream_version LIMIT ?");
    query.bind(after.stream_id, after.version, until, std::clamp(limit, 1, kReadMax));
    std::vector<StreamRow> rows;
    while (query.step()) rows.push_back({read_row(query), !query.is_null(11)});
    return rows;
  });
}

Result<std::vector<StreamVersionPair>> SqliteEventLog::read_stream_versions(
    const std::string& after, int limit) {
  return store_.read([&](Connection& connection) -> Result<std::vector<StreamVersionPair>> {
    auto query = connection.prepare(
        "SELECT stream_id, version,"
        " coalesce((SELECT max(stream_version) FROM events e WHERE e.stream_id = s.stream_id), 0)"
        " FROM streams s WHERE stream_id > ? ORDER BY stream_id LIMIT ?");
    query.bind(after, std::clamp(limit, 1, kReadMax));
    std::vector<StreamVersionPair> pairs;
    while (query.step()) pairs.push_back({query.text(0), query.integer(1), query.integer(2)});
    return pairs;
  });
}

Result<std::vector<HeldClaim>> SqliteEventLog::read_claims(const Claim& after, int limit) {
  return store_.read([&](Connection& connection) -> Result<std::vector<HeldClaim>> {
    auto query = connection.prepare(
        "SELECT key, kind, tenant_id, owner FROM claims WHERE (key, kind, tenant_id) > (?, ?, ?)"
        " ORDER BY key, kind, tenant_id LIMIT ?");
    query.bind(after.key, after.kind, after.tenant_id, std::clamp(limit, 1, kReadMax));
    std::vector<HeldClaim> claims;
    while (query.step()) {
      claims.push_back({Claim{query.text(2), query.text(1), query.text(0)}, query.text(3)});
    }
    return claims;
  });
}

Result<std::vector<Entry>> SqliteEventLog::read_entries(const Entry& after, int limit) {
  return store_.read([&](Connection& connection) -> Result<std::vector<Entry>> {
    auto rows = connection.prepare(
        "SELECT tenant_id, kind, key, stream_id FROM entries"
        " WHERE (tenant_id, kind, key, stream_id) > (?, ?, ?, ?)"
        " ORDER BY tenant_id, kind, key, stream_id LIMIT ?");
    rows.bind(after.tenant_id, after.kind, after.key, after.stream_id,
              std::clamp(limit, 1, kReadMax));
    std::vector<Entry> entries;
    while (rows.step()) {
      entries.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3)});
    }
    return entries;
  });
}

Result<bool> SqliteEventLog::has_entry(const Entry& entry) {
  return store_.read([&](Connection& connection) -> Result<bool> {
    auto row = connection.prepare(
        "SELECT 1 FROM entries WHERE tenant_id = ? AND kind = ? AND key = ? AND stream_id = ?");
    row.bind(entry.tenant_id, entry.kind, entry.key, entry.stream_id);
    return row.step();
  });
}

Result<std::int64_t> SqliteEventLog::raise_epoch() {
  return store_.write([](Connection& connection) -> Result<std::int64_t> {
    auto query = connection.prepare("UPDATE head SET epoch = epoch + 1 RETURNING epoch");
    query.step();
    const auto epoch = query.integer(0);
    query.run();
    return epoch;
  });
}

Result<std::int64_t> SqliteEventLog::purge_expired_answers(Timestamp now) {
  return store_.write([&](Connection& connection) -> Result<std::int64_t> {
    connection.prepare("DELETE FROM idempotency WHERE expires_at <= ?").bind(now.ms).run();
    return connection.changes();
  });
}

}  // namespace authledger::infra
