#include "infra/sqlite/schema.h"

#include <array>

namespace authledger::infra {

namespace {

constexpr std::string_view kVersion1 = R"sql(
CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  position INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  hash BLOB NOT NULL);
INSERT INTO head VALUES (1, 0, 1, zeroblob(32));
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  tenant_id TEXT NOT NULL,
  stream_id TEXT NOT NULL,
  stream_version INTEGER NOT NULL,
  type TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  meta TEXT NOT NULL,
  hash BLOB NOT NULL,
  UNIQUE (stream_id, stream_version));
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
  BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
  BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TABLE streams (stream_id TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE claims (
  tenant_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (key, kind, tenant_id)) WITHOUT ROWID;
CREATE TABLE idempotency (
  key_hash TEXT PRIMARY KEY,
  request_hash TEXT NOT NULL,
  answer TEXT NOT NULL,
  position INTEGER NOT NULL,
  expires_at INTEGER NOT NULL);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);
CREATE TABLE subject_keys (subject TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE key_ring (
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  wrapped BLOB NOT NULL,
  PRIMARY KEY (name, version)) WITHOUT ROWID;
CREATE TABLE signing_keys (
  kid TEXT PRIMARY KEY,
  public_pem TEXT NOT NULL,
  sealed_private BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  retired_at INTEGER NOT NULL);
CREATE TABLE checkpoints (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tenants (codename TEXT PRIMARY KEY, created_at INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO tenants VALUES ('root', CAST(strftime('%s', 'now') AS INTEGER) * 1000);
)sql";

constexpr std::string_view kVersion2 = R"sql(
CREATE TABLE attachments (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  queued_at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (kind, id));
CREATE INDEX attachments_by_due ON attachments (kind, due_at, queued_at) WHERE due_at > 0;
)sql";

constexpr std::string_view kVersion3 = R"sql(
CREATE TABLE entries (
  tenant_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  stream_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, kind, key, stream_id)) WITHOUT ROWID;
)sql";

constexpr std::array kMigrations = {Migration{1, kVersion1}, Migration{2, kVersion2},
                                    Migration{3, kVersion3}};

}  // namespace

std::span<const Migration> sqlite_log_migrations() { return kMigrations; }

}  // namespace authledger::infra
