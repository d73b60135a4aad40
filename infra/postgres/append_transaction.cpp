#include "infra/postgres/append_transaction.h"

#include <algorithm>

namespace authledger::infra {

using command::Claim;
using command::Remembered;

namespace {

// The lock comes first: under READ COMMITTED each later statement takes a new snapshot, which then
// shows everything that was committed by the previous holder.
constexpr std::string_view kLockHead =
    "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT position, hash FROM head FOR UPDATE";

constexpr PgStatement kLoad{"append_load", R"sql(
SELECT 1, stream_id, NULL, NULL, NULL, version, NULL::bigint
  FROM streams WHERE stream_id = ANY($1::text[])
UNION ALL
SELECT 2, c.tenant_id, c.kind, c.key, c.owner, NULL, NULL
  FROM unnest($2::text[], $3::text[], $4::text[]) AS asked (tenant_id, kind, key)
  JOIN claims c ON c.key = asked.key AND c.kind = asked.kind AND c.tenant_id = asked.tenant_id
UNION ALL
SELECT 3, key_hash, request_hash, answer, NULL, position, expires_at
  FROM idempotency WHERE key_hash = ANY($5::text[])
)sql"};

constexpr PgStatement kWrite{"append_write", R"sql(
WITH new_events AS (
  INSERT INTO events (position, event_id, tenant_id, stream_id, stream_version, type,
                      schema_version, recorded_at, subject, payload, meta, hash)
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[],
                       $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::text[],
                       $12::bytea[])),
new_versions AS (
  INSERT INTO streams SELECT * FROM unnest($13::text[], $14::bigint[])
  ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version),
new_claims AS (
  INSERT INTO claims (tenant_id, kind, key, owner)
  SELECT * FROM unnest($15::text[], $16::text[], $17::text[], $18::text[])
  ON CONFLICT (key, kind, tenant_id) DO UPDATE SET owner = excluded.owner),
new_answers AS (
  INSERT INTO idempotency (key_hash, request_hash, answer, position, expires_at)
  SELECT * FROM unnest($19::text[], $20::text[], $21::text[], $22::bigint[], $23::bigint[])
  ON CONFLICT (key_hash) DO UPDATE SET request_hash = excluded.request_hash,
    answer = excluded.answer, position = excluded.position, expires_at = excluded.expires_at),
new_keys AS (
  INSERT INTO subject_keys (subject, wrapped) SELECT * FROM unnest($24::text[], $25::bytea[])
  ON CONFLICT (subject) DO NOTHING),
new_entries AS (
  INSERT INTO entries (tenant_id, kind, key, stream_id)
  SELECT * FROM unnest($26::text[], $27::text[], $28::text[], $29::text[])
  ON CONFLICT (tenant_id, kind, key, stream_id) DO NOTHING)
UPDATE head SET position = $30::bigint, hash = $31::bytea
)sql"};

constexpr PgStatement kRelease{"append_release", R"sql(
DELETE FROM claims c USING unnest($1::text[], $2::text[], $3::text[]) AS gone (tenant_id, kind, key)
 WHERE c.key = gone.key AND c.kind = gone.kind AND c.tenant_id = gone.tenant_id
)sql"};

constexpr PgStatement kRemoveAttachments{"append_remove_attachments", R"sql(
DELETE FROM attachments a USING unnest($1::text[], $2::text[]) AS gone (kind, id)
 WHERE a.kind = gone.kind AND a.id = gone.id
)sql"};

constexpr PgStatement kPutAttachments{"append_put_attachments", R"sql(
INSERT INTO attachments (kind, id, due_at, queued_at, bytes)
SELECT kind, id, due_at, due_at, bytes
  FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bytea[]) AS new (kind, id, due_at, bytes)
ON CONFLICT (kind, id) DO UPDATE SET due_at = excluded.due_at, queued_at = excluded.queued_at,
  bytes = excluded.bytes
)sql"};

constexpr PgStatement kPostponeAttachments{"append_postpone_attachments", R"sql(
UPDATE attachments a SET due_at = later.due_at
  FROM unnest($1::text[], $2::text[], $3::bigint[]) AS later (kind, id, due_at)
 WHERE a.kind = later.kind AND a.id = later.id
)sql"};

