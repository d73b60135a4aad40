// A real Elasticsearch for tests, with an index prefix of the object's own that goes with it.
#pragma once

#include <memory>

#include "infra/elasticsearch/client.h"

namespace authledger::tests {

// Throws std::runtime_error without AUTHLEDGER__ELASTICSEARCH__URL: such a test fails, it is not
// left out.
class ElasticsearchIndex {
 public:
  ElasticsearchIndex();
  ~ElasticsearchIndex();
  ElasticsearchIndex(const ElasticsearchIndex&) = delete;
  ElasticsearchIndex& operator=(const ElasticsearchIndex&) = delete;
  std::shared_ptr<infra::elastic::Client> client() const { return client_; }

 private:
  std::shared_ptr<infra::elastic::Client> client_;
};

}  // namespace authledger::tests
