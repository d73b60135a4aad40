#include "infra/sqlite/attachment_store.h"

#include <algorithm>

namespace authledger::infra {

using sqlite::Blob;
using sqlite::Connection;

namespace {

std::vector<DueAttachment> read(sqlite::Statement& query) {
  std::vector<DueAttachment> out;
  while (query.step()) out.push_back({query.text(0), query.text(1)});
  return out;
}

}  // namespace

Result<std::optional<std::string>> SqliteAttachmentStore::get(const std::string& kind,
                                                              const std::string& id) {
  return store_.read([&](Connection& connection) -> Result<std::optional<std::string>> {
    auto query = connection.prepare("SELECT bytes FROM attachments WHERE kind = ? AND id = ?");
    return query.bind(kind, id).step() ? std::optional(query.text(0)) : std::nullopt;
  });
}

Status SqliteAttachmentStore::put(const std::string& kind, const std::string& id,
                                  const std::string& bytes) {
  return store_.write([&](Connection& connection) -> Status {
    connection
        .prepare(
            "INSERT INTO attachments (kind, id, due_at, queued_at, bytes) VALUES (?, ?, 0, 0, ?)"
            " ON CONFLICT (kind, id) DO UPDATE SET bytes = excluded.bytes")
        .bind(kind, id, Blob{bytes})
        .run();
    return {};
  });
}

Status SqliteAttachmentStore::remove(const std::string& kind, const std::string& id) {
  return store_.write([&](Connection& connection) -> Status {
    connection.prepare("DELETE FROM attachments WHERE kind = ? AND id = ?").bind(kind, id).run();
    return {};
  });
}

Result<std::vector<DueAttachment>> SqliteAttachmentStore::take_due(const std::string& kind,
                                                                   Timestamp now, Timestamp until,
                                                                   int limit) {
  return store_.transact([&](Connection& connection) -> Result<std::vector<DueAttachment>> {
    std::vector<DueAttachment> due;
    {
      auto query = connection.prepare(
          "SELECT id, bytes FROM attachments WHERE kind = ? AND due_at > 0 AND due_at <= ?"
          " ORDER BY due_at LIMIT ?");
      query.bind(kind, now.ms, limit);
      due = read(query);
    }
    auto lease = connection.prepare("UPDATE attachments SET due_at = ? WHERE kind = ? AND id = ?");
    for (const auto& one : due) lease.bind(std::max(now, until).ms, kind, one.id).run();
    return due;
  });
}

Status SqliteAttachmentStore::give_back(const std::string& kind, const std::string& id,
                                        Timestamp until, Timestamp due_at) {
  return store_.write([&](Connection& connection) -> Status {
    connection.prepare("UPDATE attachments SET due_at = ? WHERE kind = ? AND id = ? AND due_at = ?")
        .bind(due_at.ms, kind, id, until.ms)
        .run();
    return {};
  });
}

Status SqliteAttachmentStore::settle(const std::string& kind, const std::string& id,
                                     Timestamp until) {
  return store_.write([&](Connection& connection) -> Status {
    connection.prepare("DELETE FROM attachments WHERE kind = ? AND id = ? AND due_at = ?")
        .bind(kind, id, until.ms)
        .run();
    return {};
  });
}

Result<std::optional<Timestamp>> SqliteAttachmentStore::next_due(const std::string& kind) {
  return store_.read([&](Connection& connection) -> Result<std::optional<Timestamp>> {
    auto query = connection.prepare(
        "SELECT due_at FROM attachments WHERE kind = ? AND due_at > 0 ORDER BY due_at LIMIT 1");
    if (!query.bind(kind).step()) return std::optional<Timestamp>();
    return std::optional(Timestamp{query.integer(0)});
  });
}

Result<QueueLength> SqliteAttachmentStore::queue_length(const std::string& kind) {
  return store_.read([&](Connection& connection) -> Result<QueueLength> {
    auto query = connection.prepare(
        "SELECT count(*), coalesce(min(queued_at), 0) FROM attachments"
        " WHERE kind = ? AND due_at > 0");
    query.bind(kind).step();
    return QueueLength{query.integer(0), Timestamp{query.integer(1)}};
  });
}

Result<std::vector<DueAttachment>> SqliteAttachmentStore::last(const std::string& kind, int count) {
  return store_.read([&](Connection& connection) -> Result<std::vector<DueAttachment>> {
    auto query = connection.prepare(
        "SELECT id, bytes FROM attachments WHERE kind = ? ORDER BY id DESC LIMIT ?");
    query.bind(kind, count);
    auto newest = read(query);
    std::reverse(newest.begin(), newest.end());
    return newest;
  });
}

Status SqliteAttachmentStore::keep_last(const std::string& kind, int count) {
  return store_.write([&](Connection& connection) -> Status {
    connection
        .prepare(
            "DELETE FROM attachments WHERE kind = ?1 AND id <= (SELECT id FROM attachments"
            " WHERE kind = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)")
        .bind(kind, count)
        .run();
    return {};
  });
}

}  // namespace authledger::infra