constexpr PgStatement kRemoveEntries{"append_remove_entries", R"sql(
DELETE FROM entries e
 USING unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS gone (tenant_id, kind, key, stream)
 WHERE e.tenant_id = gone.tenant_id AND e.kind = gone.kind AND e.key = gone.key
   AND e.stream_id = gone.stream
)sql"};

constexpr PgStatement kPartitions{"append_partitions",
                                  "SELECT ensure_event_partitions($1::bigint, $2::bigint)"};

constexpr PgStatement kFindEvent{
    "append_find_event",
    "SELECT 1 FROM events WHERE position = $1::bigint AND event_id = $2::text"};

constexpr PgStatement kFindAnswer{"append_find_answer", R"sql(
SELECT 1 FROM idempotency
 WHERE key_hash = $1::text AND request_hash = $2::text AND expires_at = $3::bigint
)sql"};

void bind_events(PgParams& params, const BatchPlan& plan) {
  const auto& events = plan.events();
  params.integers(events, [](const auto* e) { return e->position; })
      .texts(events, [](const auto* e) -> std::string_view { return e->event_id; })
      .texts(events, [](const auto* e) -> std::string_view { return e->tenant_id; })
      .texts(events, [](const auto* e) -> std::string_view { return e->stream_id; })
      .integers(events, [](const auto* e) { return e->stream_version; })
      .texts(events, [](const auto* e) -> std::string_view { return e->type; })
      .integers(events, [](const auto* e) { return std::int64_t{e->schema_version}; })
      .integers(events, [](const auto* e) { return e->recorded_at.ms; })
      .texts(events, [](const auto* e) -> std::string_view { return e->subject; })
      .texts(events, [](const auto* e) -> std::string_view { return e->payload; })
      .texts(events, [](const auto* e) -> std::string_view { return e->meta; })
      .byteas(plan.hashes(), [](const auto& hash) -> std::string_view { return hash; });
}

void bind_entries(PgParams& params, const std::vector<const command::Entry*>& entries) {
  params.texts(entries, [](const auto* e) -> std::string_view { return e->tenant_id; })
      .texts(entries, [](const auto* e) -> std::string_view { return e->kind; })
      .texts(entries, [](const auto* e) -> std::string_view { return e->key; })
      .texts(entries, [](const auto* e) -> std::string_view { return e->stream_id; });
}

void bind_others(PgParams& params, const BatchPlan& plan) {
  using View = std::string_view;
  params.texts(plan.streams(), [](const auto& s) -> View { return s.first; })
      .integers(plan.streams(), [](const auto& s) { return s.second; });
  const auto& taken = plan.taken();
  params.texts(taken, [](const auto& t) -> View { return t.first.tenant_id; })
      .texts(taken, [](const auto& t) -> View { return t.first.kind; })
      .texts(taken, [](const auto& t) -> View { return t.first.key; })
      .texts(taken, [](const auto& t) -> View { return t.second; });
  const auto& answers = plan.remembered();
  params.texts(answers, [](const auto& a) -> View { return a.first; })
      .texts(answers, [](const auto& a) -> View { return a.second->request_hash; })
      .texts(answers, [](const auto& a) -> View { return a.second->answer; })
      .integers(answers, [](const auto& a) { return a.second->position; })
      .integers(answers, [](const auto& a) { return a.second->expires_at.ms; });
  params.texts(plan.new_keys(), [](const auto* k) -> View { return k->subject; })
      .byteas(plan.new_keys(), [](const auto* k) -> View { return k->wrapped; });
  bind_entries(params, plan.added_entries());
}

void put_row(LogState& state, const pqxx::row& row) {
  auto first = row[1].as<std::string>();
  switch (row[0].as<int>()) {
    case 1:
      state.streams.emplace(std::move(first), row[5].as<StreamVersion>());
      break;
    case 2:
      state.claims.emplace(Claim{first, row[2].as<std::string>(), row[3].as<std::string>()},
                           row[4].as<std::string>());
      break;
    default:
      state.remembered.emplace(
          first, Remembered{first, row[2].as<std::string>(), row[3].as<std::string>(),
                            row[5].as<Position>(), Timestamp{row[6].as<std::int64_t>()}});
  }
}

PgParams& bind_claims(PgParams& params, const std::vector<Claim>& claims) {
  return params.texts(claims, [](const auto& c) -> std::string_view { return c.tenant_id; })
      .texts(claims, [](const auto& c) -> std::string_view { return c.kind; })
      .texts(claims, [](const auto& c) -> std::string_view { return c.key; });
}

