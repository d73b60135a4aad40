#include "infra/sqlite/generation_tables.h"

#include <algorithm>

#include "infra/sqlite/document_row.h"
#include "shared/text.h"

namespace authledger::infra {

using projections::Document;
using projections::FieldKind;
using projections::ReadModelSchema;
using sqlite::SqliteValue;

namespace {

std::string created_column(const ReadModelSchema& schema) {
  return column(schema.index_of("createdAt"));
}

SqliteValue folded(const projections::FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* flag = std::get_if<bool>(&value)) return std::int64_t{*flag ? 1 : 0};
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  return std::monostate{};
}

std::string placeholders(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += i == 0 ? "?" : ",?";
  return out;
}

std::string columns(const std::vector<int>& fields) {
  std::string out;
  for (const int field : fields) out += (out.empty() ? "" : ",") + column(field);
  return out;
}

}  // namespace

std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
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

void create_tables(sqlite::Connection& connection, const std::string& physical,
                   const ReadModelSchema& schema) {
  const std::string docs = quoted(physical);
  const std::string list = quoted(physical + "_list");
  connection.execute(
      "CREATE TABLE " + docs +
      "(row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL,"
      " version INTEGER NOT NULL, stream_version INTEGER NOT NULL, listed INTEGER NOT NULL,"
      " body TEXT NOT NULL, vals TEXT NOT NULL)");
  std::string fields;
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    fields += ", " + column(static_cast<int>(i));
  connection.execute("CREATE TABLE " + list +
                     "(row INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL" + fields +
                     ")");
  const std::string created = created_column(schema);
  const auto index = [&](const std::string& name, const std::string& parts) {
    connection.execute("CREATE INDEX " + quoted(physical + "_" + name) + " ON " + list +
                       "(tenant, " + parts + ")");
  };
  index("created", created + " DESC, id");
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const auto& one = schema.fields[i];
    const std::string name = column(static_cast<int>(i));
    if (one.filter && one.kind == FieldKind::kExact)
      index(name, name + ", " + created + " DESC, id");
    else if (one.sort && name != created)
      index(name, name + ", id");
  }
  if (const auto texts = trigram_fields(schema); !texts.empty()) {
    connection.execute("CREATE VIRTUAL TABLE " + quoted(physical + "_fts") + " USING fts5(" +
                       columns(texts) +
                       ", content='', columnsize=0, tokenize='trigram case_sensitive 1')");
  }
}

void drop_tables(sqlite::Connection& connection, const std::string& physical) {
  for (const char* suffix : {"_fts", "_list", ""}) {
    connection.execute("DROP TABLE IF EXISTS " + quoted(physical + suffix));
  }
  for (const char* table : {"read_model_counts", "read_model_notes", "read_models"}) {
    connection.prepare(std::string("DELETE FROM ") + table + " WHERE physical=?")
        .bind(physical)
        .run();
  }
}

DocumentWriter::DocumentWriter(sqlite::Connection& connection, std::string physical,
                               const ReadModelSchema& schema)
    : connection_(connection),
      physical_(std::move(physical)),
      schema_(schema),
      trigram_fields_(trigram_fields(schema)) {
  list_sql_ = "INSERT OR REPLACE INTO " + quoted(physical_ + "_list") + " VALUES(" +
              placeholders(3 + schema.fields.size()) + ")";
  if (trigram_fields_.empty()) return;
  const std::string fts = quoted(physical_ + "_fts");
  const std::string names = columns(trigram_fields_);
  const std::string values = placeholders(trigram_fields_.size());
  texts_sql_ = "SELECT " + names + " FROM " + quoted(physical_ + "_list") + " WHERE row=?";
  trigrams_add_sql_ = "INSERT INTO " + fts + "(rowid," + names + ") VALUES(?," + values + ")";
  trigrams_delete_sql_ =
      "INSERT INTO " + fts + "(" + fts + ",rowid," + names + ") VALUES('delete',?," + values + ")";
}

