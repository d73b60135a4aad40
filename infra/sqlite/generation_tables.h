// The tables in the file of one generation.
//
//   documents  every document: row (in order of creation), id, tenant, versions, listed, body,
//              values as JSON
//   list       the listed ones only, narrow: row, tenant, id, one column c<i> per schema field,
//              text folded
//   fts        FTS5 trigrams of the text columns of list, same row ids, no copy of the text
//   counts     how many are listed, by tenant
//   replaced   what the last writes changed: the row of list as it was before (no tenant: it was
//              not listed), by change and row
//   state      one row: the checkpoint, the version of what lists show (changes), since which one
//              of them `replaced` knows all, whether it is indexed
//   notes      small texts by name
//
// Indexes of list: (tenant, createdAt descending, id) for the usual order, (tenant, c<i>, id) for
// other sortable fields, (tenant, c<i>, createdAt descending, id) for exact fields that lists
// filter by. They and fts are made by make_indexes: sorting a million rows once costs a tenth of a
// million insertions into nine trees.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "infra/sqlite/connection.h"
#include "projections/document.h"

namespace authledger::infra {

// Raised when the tables change their shape: a generation of another one counts as none.
inline constexpr int kTablesFormat = 2;

inline std::string column(int field) { return "c" + std::to_string(field); }
std::string columns(const std::vector<int>& fields);  // c1,c4
std::string placeholders(std::size_t count);          // ?,?,?

// Text columns that lists filter or search by, by field number: those with trigrams.
std::vector<int> trigram_fields(const projections::ReadModelSchema& schema);

// Text for FTS5, whose tokenizer ends at U+0000.
std::string without_nul(std::string text);

// Empty, not indexed.
void create_tables(sqlite::Connection& connection, const projections::ReadModelSchema& schema);

// In one transaction, which may be large. What an earlier one left that was not marked is made
// anew: documents written since then are in none of it.
void make_indexes(sqlite::Connection& connection, const projections::ReadModelSchema& schema);

// Lists may be asked for from now on. REQUIRES: no write since make_indexes().
void mark_indexed(sqlite::Connection& connection);

struct GenerationFileState {
  Position checkpoint = 0;
  std::int64_t changes = 0;         // raised with every write: the version of what lists show
  std::int64_t replaced_after = 0;  // `replaced` holds every change after this one
  bool indexed = false;
};
// In the snapshot of the connection's transaction.
GenerationFileState read_state(sqlite::Connection& connection);

}  // namespace authledger::infra