template <class Range, class Key>
PgParams attachment_keys(const Range& items, Key key) {
  PgParams params;
  params.texts(items, [&](const auto& i) -> std::string_view { return key(i).first; })
      .texts(items, [&](const auto& i) -> std::string_view { return key(i).second; });
  return params;
}

void write_attachments(PgConnection& session, const BatchPlan& plan) {
  const auto first = [](const auto& item) -> const AttachmentKey& { return item.first; };
  if (const auto& removed = plan.removed_attachments(); !removed.empty()) {
    const auto self = [](const AttachmentKey& key) -> const AttachmentKey& { return key; };
    session.run(kRemoveAttachments, attachment_keys(removed, self));
  }
  if (const auto& put = plan.put_attachments(); !put.empty()) {
    auto params = attachment_keys(put, first);
    params.integers(put, [](const auto& p) { return p.second->due_at.ms; })
        .byteas(put, [](const auto& p) -> std::string_view { return p.second->bytes; });
    session.run(kPutAttachments, params);
  }
  if (const auto& postponed = plan.postponed_attachments(); !postponed.empty()) {
    auto params = attachment_keys(postponed, first);
    params.integers(postponed, [](const auto& p) { return p.second.ms; });
    session.run(kPostponeAttachments, params);
  }
}

}  // namespace

LogState PgAppendTransaction::lock_and_load(const BatchNeeds& needs) {
  LogState state;
  const auto head = session_.run(kLockHead);
  state.position = head.at(0)[0].as<Position>();
  state.hash = bytea(head.at(0)[1]);
  reached(AppendStage::kHeadLocked);
  if (needs.streams.empty() && needs.claims.empty() && needs.key_hashes.empty()) return state;
  const auto as_view = [](const std::string& text) -> std::string_view { return text; };
  PgParams params;
  params.texts(needs.streams, as_view);
  bind_claims(params, needs.claims).texts(needs.key_hashes, as_view);
  for (const auto& row : session_.run(kLoad, params)) put_row(state, row);
  return state;
}

// A tenth of a partition ahead, so that no append waits for it.
void PgAppendTransaction::make_partitions(Position head) {
  const auto until = head + std::max<std::int64_t>(settings_.partition_size / 10, 1) + 1;
  if (until <= partitions_end_) return;
  PgParams params;
  params.integer(until).integer(settings_.partition_size);
  partitions_end_ = session_.run(kPartitions, params).at(0)[0].as<std::int64_t>();
}

void PgAppendTransaction::write(const BatchPlan& plan) {
  if (!plan.released().empty()) {
    PgParams params;
    bind_claims(params, plan.released());
    session_.run(kRelease, params);
  }
  if (!plan.removed_entries().empty()) {
    PgParams params;
    bind_entries(params, plan.removed_entries());
    session_.run(kRemoveEntries, params);
  }
  PgParams params;
  bind_events(params, plan);
  bind_others(params, plan);
  params.integer(plan.head()).bytes(plan.head_hash());
  session_.run(kWrite, params);
  write_attachments(session_, plan);
}

void PgAppendTransaction::prepare(BatchPlan& plan, Timestamp now, HashChain& chain) {
  plan.decide(lock_and_load(plan.needs()), now, chain);
  if (plan.writes_nothing()) return;
  make_partitions(plan.head());
  write(plan);
}

void PgAppendTransaction::commit() {
  reached(AppendStage::kBeforeCommit);
  session_.run("COMMIT");
  reached(AppendStage::kCommitted);
}

CommitFate find_fate(PgConnection& session, const BatchPlan& plan) {
  session.run(kLockHead);
  PgParams params;
  CommitFate fate = CommitFate::kUnknown;
  if (!plan.events().empty()) {
    const auto& first = *plan.events().front();
    params.integer(first.position).text(first.event_id);
    const bool found = !session.run(kFindEvent, params).empty();
    fate = found ? CommitFate::kCommitted : CommitFate::kRolledBack;
  } else if (!plan.remembered().empty()) {
    const auto& answer = *plan.remembered().begin()->second;
    params.text(answer.key_hash).text(answer.request_hash).integer(answer.expires_at.ms);
    const bool found = !session.run(kFindAnswer, params).empty();
    fate = found ? CommitFate::kCommitted : CommitFate::kRolledBack;
  }
  session.run("ROLLBACK");
  return fate;
}

}  // namespace authledger::infra