void DocumentWriter::write(const Document& document) {
  const std::string docs = quoted(physical_);
  std::int64_t row = 0;
  bool was_listed = false;
  std::string tenant_before;
  {
    auto stored =
        connection_.prepare("SELECT row, version, listed, tenant FROM " + docs + " WHERE id=?");
    stored.bind(document.id);
    if (stored.step()) {
      if (stored.integer(1) > document.version) return;
      row = stored.integer(0);
      was_listed = stored.integer(2) != 0;
      tenant_before = stored.text(3);
    }
  }
  const std::string values = encode_values(document.values);
  if (row == 0) {
    connection_.prepare("INSERT INTO " + docs + " VALUES(NULL,?,?,?,?,?,?,?)")
        .bind(document.id)
        .bind(document.tenant_id)
        .bind(document.version)
        .bind(document.stream_version)
        .bind(std::int64_t{document.listed})
        .bind(document.body)
        .bind(values)
        .run();
    row = sqlite3_last_insert_rowid(connection_.handle());
  } else {
    connection_
        .prepare("UPDATE " + docs +
                 " SET tenant=?, version=?, stream_version=?, listed=?, body=?,"
                 " vals=? WHERE row=?")
        .bind(document.tenant_id)
        .bind(document.version)
        .bind(document.stream_version)
        .bind(std::int64_t{document.listed})
        .bind(document.body)
        .bind(values)
        .bind(row)
        .run();
  }
  if (was_listed && (!document.listed || tenant_before != document.tenant_id)) {
    unlist(row, tenant_before);
    was_listed = false;
  }
  if (!document.listed) return;
  if (!was_listed) ++listed_[document.tenant_id];
  list(row, document);
}

void DocumentWriter::list(std::int64_t row, const Document& document) {
  std::vector<SqliteValue> values;
  for (std::size_t i = 0; i < schema_.fields.size(); ++i) {
    SqliteValue value = i < document.values.size() ? folded(document.values[i]) : SqliteValue{};
    auto* text = std::get_if<std::string>(&value);
    if (text != nullptr && schema_.fields[i].kind == FieldKind::kText) *text = fold(*text);
    values.push_back(std::move(value));
  }
  if (!trigram_fields_.empty()) {
    std::vector<SqliteValue> texts;
    for (const int field : trigram_fields_)
      texts.push_back(values[static_cast<std::size_t>(field)]);
    const auto before = listed_texts(row);
    if (before != texts) {
      if (!before.empty()) trigrams(false, row, before);
      trigrams(true, row, texts);
    }
  }
  connection_.prepare(list_sql_)
      .bind(row)
      .bind(document.tenant_id)
      .bind(document.id)
      .bind_all(values)
      .run();
}

void DocumentWriter::unlist(std::int64_t row, const std::string& tenant) {
  --listed_[tenant];
  if (!trigram_fields_.empty()) {
    if (const auto texts = listed_texts(row); !texts.empty()) trigrams(false, row, texts);
  }
  connection_.prepare("DELETE FROM " + quoted(physical_ + "_list") + " WHERE row=?")
      .bind(row)
      .run();
}

std::vector<SqliteValue> DocumentWriter::listed_texts(std::int64_t row) {
  std::vector<SqliteValue> texts;
  auto stored = connection_.prepare(texts_sql_);
  stored.bind(row);
  if (!stored.step()) return texts;
  for (std::size_t i = 0; i < trigram_fields_.size(); ++i) {
    texts.push_back(stored.value(static_cast<int>(i)));
  }
  return texts;
}

void DocumentWriter::trigrams(bool add, std::int64_t row, const std::vector<SqliteValue>& texts) {
  auto statement = connection_.prepare(add ? trigrams_add_sql_ : trigrams_delete_sql_);
  statement.bind(row);
  for (const auto& value : texts) {
    const auto* text = std::get_if<std::string>(&value);
    statement.bind(text != nullptr ? SqliteValue(without_nul(*text)) : SqliteValue());
  }
  statement.run();
}

void DocumentWriter::finish() {
  for (const auto& [tenant, more] : listed_) {
    connection_
        .prepare(
            "INSERT INTO read_model_counts VALUES(?,?,?) "
            "ON CONFLICT(physical, tenant) DO UPDATE SET listed=listed+excluded.listed")
        .bind(physical_)
        .bind(tenant)
        .bind(more)
        .run();
  }
  connection_.prepare("UPDATE read_models SET changes=changes+1 WHERE physical=?")
      .bind(physical_)
      .run();
}

}  // namespace authledger::infra
