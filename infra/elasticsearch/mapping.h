// How a read model lies in an index: the mapping, and documents in and out of it.
//
// Fields of a document (schema names are camelCase, so the `doc_` and `_x` names cannot meet them):
//   <f>       as the client sees it: exact keyword, boolean, date, long; text is kept but not
//   indexed <f>_g     text that is filtered or searched: its grams (grams.h) <f>_k     text that is
//   sorted by: the folded value; byte order. Cut at kSortKeyBytesMax (Lucene's limit of a term)
//   <f>_n     text or exact that is sorted by: its order_number.h
//   doc_id, doc_id_n, doc_tenant, doc_listed, doc_version, doc_stream_version
//   doc_scope the tenant's id when listed, else absent: the one term of an unfiltered list, whose
//   total costs nothing body      the JSON that clients get, byte for byte
// What is null is absent. The index is sorted by createdAt, the newest first, then doc_id.
#pragma once

#include <string>
#include <string_view>

#include "projections/document.h"
#include "shared/json.h"
#include "shared/result.h"

namespace authledger::infra::elastic {

inline constexpr std::size_t kSortKeyBytesMax = 32000;

struct IndexSettings {
  int replicas = 0;
  std::string refresh_interval = "1s";
};

inline std::string grams_name(const projections::ReadField& field) { return field.name + "_g"; }
inline std::string key_name(const projections::ReadField& field) {
  return field.kind == projections::FieldKind::kText ? field.name + "_k" : field.name;
}
inline std::string number_name(const projections::ReadField& field) { return field.name + "_n"; }
bool has_grams(const projections::ReadField& field);
bool has_number(const projections::ReadField& field);

// The field whose existence says that the value is not null.
std::string presence_name(const projections::ReadField& field);

// `"settings":{…},"mappings":{…}`, members of the body that makes an index.
std::string index_members(const projections::ReadModelSchema& schema,
                          const IndexSettings& settings);

// Eight hex digits that change with the fields and what they can do.
std::string fields_mark(const projections::ReadModelSchema& schema);

// REQUIRES: one value per field of the schema.
std::string to_source(const projections::ReadModelSchema& schema,
                      const projections::Document& document);

// Errors: log.corrupt_event for what to_source() did not write.
Result<projections::Document> from_source(const projections::ReadModelSchema& schema,
                                          const JsonValue& source);

}  // namespace authledger::infra::elastic
