// Writes documents of one generation, inside the caller's transaction.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "infra/sqlite/connection.h"
#include "projections/document.h"

namespace authledger::infra {

class DocumentWriter {
 public:
  static constexpr std::size_t kRememberedMax = 200;       // documents of one write
  static constexpr std::int64_t kRememberedChanges = 256;  // the last ones

  // `indexed`: the generation has its indexes (generation_tables.h), so trigrams are kept too, and
  // what a write of at most kRememberedMax replaces is remembered (table replaced).
  DocumentWriter(sqlite::Connection& connection, const projections::ReadModelSchema& schema,
                 bool indexed, std::size_t documents = kRememberedMax + 1);

  void write(const projections::Document& document);  // an older one than the stored is left out
  void finish();                                      // counts and the version of what lists show

  // `texts`: those of trigram_fields, as they stand in list.
  void add_trigrams(std::int64_t row, const std::vector<sqlite::SqliteValue>& texts) {
    trigrams(trigrams_add_sql_, row, texts);
  }

 private:
  bool insert(const projections::Document& document, const std::string& values);
  void list(std::int64_t row, const projections::Document& document, bool was_listed);
  void remember(std::int64_t row, bool was_listed);
  void unlist(std::int64_t row, const std::string& tenant);
  std::vector<sqlite::SqliteValue> listed_texts(std::int64_t row);
  void trigrams(const std::string& sql, std::int64_t row,
                const std::vector<sqlite::SqliteValue>& texts);

  sqlite::Connection& connection_;
  const projections::ReadModelSchema& schema_;
  std::vector<int> trigram_fields_;  // none while it is not indexed
  std::string list_sql_, texts_sql_, trigrams_add_sql_, trigrams_delete_sql_;
  std::string remember_sql_;                    // empty: this write is not remembered
  const std::int64_t change_;                   // of this write
  std::map<std::string, std::int64_t> listed_;  // by tenant: how many more
};

}  // namespace authledger::infra
