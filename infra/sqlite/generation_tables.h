// The tables of one generation `users_v1_7`, and how a document is laid out in them.
//
//   users_v1_7       every document: row (in order of creation), id, tenant, versions, listed,
//   body, values as JSON users_v1_7_list  the listed ones only, narrow: row, tenant, id, one column
//   c<i> per schema field, text folded users_v1_7_fts   FTS5 trigrams of the text columns of _list,
//   same row ids, no copy of the text
//
// Indexes of _list: (tenant, createdAt descending, id) for the usual order, (tenant, c<i>, id) for
// other sortable fields, (tenant, c<i>, createdAt descending, id) for exact fields that lists
// filter by.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "infra/sqlite/connection.h"
#include "projections/document.h"

namespace authledger::infra {

std::string quoted(const std::string& name);  // an SQL identifier
inline std::string column(int field) { return "c" + std::to_string(field); }

// Text columns that lists filter or search by, by field number: those with trigrams.
std::vector<int> trigram_fields(const projections::ReadModelSchema& schema);

// Text for FTS5, whose tokenizer ends at U+0000.
std::string without_nul(std::string text);

void create_tables(sqlite::Connection& connection, const std::string& physical,
                   const projections::ReadModelSchema& schema);
void drop_tables(sqlite::Connection& connection, const std::string& physical);

// Writes documents of one generation inside the caller's transaction.
class DocumentWriter {
 public:
  DocumentWriter(sqlite::Connection& connection, std::string physical,
                 const projections::ReadModelSchema& schema);

  void write(const projections::Document& document);  // an older one than the stored is left out
  void finish();                                      // counts and the version of what lists show

 private:
  void list(std::int64_t row, const projections::Document& document);
  void unlist(std::int64_t row, const std::string& tenant);
  std::vector<sqlite::SqliteValue> listed_texts(std::int64_t row);
  void trigrams(bool add, std::int64_t row, const std::vector<sqlite::SqliteValue>& texts);

  sqlite::Connection& connection_;
  std::string physical_;
  const projections::ReadModelSchema& schema_;
  std::vector<int> trigram_fields_;
  std::string list_sql_, texts_sql_, trigrams_add_sql_, trigrams_delete_sql_;
  std::map<std::string, std::int64_t> listed_;  // by tenant: how many more
};

}  // namespace authledger::infra
