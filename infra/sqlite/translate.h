// A list query in SQLite's words. Pure; every value of the query is bound, never part of the text.
//
// Substrings of three code points and more become FTS5 phrases over folded trigrams where they
// stand in a conjunction
// (`match`); all else is instr() on the folded columns. `l` is the generation's _list table.
#pragma once

#include <string>
#include <vector>

#include "infra/sqlite/connection.h"
#include "projections/document.h"
#include "query/list_query.h"

namespace authledger::infra {

struct SqlCondition {
  std::string text;  // "l.tenant=? AND …"
  std::vector<sqlite::SqliteValue> values;
};

struct SqlSelection {
  std::string match;        // FTS5 expression, empty: none
  SqlCondition rest;        // what `match` leaves to check
  SqlCondition complete;    // the same rows without `match`
  bool everything = false;  // all listed documents of the tenant
  bool only_match = false;  // `match` says it all but the tenant
};
SqlSelection translate_selection(const projections::ReadModelSchema& schema,
                                 const query::ListQuery& query);

struct SqlOrder {
  std::string text;  // behind ORDER BY
  std::string reversed;
  std::vector<sqlite::SqliteValue> values;
  bool by_rank = false;
};
// al_rank() over the fields that a search looks into; its one placeholder is the whole keyword.
std::string rank_expression(const projections::ReadModelSchema& schema);
SqlOrder translate_order(const projections::ReadModelSchema& schema, const query::ListQuery& query);

}  // namespace authledger::infra
