// The engines that keep documents, for tests that must hold on each of them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "projections/ports/document_store.h"
#include "query/ports/read_model.h"

namespace authledger::tests {

struct DocumentBackend {
  std::unique_ptr<projections::DocumentStore> store;
  std::unique_ptr<query::ReadModel> reads;
  std::shared_ptr<void> kept;  // what both stand on; ends last
};

struct DocumentBackendFactory {
  std::string name;
  std::function<DocumentBackend()> make;  // an empty one of its own
};

// All of them. Making one of Elasticsearch throws, and so fails the test, unless
// AUTHLEDGER__ELASTICSEARCH__URL is set.
std::vector<DocumentBackendFactory> document_backends();

// SQLite that never ranks all matches of a search where it can do without: what it does else only
// for very many.
DocumentBackendFactory walking_sqlite();

// A folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace authledger::tests
