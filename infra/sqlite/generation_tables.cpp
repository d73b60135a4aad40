#include "infra/sqlite/generation_tables.h"

#include <algorithm>

#include "infra/sqlite/document_writer.h"

namespace authledger::infra {

using projections::FieldKind;
using projections::ReadModelSchema;
using sqlite::Connection;

namespace {

constexpr int kFtsHashBytesUsual = 1 << 20;  // SQLite's own
constexpr int kFtsHashBytesLoading = 64 << 20;
constexpr int kFtsUnmergedMax = 1999;  // runs of one level; as many as SQLite allows

constexpr const char* kTables = R"(
CREATE TABLE documents(
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, version INTEGER NOT NULL,
  stream_version INTEGER NOT NULL, listed INTEGER NOT NULL, body TEXT NOT NULL, vals TEXT NOT NULL);
CREATE TABLE counts(tenant TEXT PRIMARY KEY, listed INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE notes(name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE state(
  one INTEGER PRIMARY KEY CHECK(one = 1), checkpoint INTEGER NOT NULL, changes INTEGER NOT NULL,
  replaced_after INTEGER NOT NULL, indexed INTEGER NOT NULL);
INSERT INTO state VALUES(1, 0, 0, 0, 0);
)";

void make_index(Connection& connection, const std::string& name, const std::string& parts) {
  connection.execute("DROP INDEX IF EXISTS list_" + name);
  connection.execute("CREATE INDEX list_" + name + " ON list(tenant, " + parts + ")");
}

void set_fts(Connection& connection, const char* option, int value) {
  connection.prepare("INSERT INTO fts(fts, rank) VALUES(?, ?)").bind(option, value).run();
}

// All trigrams in a few large sorted runs instead of one small one per batch, merged at the end.
// Two runs or more, the first of one row, so that what they are merged into stands a level above
// the runs of later commits, which are then merged among themselves first.
void fill_trigrams(Connection& connection, const ReadModelSchema& schema,
                   const std::vector<int>& texts) {
  constexpr const char* kMergeAll = "INSERT INTO fts(fts) VALUES('optimize')";
  connection.execute("DROP TABLE IF EXISTS fts");
  connection.execute("CREATE VIRTUAL TABLE fts USING fts5(" + columns(texts) +
                     ", content='', columnsize=0, tokenize='trigram case_sensitive 1')");
  set_fts(connection, "hashsize", kFtsHashBytesLoading);
  DocumentWriter writer(connection, schema, true);
  auto rows = connection.prepare("SELECT row, " + columns(texts) + " FROM list ORDER BY row");
  std::vector<sqlite::SqliteValue> values(texts.size());
  for (bool first = true; rows.step(); first = false) {
    for (std::size_t i = 0; i < texts.size(); ++i) values[i] = rows.value(static_cast<int>(i) + 1);
    writer.add_trigrams(rows.integer(0), values);
    if (first) connection.execute(kMergeAll);
  }
  set_fts(connection, "hashsize", kFtsHashBytesUsual);
  // Each commit merges a bounded piece. With SQLite's usual 16 it would now and then merge a whole
  // level at once, which after a large load is the whole index: seconds without a fold.
  set_fts(connection, "crisismerge", kFtsUnmergedMax);
  connection.execute(kMergeAll);
}

}  // namespace

std::string columns(const std::vector<int>& fields) {
  std::string out;
  for (const int field : fields) out += (out.empty() ? "" : ",") + column(field);
  return out;
}

std::string placeholders(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += i == 0 ? "?" : ",?";
  return out;
}

std::vector<int> trigram_fields(const ReadModelSchema& schema) {
  std::vector<int> out;
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const auto& one = schema.fields[i];
    if (one.kind == FieldKind::kText && (one.filter || one.search))
      out.push_back(static_cast<int>(i));
  }
  return out;
}

std::string without_nul(std::string text) {
  std::replace(text.begin(), text.end(), '\0', '\1');
  return text;
}

void create_tables(Connection& connection, const ReadModelSchema& schema) {
  connection.execute(kTables);
  std::string fields;
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    fields += ", " + column(static_cast<int>(i));
  connection.execute(
      "CREATE TABLE list(row INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL" + fields +
      ")");
  connection.execute(
      "CREATE TABLE replaced(change INTEGER NOT NULL, row INTEGER NOT NULL, tenant TEXT, id TEXT" +
      fields + ", PRIMARY KEY(change, row)) WITHOUT ROWID");
}

void make_indexes(Connection& connection, const ReadModelSchema& schema) {
  sqlite::Transaction transaction(connection, sqlite::Transaction::Kind::kWrite);
  const std::string created = column(schema.index_of("createdAt"));
  make_index(connection, "created", created + " DESC, id");
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const auto& one = schema.fields[i];
    const std::string name = column(static_cast<int>(i));
    if (one.filter && one.kind == FieldKind::kExact)
      make_index(connection, name, name + ", " + created + " DESC, id");
    else if (one.sort && name != created)
      make_index(connection, name, name + ", id");
  }
  if (const auto texts = trigram_fields(schema); !texts.empty())
    fill_trigrams(connection, schema, texts);
  transaction.commit();
}

void mark_indexed(Connection& connection) {
  connection.execute("UPDATE state SET indexed=1, changes=changes+1, replaced_after=changes+1");
}

GenerationFileState read_state(Connection& connection) {
  auto row = connection.prepare("SELECT checkpoint, changes, replaced_after, indexed FROM state");
  if (!row.step()) throw sqlite::SqliteError("a generation without a state", SQLITE_CORRUPT);
  return {row.integer(0), row.integer(1), row.integer(2), row.integer(3) != 0};
}

}  // namespace authledger::infra
