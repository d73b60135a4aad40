// Field values as a JSON array, and a document read back from its row.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/sqlite/connection.h"
#include "projections/document.h"

namespace authledger::infra {

std::string encode_values(const std::vector<projections::FieldValue>& values);
std::vector<projections::FieldValue> decode_values(
    std::string_view json);  // throws sqlite::SqliteError

// REQUIRES: a row of `SELECT id, tenant, version, stream_version, listed, body, vals`.
projections::Document read_document(const sqlite::Statement& row);

}  // namespace authledger::infra
