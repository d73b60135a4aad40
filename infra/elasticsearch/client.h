// HTTP to Elasticsearch (8.x) or OpenSearch by libcurl: a bounded pool of keep-alive connections, a
// limit on the time of every call, and a circuit breaker, so that a dead server costs milliseconds
// and no thread waits for it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "infra/elasticsearch/circuit_breaker.h"
#include "shared/result.h"

namespace authledger::infra {

struct ElasticsearchOptions {
  std::string url;  // http[s]://[user:password@]host:port[/path]; with the user "apikey" the
                    // password is an API key
  std::string prefix = "authledger-";   // of every index and alias
  std::string refresh_interval = "1s";  // "-1": only when asked
  int replicas = 0;
  int connections_max = 16;
  int connect_timeout_ms = 500;
  int search_timeout_ms = 5000;
  int write_timeout_ms = 30000;
  int pause_after_failure_ms =
      500;  // calls fail at once that long after a connection failed, then one tries
};

namespace elastic {

enum class Method { kGet, kPost, kPut, kDelete };

struct Response {
  int status = 0;
  std::string body;
};

// read_model.unavailable, to be tried again in a second.
Error unavailable(std::string detail);

// Thread-safe.
class Client {
 public:
  explicit Client(ElasticsearchOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // `path` starts with "/". A body of more than one line is newline-delimited JSON (_bulk,
  // _msearch). Answers with a status below 500 other than 429 are results. Errors:
  // read_model.unavailable, never later than `timeout_ms`.
  Result<Response> send(Method method, const std::string& path, std::string_view body,
                        int timeout_ms);

  const ElasticsearchOptions& options() const { return options_; }

 private:
  struct Connection;
  std::unique_ptr<Connection> take(std::chrono::steady_clock::time_point deadline);
  void give_back(std::unique_ptr<Connection> connection);

  ElasticsearchOptions options_;
  std::string base_;           // the URL without user and password
  std::string authorization_;  // a header line, or empty
  std::string url_problem_;    // why the URL cannot be used, or empty
  CircuitBreaker circuit_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int lent_ = 0;
};

}  // namespace elastic
}  // namespace authledger::infra
