#include "tests/support/elasticsearch_index.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <random>
#include <stdexcept>

#include "infra/elasticsearch/answers.h"

namespace authledger::tests {
namespace {

using infra::elastic::Method;

std::string unique_prefix() {
  static std::atomic<int> counter{0};
  static const auto run = std::random_device{}();
  return "test-" + std::to_string(getpid()) + "-" + std::to_string(run) + "-" +
         std::to_string(++counter) + "-";
}

}  // namespace

ElasticsearchIndex::ElasticsearchIndex() {
  const char* url = std::getenv("AUTHLEDGER__ELASTICSEARCH__URL");
  if (url == nullptr)
    throw std::runtime_error("AUTHLEDGER__ELASTICSEARCH__URL is not set (scripts/stack env)");
  infra::ElasticsearchOptions options;
  options.url = url;
  options.prefix = unique_prefix();
  options.refresh_interval = "-1";
  options.search_timeout_ms = 30000;
  client_ = std::make_shared<infra::elastic::Client>(options);
}

ElasticsearchIndex::~ElasticsearchIndex() {
  // By name: a server may refuse to delete by pattern.
  auto response =
      client_->send(Method::kGet, "/" + client_->options().prefix + "*/_alias", {}, 10000);
  if (!response) return;
  auto answer = infra::elastic::parse_answer(*response);
  if (!answer || !answer->IsObject()) return;
  for (const auto& index : answer->GetObject()) {
    static_cast<void>(
        client_->send(Method::kDelete, "/" + std::string(as_view(index.name)), {}, 10000));
  }
}

}  // namespace authledger::tests
