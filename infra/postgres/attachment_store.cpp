#include "infra/postgres/attachment_store.h"

#include <algorithm>

namespace authledger::infra {

namespace {

constexpr PgStatement kGet{"attachment_get",
                           "SELECT bytes FROM attachments WHERE kind = $1::text AND id = $2::text"};
constexpr PgStatement kPut{"attachment_put",
                           "INSERT INTO attachments (kind, id, due_at, queued_at, bytes)"
                           " VALUES ($1::text, $2::text, 0, 0, $3::bytea)"
                           " ON CONFLICT (kind, id) DO UPDATE SET bytes = excluded.bytes"};
constexpr PgStatement kRemove{"attachment_remove",
                              "DELETE FROM attachments WHERE kind = $1::text AND id = $2::text"};
constexpr PgStatement kTakeDue{"attachment_take_due", R"sql(
WITH due AS MATERIALIZED (
  SELECT id FROM attachments WHERE kind = $1::text AND due_at > 0 AND due_at <= $2::bigint
   ORDER BY due_at LIMIT $4::bigint FOR UPDATE SKIP LOCKED)
UPDATE attachments a SET due_at = $3::bigint FROM due WHERE a.kind = $1::text AND a.id = due.id
RETURNING a.id, a.bytes
)sql"};
constexpr PgStatement kGiveBack{"attachment_give_back",
                                "UPDATE attachments SET due_at = $4::bigint"
                                " WHERE kind = $1::text AND id = $2::text AND due_at = $3::bigint"};
constexpr PgStatement kSettle{
    "attachment_settle",
    "DELETE FROM attachments WHERE kind = $1::text AND id = $2::text AND due_at = $3::bigint"};
constexpr PgStatement kNextDue{
    "attachment_next_due",
    "SELECT due_at FROM attachments WHERE kind = $1::text AND due_at > 0 ORDER BY due_at LIMIT 1"};
constexpr PgStatement kLength{"attachment_queue_length",
                              "SELECT count(*), coalesce(min(queued_at), 0) FROM attachments"
                              " WHERE kind = $1::text AND due_at > 0"};
constexpr PgStatement kLast{"attachment_last",
                            "SELECT id, bytes FROM attachments WHERE kind = $1::text"
                            " ORDER BY id DESC LIMIT $2::bigint"};
constexpr PgStatement kKeepLast{"attachment_keep_last", R"sql(
DELETE FROM attachments WHERE kind = $1::text AND id <=
  (SELECT id FROM attachments WHERE kind = $1::text ORDER BY id DESC OFFSET $2::bigint LIMIT 1)
)sql"};

std::vector<DueAttachment> read(const pqxx::result& rows) {
  std::vector<DueAttachment> out;
  for (const auto& row : rows) out.push_back({row[0].as<std::string>(), bytea(row[1])});
  return out;
}

}  // namespace

Result<std::optional<std::string>> PostgresAttachmentStore::get(const std::string& kind,
                                                                const std::string& id) {
  return pool_.with([&](PgConnection& session) -> std::optional<std::string> {
    const auto rows = session.run(kGet, PgParams().text(kind).text(id));
    if (rows.empty()) return std::nullopt;
    return bytea(rows[0][0]);
  });
}

Status PostgresAttachmentStore::put(const std::string& kind, const std::string& id,
                                    const std::string& bytes) {
  AUTHLEDGER_CHECK(pool_.with([&](PgConnection& session) {
    return session.run(kPut, PgParams().text(kind).text(id).bytes(bytes)).affected_rows();
  }));
  return {};
}

Status PostgresAttachmentStore::remove(const std::string& kind, const std::string& id) {
  AUTHLEDGER_CHECK(pool_.with([&](PgConnection& session) {
    return session.run(kRemove, PgParams().text(kind).text(id)).affected_rows();
  }));
  return {};
}

Result<std::vector<DueAttachment>> PostgresAttachmentStore::take_due(const std::string& kind,
                                                                     Timestamp now, Timestamp until,
                                                                     int limit) {
  return pool_.with([&](PgConnection& session) {
    PgParams params;
    params.text(kind).integer(now.ms).integer(std::max(now, until).ms).integer(limit);
    return read(session.run(kTakeDue, params));
  });
}

Status PostgresAttachmentStore::give_back(const std::string& kind, const std::string& id,
                                          Timestamp until, Timestamp due_at) {
  AUTHLEDGER_CHECK(pool_.with([&](PgConnection& session) {
    PgParams params;
    params.text(kind).text(id).integer(until.ms).integer(due_at.ms);
    return session.run(kGiveBack, params).affected_rows();
  }));
  return {};
}

Status PostgresAttachmentStore::settle(const std::string& kind, const std::string& id,
                                       Timestamp until) {
  AUTHLEDGER_CHECK(pool_.with([&](PgConnection& session) {
    return session.run(kSettle, PgParams().text(kind).text(id).integer(until.ms)).affected_rows();
  }));
  return {};
}

Result<std::optional<Timestamp>> PostgresAttachmentStore::next_due(const std::string& kind) {
  return pool_.with([&](PgConnection& session) -> std::optional<Timestamp> {
    const auto rows = session.run(kNextDue, PgParams().text(kind));
    if (rows.empty()) return std::nullopt;
    return Timestamp{rows[0][0].as<std::int64_t>()};
  });
}

Result<QueueLength> PostgresAttachmentStore::queue_length(const std::string& kind) {
  return pool_.with([&](PgConnection& session) {
    const auto row = session.run(kLength, PgParams().text(kind)).at(0);
    return QueueLength{row[0].as<std::int64_t>(), Timestamp{row[1].as<std::int64_t>()}};
  });
}

Result<std::vector<DueAttachment>> PostgresAttachmentStore::last(const std::string& kind,
                                                                 int count) {
  return pool_.with([&](PgConnection& session) {
    auto newest = read(session.run(kLast, PgParams().text(kind).integer(count)));
    std::reverse(newest.begin(), newest.end());
    return newest;
  });
}

Status PostgresAttachmentStore::keep_last(const std::string& kind, int count) {
  AUTHLEDGER_CHECK(pool_.with([&](PgConnection& session) {
    return session.run(kKeepLast, PgParams().text(kind).integer(count)).affected_rows();
  }));
  return {};
}

}  // namespace authledger::infra
