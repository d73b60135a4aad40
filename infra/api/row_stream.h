// A list as an answer: all rows, read as fast as the client takes them; never more than one batch
// in memory.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "infra/http/route.h"
#include "query/ports/read_model.h"

namespace authledger::infra {

// Rows as JSON, separated by commas.
void append_rows(std::string& text, const std::vector<std::string>& rows, bool& first);

// `head` and `tail` stand around the rows. `complete` may be empty.
Reply streamed_rows(std::unique_ptr<query::RowCursor> rows, CompleteRows complete, std::string head,
                    std::string tail);

}  // namespace authledger::infra
