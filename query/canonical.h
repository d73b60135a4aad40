// One text per meaning of a list query: queries of the same text have the same answer. Injective:
// no value can be mistaken for syntax.
#pragma once

#include <string>
#include <string_view>

#include "projections/document.h"
#include "query/list_query.h"

namespace authledger::query {

// Which rows: tenant, filter (order and repetition of children do not matter) and keyword, folded.
std::string canonical_selection(const ListQuery& query);

// The same with the order and the page.
std::string canonical(const projections::ReadModelSchema& schema, const ListQuery& query);

// 32 hex digits of a canonical text, to name it; keep the text itself where a collision would
// matter.
std::string hex_key(std::string_view canonical_text);

}  // namespace authledger::query
