// The write side of SqliteEventLog.
#include "infra/sqlite/event_log.h"
#include "shared/errors.h"

namespace authledger::infra {

using command::AppendItem;
using command::Claim;
using command::Remembered;

namespace {

Status load_head(Database& database, LogState& state) {
  auto head = database.query("SELECT position, hash FROM head");
  AUTHLEDGER_CHECK(head.step());
  state.position = head.integer(0);
  state.hash = head.text(1);
  return {};
}

Status load_streams(Database& database, const BatchNeeds& needs, LogState& state) {
  auto query = database.query("SELECT version FROM streams WHERE stream_id = ?");
  for (const auto& stream : needs.streams) {
    query.restart();
    AUTHLEDGER_TRY(found, query.bind(stream).step());
    if (found) state.streams.emplace(stream, query.integer(0));
  }
  return {};
}

Status load_claims(Database& database, const BatchNeeds& needs, LogState& state) {
  auto query =
      database.query("SELECT owner FROM claims WHERE key = ? AND kind = ? AND tenant_id = ?");
  for (const auto& claim : needs.claims) {
    query.restart();
    AUTHLEDGER_TRY(found, query.bind(claim.key, claim.kind, claim.tenant_id).step());
    if (found) state.claims.emplace(claim, query.text(0));
  }
  return {};
}

Status load_answers(Database& database, const BatchNeeds& needs, LogState& state) {
  auto query = database.query(
      "SELECT request_hash, answer, position, expires_at"
      " FROM idempotency WHERE key_hash = ?");
  for (const auto& key : needs.key_hashes) {
    query.restart();
    AUTHLEDGER_TRY(found, query.bind(key).step());
    if (!found) continue;
    state.remembered.emplace(key, Remembered{key, query.text(0), query.text(1), query.integer(2),
                                             Timestamp{query.integer(3)}});
  }
  return {};
}

Status write_events(Database& database, const BatchPlan& plan) {
  auto query = database.query("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < plan.events().size(); ++i) {
    const auto& event = *plan.events()[i];
    query.restart();
    query.bind(event.position, event.event_id, event.tenant_id, event.stream_id,
               event.stream_version, event.type, event.schema_version, event.recorded_at.ms,
               event.subject, event.payload, event.meta, Blob{plan.hashes()[i]});
    AUTHLEDGER_CHECK(query.run());
  }
  auto stream = database.query(
      "INSERT INTO streams VALUES (?, ?) "
      "ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version");
  for (const auto& [id, version] : plan.streams()) {
    stream.restart();
    AUTHLEDGER_CHECK(stream.bind(id, version).run());
  }
  return database.query("UPDATE head SET position = ?, hash = ?")
      .bind(plan.head(), Blob{plan.head_hash()})
      .run();
}

Status write_claims(Database& database, const BatchPlan& plan) {
  auto release = database.query("DELETE FROM claims WHERE key = ? AND kind = ? AND tenant_id = ?");
  for (const auto& claim : plan.released()) {
    release.restart();
    AUTHLEDGER_CHECK(release.bind(claim.key, claim.kind, claim.tenant_id).run());
  }
  auto take = database.query(
      "INSERT INTO claims (key, kind, tenant_id, owner) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (key, kind, tenant_id) DO UPDATE SET owner = excluded.owner");
  for (const auto& [claim, owner] : plan.taken()) {
    take.restart();
    AUTHLEDGER_CHECK(take.bind(claim.key, claim.kind, claim.tenant_id, owner).run());
  }
  return {};
}

Status write_answers_and_keys(Database& database, const BatchPlan& plan) {
  auto answer = database.query("INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?)");
  for (const auto& [key, kept] : plan.remembered()) {
    answer.restart();
    answer.bind(key, kept->request_hash, kept->answer, kept->position, kept->expires_at.ms);
    AUTHLEDGER_CHECK(answer.run());
  }
  auto add =
      database.query("INSERT INTO subject_keys VALUES (?, ?) ON CONFLICT (subject) DO NOTHING");
  for (const auto* key : plan.new_keys()) {
    add.restart();
    AUTHLEDGER_CHECK(add.bind(key->subject, Blob{key->wrapped}).run());
  }
  return {};
}

}  // namespace

std::vector<command::AppendOutcome> SqliteEventLog::append(std::span<AppendItem> items) {
  if (items.empty()) return {};
  return store_.write([&](Database& database) { return append_batch(database, items); });
}

// One bad item must not fail its neighbours: a batch that was refused for a value is tried one by
// one.
SqliteEventLog::Outcomes SqliteEventLog::append_batch(Database& database,
                                                      std::span<AppendItem> items) {
  BatchPlan plan(items);
  const auto done = database.transact([&] { return append_locked(database, plan); });
  if (done) return plan.take_outcomes();
  if (done.error().code != Code::kInternal || items.size() == 1) {
    return all_failed(items.size(), done.error());
  }
  Outcomes outcomes;
  outcomes.reserve(items.size());
  for (auto& item : items) {
    outcomes.push_back(std::move(append_batch(database, std::span(&item, 1)).front()));
  }
  return outcomes;
}

Status SqliteEventLog::append_locked(Database& database, BatchPlan& plan) {
  LogState state;
  AUTHLEDGER_CHECK(load_head(database, state));
  AUTHLEDGER_CHECK(load_streams(database, plan.needs(), state));
  AUTHLEDGER_CHECK(load_claims(database, plan.needs(), state));
  AUTHLEDGER_CHECK(load_answers(database, plan.needs(), state));
  plan.decide(std::move(state), clock_.now(), chain_);
  if (plan.writes_nothing()) return {};
  AUTHLEDGER_CHECK(write_events(database, plan));
  AUTHLEDGER_CHECK(write_claims(database, plan));
  AUTHLEDGER_CHECK(write_answers_and_keys(database, plan));
  if (before_commit_) before_commit_();
  return {};
}

}  // namespace authledger::infra
