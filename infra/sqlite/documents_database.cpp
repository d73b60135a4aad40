#include "infra/sqlite/documents_database.h"

#include "infra/sqlite/rank_function.h"

namespace authledger::infra {

using sqlite::Connection;
using sqlite::Transaction;

namespace {

constexpr std::size_t kIdleReadersMax = 4;

constexpr const char* kSchema = R"(
CREATE TABLE IF NOT EXISTS read_models(
  physical TEXT PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, fields TEXT NOT NULL,
  state TEXT NOT NULL, checkpoint INTEGER NOT NULL DEFAULT 0, changes INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS read_model_notes(
  physical TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(physical, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS read_model_counts(
  physical TEXT NOT NULL, tenant TEXT NOT NULL, listed INTEGER NOT NULL,
  PRIMARY KEY(physical, tenant)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS read_model_serial(one INTEGER PRIMARY KEY CHECK(one = 1), next INTEGER NOT NULL);
INSERT OR IGNORE INTO read_model_serial VALUES(1, 1);
)";

const char* kind_text(projections::FieldKind kind) {
  switch (kind) {
    case projections::FieldKind::kText:
      return "text";
    case projections::FieldKind::kExact:
      return "exact";
    case projections::FieldKind::kBool:
      return "bool";
    case projections::FieldKind::kTime:
      return "time";
    case projections::FieldKind::kInteger:
      return "integer";
  }
  return "";
}

}  // namespace

DocumentsDatabase::DocumentsDatabase(DocumentsOptions options) : options_(std::move(options)) {
  writer_ = open(Connection::Mode::kReadWrite);
  writer_->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
  writer_->execute(kSchema);
}

std::unique_ptr<Connection> DocumentsDatabase::open(Connection::Mode mode) const {
  auto connection = std::make_unique<Connection>(options_.path, mode, options_.busy_timeout_ms);
  connection->execute("PRAGMA cache_size=-" + std::to_string(options_.cache_kib));
  register_rank(*connection);
  return connection;
}

DocumentsDatabase::Lease DocumentsDatabase::reader() {
  {
    const std::lock_guard lock(pool_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return {*this, std::move(connection)};
    }
  }
  return {*this, open(Connection::Mode::kReadOnly)};
}

void DocumentsDatabase::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(pool_);
  if (idle_.size() < kIdleReadersMax) idle_.push_back(std::move(connection));
}

DocumentsDatabase::Lease::~Lease() {
  if (connection_ != nullptr) owner_->give_back(std::move(connection_));
}

void DocumentsDatabase::write(const std::function<void(Connection&)>& work) {
  const std::lock_guard lock(writing_);
  Transaction transaction(*writer_, Transaction::Kind::kWrite);
  work(*writer_);
  transaction.commit();
}

std::optional<LiveGeneration> find_live(Connection& connection,
                                        const projections::ReadModelSchema& schema) {
  auto row = connection.prepare(
      "SELECT physical, changes FROM read_models "
      "WHERE name=? AND version=? AND fields=? AND state='live'");
  row.bind(schema.name).bind(std::int64_t{schema.version}).bind(fields_text(schema));
  if (!row.step()) return std::nullopt;
  return LiveGeneration{row.text(0), row.integer(1)};
}

std::string fields_text(const projections::ReadModelSchema& schema) {
  std::string out;
  for (const auto& one : schema.fields) {
    out += one.name + ' ' + kind_text(one.kind) + (one.filter ? " filter" : "") +
           (one.sort ? " sort" : "") + (one.search ? " search" : "") + '\n';
  }
  return out;
}

Error read_model_unavailable(std::string detail) {
  Error unavailable = error(errors::kReadModelUnavailable, std::move(detail));
  unavailable.retry_after_s = 1;
  return unavailable;
}

}  // namespace authledger::infra
