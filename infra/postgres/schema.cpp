// The PostgreSQL schema, version by version. Times are milliseconds since 1970 UTC, as in
// Timestamp.
#include <array>

#include "infra/postgres/migrate.h"

namespace authledger::infra {

namespace {

// events: a unique index cannot span partitions without the partition key, so event_id and
// (stream_id, stream_version) are unique per partition, and the row of `streams`, locked through
// the head, keeps versions exact over all of them.
constexpr std::string_view kVersion1 = R"sql(
CREATE TABLE head (
  one bool PRIMARY KEY DEFAULT true CHECK (one),
  position bigint NOT NULL,
  epoch bigint NOT NULL,
  hash bytea NOT NULL) WITH (fillfactor = 10);
INSERT INTO head (position, epoch, hash) VALUES (0, 1, decode(repeat('00', 32), 'hex'));

CREATE TABLE events (
  position bigint NOT NULL,
  event_id text NOT NULL,
  tenant_id text NOT NULL,
  stream_id text NOT NULL,
  stream_version bigint NOT NULL,
  type text NOT NULL,
  schema_version int NOT NULL,
  recorded_at bigint NOT NULL,
  subject text NOT NULL,
  payload text NOT NULL,
  meta text NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (position)) PARTITION BY RANGE (position);

CREATE TABLE event_partitions (
  name text PRIMARY KEY,
  first_position bigint NOT NULL,
  end_position bigint NOT NULL);  -- exclusive

-- Makes sure that positions below `until` have a partition; answers the new end. Attaching takes a
-- lock that readers and writers do not notice. Definer: the runtime role may not create tables.
CREATE FUNCTION ensure_event_partitions(until bigint, size bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  first bigint := coalesce((SELECT max(end_position) FROM event_partitions), 1);
  name text;
BEGIN
  WHILE first < until LOOP
    name := 'events_from_' || first;
    EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING ALL, CHECK (position >= %s AND position < %s))',
                   name, first, first + size);
    EXECUTE format('CREATE UNIQUE INDEX ON %I (event_id)', name);
    EXECUTE format('CREATE UNIQUE INDEX ON %I (stream_id, stream_version)', name);
    EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                   name, first, first + size);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO authledger_runtime', name);
    INSERT INTO event_partitions VALUES (name, first, first + size);
    first := first + size;
  END LOOP;
  RETURN first;
END $$;
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION ensure_event_partitions(bigint, bigint) SET search_path = %I, pg_temp',
                 current_schema());
END $$;
REVOKE ALL ON FUNCTION ensure_event_partitions(bigint, bigint) FROM PUBLIC;

CREATE TABLE streams (
  stream_id text PRIMARY KEY,
  version bigint NOT NULL) WITH (fillfactor = 90);
CREATE TABLE claims (
  tenant_id text NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  owner text NOT NULL,
  PRIMARY KEY (key, kind, tenant_id));
CREATE TABLE idempotency (
  key_hash text PRIMARY KEY,
  request_hash text NOT NULL,
  answer text NOT NULL,
  position bigint NOT NULL,
  expires_at bigint NOT NULL);
CREATE INDEX ON idempotency (expires_at);
CREATE TABLE subject_keys (
  subject text PRIMARY KEY,
  wrapped bytea NOT NULL);  -- empty: destroyed, for ever
CREATE TABLE key_ring (
  name text NOT NULL,
  version int NOT NULL,
  wrapped bytea NOT NULL,
  PRIMARY KEY (name, version));
CREATE TABLE signing_keys (
  kid text PRIMARY KEY,
  public_pem text NOT NULL,
  sealed_private bytea NOT NULL,
  created_at bigint NOT NULL,
  retired_at bigint NOT NULL);  -- 0: active
CREATE TABLE checkpoints (
  name text PRIMARY KEY,
  position bigint NOT NULL);
CREATE TABLE tenants (
  codename text PRIMARY KEY,
  created_at bigint NOT NULL);
INSERT INTO tenants VALUES ('root', (extract(epoch FROM now()) * 1000)::bigint);

DO $$ BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO authledger_runtime', current_schema());
END $$;
GRANT SELECT ON schema_version, event_partitions TO authledger_runtime;
GRANT SELECT, INSERT ON events, tenants TO authledger_runtime;
GRANT SELECT, UPDATE ON head TO authledger_runtime;
GRANT SELECT, INSERT, UPDATE ON streams, subject_keys, key_ring, signing_keys
  TO authledger_runtime;
GRANT SELECT, INSERT, UPDATE, DELETE ON claims, idempotency, checkpoints TO authledger_runtime;
GRANT EXECUTE ON FUNCTION ensure_event_partitions(bigint, bigint) TO authledger_runtime;
)sql";

// Bytes beside the log, removed when they are done with. due_at: when a worker has to look, 0
// never.
constexpr std::string_view kVersion2 = R"sql(
CREATE TABLE attachments (
  kind text NOT NULL,
  id text NOT NULL,
  due_at bigint NOT NULL,
  queued_at bigint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (kind, id));
CREATE INDEX attachments_by_due ON attachments (kind, due_at, queued_at) WHERE due_at > 0;
GRANT SELECT, INSERT, UPDATE, DELETE ON attachments TO authledger_runtime;
)sql";

// entries: bytes decide their order, as in every other store.
constexpr std::string_view kVersion3 = R"sql(
CREATE TABLE entries (
  tenant_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  stream_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, kind, key, stream_id));
GRANT SELECT, INSERT, DELETE ON entries TO authledger_runtime;
)sql";

constexpr std::array kMigrations = {Migration{1, kVersion1}, Migration{2, kVersion2},
                                    Migration{3, kVersion3}};

}  // namespace

std::span<const Migration> postgres_migrations() { return kMigrations; }

}  // namespace authledger::infra
