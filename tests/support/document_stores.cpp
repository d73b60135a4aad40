#include "tests/support/document_stores.h"

#include <filesystem>

#include "infra/elasticsearch/document_store.h"
#include "infra/elasticsearch/read_model.h"
#include "infra/sqlite/document_store.h"
#include "infra/sqlite/read_model.h"
#include "tests/support/elasticsearch_index.h"

namespace authledger::tests {
namespace {

struct SqliteBackend {
  TemporaryFolder folder;
  std::shared_ptr<infra::GenerationFolder> generations = std::make_shared<infra::GenerationFolder>(
      folder.path() + "/projections", infra::DatabaseFileOptions{});
};

DocumentBackend sqlite_backend() {
  auto kept = std::make_shared<SqliteBackend>();
  return {std::make_unique<infra::SqliteDocumentStore>(kept->generations),
          std::make_unique<infra::SqliteReadModel>(kept->generations), kept};
}

DocumentBackend elasticsearch_backend() {
  auto kept = std::make_shared<ElasticsearchIndex>();
  return {std::make_unique<infra::ElasticsearchDocumentStore>(kept->client()),
          std::make_unique<infra::ElasticsearchReadModel>(kept->client()), kept};
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "authledger-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

DocumentBackendFactory walking_sqlite() {
  return {"sqlite_walking", [] {
            auto kept = std::make_shared<SqliteBackend>();
            const infra::RankLimits limits{.rare = 12, .walked = 1e6};
            return DocumentBackend{
                std::make_unique<infra::SqliteDocumentStore>(kept->generations),
                std::make_unique<infra::SqliteReadModel>(kept->generations, limits), kept};
          }};
}

std::vector<DocumentBackendFactory> document_backends() {
  return {{"sqlite", &sqlite_backend}, {"elasticsearch", &elasticsearch_backend}};
}

}  // namespace authledger::tests
