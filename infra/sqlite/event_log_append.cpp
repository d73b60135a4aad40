// The write side of SqliteEventLog.
#include "infra/sqlite/event_log.h"
#include "shared/errors.h"

namespace authledger::infra {

using command::AppendItem;
using command::Claim;
using command::Remembered;
using sqlite::Blob;
using sqlite::Connection;

namespace {

void load_head(Connection& connection, LogState& state) {
  auto head = connection.prepare("SELECT position, hash FROM head");
  head.step();
  state.position = head.integer(0);
  state.hash = head.text(1);
}

void load_streams(Connection& connection, const BatchNeeds& needs, LogState& state) {
  auto query = connection.prepare("SELECT version FROM streams WHERE stream_id = ?");
  for (const auto& stream : needs.streams) {
    query.reset();
    if (query.bind(stream).step()) state.streams.emplace(stream, query.integer(0));
  }
}

void load_claims(Connection& connection, const BatchNeeds& needs, LogState& state) {
  auto query =
      connection.prepare("SELECT owner FROM claims WHERE key = ? AND kind = ? AND tenant_id = ?");
  for (const auto& claim : needs.claims) {
    query.reset();
    if (query.bind(claim.key, claim.kind, claim.tenant_id).step())
      state.claims.emplace(claim, query.text(0));
  }
}

void load_answers(Connection& connection, const BatchNeeds& needs, LogState& state) {
  auto query = connection.prepare(
      "SELECT request_hash, answer, position, expires_at"
      " FROM idempotency WHERE key_hash = ?");
  for (const auto& key : needs.key_hashes) {
    query.reset();
    if (!query.bind(key).step()) continue;
    state.remembered.emplace(key, Remembered{key, query.text(0), query.text(1), query.integer(2),
                                             Timestamp{query.integer(3)}});
  }
}

void write_events(Connection& connection, const BatchPlan& plan) {
  auto query = connection.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t i = 0; i < plan.events().size(); ++i) {
    const auto& event = *plan.events()[i];
    query.bind(event.position, event.event_id, event.tenant_id, event.stream_id,
               event.stream_version, event.type, event.schema_version, event.recorded_at.ms,
               event.subject, event.payload, event.meta, Blob{plan.hashes()[i]});
    query.run();
  }
  auto stream = connection.prepare(
      "INSERT INTO streams VALUES (?, ?) "
      "ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version");
  for (const auto& [id, version] : plan.streams()) {
    stream.bind(id, version).run();
  }
  connection.prepare("UPDATE head SET position = ?, hash = ?")
      .bind(plan.head(), Blob{plan.head_hash()})
      .run();
}

void write_claims(Connection& connection, const BatchPlan& plan) {
  auto release =
      connection.prepare("DELETE FROM claims WHERE key = ? AND kind = ? AND tenant_id = ?");
  for (const auto& claim : plan.released()) {
    release.bind(claim.key, claim.kind, claim.tenant_id).run();
  }
  auto take = connection.prepare(
      "INSERT INTO claims (key, kind, tenant_id, owner) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (key, kind, tenant_id) DO UPDATE SET owner = excluded.owner");
  for (const auto& [claim, owner] : plan.taken()) {
    take.bind(claim.key, claim.kind, claim.tenant_id, owner).run();
  }
}

void write_entries(Connection& connection, const BatchPlan& plan) {
  auto remove = connection.prepare(
      "DELETE FROM entries WHERE tenant_id = ? AND kind = ? AND key = ? AND stream_id = ?");
  for (const auto* one : plan.removed_entries()) {
    remove.bind(one->tenant_id, one->kind, one->key, one->stream_id).run();
  }
  auto add = connection.prepare(
      "INSERT INTO entries (tenant_id, kind, key, stream_id) VALUES (?, ?, ?, ?)"
      " ON CONFLICT DO NOTHING");
  for (const auto* one : plan.added_entries()) {
    add.bind(one->tenant_id, one->kind, one->key, one->stream_id).run();
  }
}

void write_answers_and_keys(Connection& connection, const BatchPlan& plan) {
  auto answer = connection.prepare("INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?)");
  for (const auto& [key, kept] : plan.remembered()) {
    answer.bind(key, kept->request_hash, kept->answer, kept->position, kept->expires_at.ms);
    answer.run();
  }
  auto add =
      connection.prepare("INSERT INTO subject_keys VALUES (?, ?) ON CONFLICT (subject) DO NOTHING");
  for (const auto* key : plan.new_keys()) {
    add.bind(key->subject, Blob{key->wrapped}).run();
  }
}

void write_attachments(Connection& connection, const BatchPlan& plan) {
  if (!plan.removed_attachments().empty()) {
    auto remove = connection.prepare("DELETE FROM attachments WHERE kind = ? AND id = ?");
    for (const auto& [kind, id] : plan.removed_attachments()) remove.bind(kind, id).run();
  }
  if (!plan.put_attachments().empty()) {
    auto put = connection.prepare(
        "INSERT OR REPLACE INTO attachments (kind, id, due_at, queued_at, bytes)"
        " VALUES (?, ?, ?, ?, ?)");
    for (const auto& [key, change] : plan.put_attachments()) {
      put.bind(key.first, key.second, change->due_at.ms, change->due_at.ms, Blob{change->bytes});
      put.run();
    }
  }
  if (!plan.postponed_attachments().empty()) {
    auto postpone =
        connection.prepare("UPDATE attachments SET due_at = ? WHERE kind = ? AND id = ?");
    for (const auto& [key, due_at] : plan.postponed_attachments()) {
      postpone.bind(due_at.ms, key.first, key.second).run();
    }
  }
}

}  // namespace

// One bad item must not fail its neighbours: a batch that was refused for a value is tried one by
// one.
std::vector<command::AppendOutcome> SqliteEventLog::append(std::span<AppendItem> items) {
  if (items.empty()) return {};
  BatchPlan plan(items);
  const auto done = store_.transact(
      [&](Connection& connection) -> Status { return append_locked(connection, plan); });
  if (done) return plan.take_outcomes();
  if (done.error().code != Code::kInternal || items.size() == 1) {
    return all_failed(items.size(), done.error());
  }
  Outcomes outcomes;
  outcomes.reserve(items.size());
  for (auto& item : items) {
    outcomes.push_back(std::move(append(std::span(&item, 1)).front()));
  }
  return outcomes;
}

Status SqliteEventLog::append_locked(Connection& connection, BatchPlan& plan) {
  LogState state;
  load_head(connection, state);
  load_streams(connection, plan.needs(), state);
  load_claims(connection, plan.needs(), state);
  load_answers(connection, plan.needs(), state);
  plan.decide(std::move(state), clock_.now(), chain_);
  if (plan.writes_nothing()) return {};
  write_events(connection, plan);
  write_claims(connection, plan);
  write_entries(connection, plan);
  write_answers_and_keys(connection, plan);
  write_attachments(connection, plan);
  if (before_commit_) before_commit_();
  return {};
}

}  // namespace authledger::infra
