#include "infra/sqlite/document_writer.h"

#include "infra/sqlite/document_row.h"
#include "infra/sqlite/generation_tables.h"
#include "shared/text.h"

namespace authledger::infra {

using projections::Document;
using projections::FieldKind;
using sqlite::SqliteValue;

namespace {

SqliteValue folded(const projections::FieldValue& value, FieldKind kind) {
  if (const auto* text = std::get_if<std::string>(&value))
    return kind == FieldKind::kText ? fold(*text) : *text;
  if (const auto* flag = std::get_if<bool>(&value)) return std::int64_t{*flag ? 1 : 0};
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  return std::monostate{};
}

}  // namespace

DocumentWriter::DocumentWriter(sqlite::Connection& connection,
                               const projections::ReadModelSchema& schema, bool indexed,
                               std::size_t documents)
    : connection_(connection), schema_(schema), change_(read_state(connection).changes + 1) {
  if (indexed && documents <= kRememberedMax) {
    remember_sql_ = "INSERT OR IGNORE INTO replaced SELECT ?, * FROM list WHERE row=?";
  }
  list_sql_ = "INSERT OR REPLACE INTO list VALUES(" + placeholders(3 + schema.fields.size()) + ")";
  if (indexed) trigram_fields_ = trigram_fields(schema);
  if (trigram_fields_.empty()) return;
  const std::string names = columns(trigram_fields_);
  const std::string values = placeholders(trigram_fields_.size());
  texts_sql_ = "SELECT " + names + " FROM list WHERE row=?";
  trigrams_add_sql_ = "INSERT INTO fts(rowid," + names + ") VALUES(?," + values + ")";
  trigrams_delete_sql_ =
      "INSERT INTO fts(fts,rowid," + names + ") VALUES('delete',?," + values + ")";
}

// False: there is one of this id.
bool DocumentWriter::insert(const Document& document, const std::string& values) {
  connection_.prepare("INSERT OR IGNORE INTO documents VALUES(NULL,?,?,?,?,?,?,?)")
      .bind(document.id, document.tenant_id, document.version, document.stream_version,
            std::int64_t{document.listed}, document.body, values)
      .run();
  return connection_.changes() == 1;
}

void DocumentWriter::write(const Document& document) {
  const std::string values = encode_values(document.values);
  if (insert(document, values)) {
    const std::int64_t made = sqlite3_last_insert_rowid(connection_.handle());
    remember(made, false);
    if (document.listed) list(made, document, false);
    return;
  }
  std::int64_t row = 0;
  bool was_listed = false;
  std::string tenant_before;
  {
    auto stored =
        connection_.prepare("SELECT row, version, listed, tenant FROM documents WHERE id=?");
    stored.bind(document.id);
    if (!stored.step()) throw sqlite::SqliteError("a document cannot be stored: " + document.id);
    if (stored.integer(1) > document.version) return;
    row = stored.integer(0);
    was_listed = stored.integer(2) != 0;
    tenant_before = stored.text(3);
  }
  remember(row, was_listed);
  connection_
      .prepare(
          "UPDATE documents SET tenant=?, version=?, stream_version=?, listed=?, body=?, vals=?"
          " WHERE row=?")
      .bind(document.tenant_id, document.version, document.stream_version,
            std::int64_t{document.listed}, document.body, values, row)
      .run();
  if (was_listed && (!document.listed || tenant_before != document.tenant_id)) {
    unlist(row, tenant_before);
    was_listed = false;
  }
  if (document.listed) list(row, document, was_listed);
}

void DocumentWriter::list(std::int64_t row, const Document& document, bool was_listed) {
  if (!was_listed) ++listed_[document.tenant_id];
  std::vector<SqliteValue> values;
  values.reserve(schema_.fields.size());
  for (std::size_t i = 0; i < schema_.fields.size(); ++i) {
    values.push_back(i < document.values.size() ? folded(document.values[i], schema_.fields[i].kind)
                                                : SqliteValue{});
  }
  if (!trigram_fields_.empty()) {
    std::vector<SqliteValue> texts;
    for (const int field : trigram_fields_)
      texts.push_back(values[static_cast<std::size_t>(field)]);
    const auto before = was_listed ? listed_texts(row) : std::vector<SqliteValue>();
    if (before != texts) {
      if (!before.empty()) trigrams(trigrams_delete_sql_, row, before);
      trigrams(trigrams_add_sql_, row, texts);
    }
  }
  connection_.prepare(list_sql_).bind(row, document.tenant_id, document.id).bind_all(values).run();
}

// As it was before this write, however often the write changes it.
void DocumentWriter::remember(std::int64_t row, bool was_listed) {
  if (remember_sql_.empty()) return;
  if (was_listed) {
    connection_.prepare(remember_sql_).bind(change_).bind(row).run();
  } else {
    connection_.prepare("INSERT OR IGNORE INTO replaced(change, row) VALUES(?,?)")
        .bind(change_)
        .bind(row)
        .run();
  }
}

void DocumentWriter::unlist(std::int64_t row, const std::string& tenant) {
  --listed_[tenant];
  if (!trigram_fields_.empty()) {
    if (const auto texts = listed_texts(row); !texts.empty())
      trigrams(trigrams_delete_sql_, row, texts);
  }
  connection_.prepare("DELETE FROM list WHERE row=?").bind(row).run();
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

void DocumentWriter::trigrams(const std::string& sql, std::int64_t row,
                              const std::vector<SqliteValue>& texts) {
  auto statement = connection_.prepare(sql);
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
            "INSERT INTO counts VALUES(?,?) "
            "ON CONFLICT(tenant) DO UPDATE SET listed=listed+excluded.listed")
        .bind(tenant, more)
        .run();
  }
  const auto forgotten = remember_sql_.empty() ? change_ : change_ - kRememberedChanges;
  connection_.prepare("DELETE FROM replaced WHERE change<=?").bind(forgotten).run();
  connection_.prepare("UPDATE state SET changes=?, replaced_after=max(replaced_after, ?)")
      .bind(change_)
      .bind(forgotten)
      .run();
}

}  // namespace authledger::infra
