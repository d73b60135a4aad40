// The client against servers that are dead, silent or refusing.
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "infra/elasticsearch/client.h"
#include "shared/errors.h"

namespace authledger::infra::elastic {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Listens on a port of its own. Without answers: connections are made by the kernel, nobody reads.
class LocalServer {
 public:
  explicit LocalServer(std::string answer = {}) : answer_(std::move(answer)) {
    socket_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* plain = static_cast<sockaddr*>(static_cast<void*>(&address));
    if (bind(socket_, plain, sizeof address) != 0 || listen(socket_, 64) != 0) std::abort();
    socklen_t size = sizeof address;
    getsockname(socket_, plain, &size);
    port_ = ntohs(address.sin_port);
    if (!answer_.empty()) thread_ = std::thread([this] { serve(); });
  }
  ~LocalServer() {
    shutdown(socket_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    close(socket_);
  }
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;
  std::string url(const std::string& user = {}) const {
    return "http://" + user + "127.0.0.1:" + std::to_string(port_);
  }
  std::string last_request() {
    std::lock_guard lock(mutex_);
    return last_request_;
  }

 private:
  void serve() {
    for (;;) {
      const int connection = accept(socket_, nullptr, nullptr);
      if (connection < 0) return;
      char buffer[4096];
      const auto got = recv(connection, buffer, sizeof buffer, 0);
      {
        std::lock_guard lock(mutex_);
        last_request_.assign(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
      }
      static_cast<void>(send(connection, answer_.data(), answer_.size(), MSG_NOSIGNAL));
      close(connection);
    }
  }
  std::string answer_;
  std::mutex mutex_;
  std::string last_request_;
  int socket_ = -1;
  int port_ = 0;
  std::thread thread_;
};

ElasticsearchOptions options_for(std::string url) {
  ElasticsearchOptions options;
  options.url = std::move(url);
  return options;
}

std::string closed_port_url() {
  LocalServer gone;
  return gone.url();
}

TEST(CircuitBreaker, LetsOneProbeThroughAfterThePause) {
  CircuitBreaker circuit(500ms);
  const CircuitBreaker::Time start{};
  EXPECT_TRUE(circuit.admit(start));
  circuit.refused(start);
  EXPECT_FALSE(circuit.admit(start + 499ms));
  EXPECT_TRUE(circuit.admit(start + 500ms));
  EXPECT_FALSE(circuit.admit(start + 501ms)) << "a second one while the probe is under way";
  circuit.refused(start + 502ms);
  EXPECT_FALSE(circuit.admit(start + 600ms));
  EXPECT_TRUE(circuit.admit(start + 1002ms));
  circuit.succeeded(start + 1003ms);
  EXPECT_TRUE(circuit.admit(start + 1003ms));
  EXPECT_TRUE(circuit.admit(start + 1003ms));
}

TEST(CircuitBreaker, ASlowCallAmongAnsweredOnesDoesNotOpenIt) {
  CircuitBreaker circuit(500ms);
  const CircuitBreaker::Time start{1h};
  circuit.succeeded(start + 10ms);
  circuit.timed_out(start, start + 100ms);
  EXPECT_TRUE(circuit.admit(start + 100ms));
  circuit.timed_out(start + 50ms, start + 150ms);
  EXPECT_FALSE(circuit.admit(start + 150ms));
}

TEST(ElasticsearchClient, ADeadServerCostsMilliseconds) {
  Client client(options_for(closed_port_url()));
  const auto began = Clock::now();
  for (int i = 0; i < 1000; ++i) {
    const auto response = client.send(Method::kGet, "/", {}, 5000);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().id, errors::kReadModelUnavailable.id);
    EXPECT_GT(response.error().retry_after_s, 0);
  }
  EXPECT_LT(Clock::now() - began, 5s);
}

TEST(ElasticsearchClient, ASilentServerHoldsNobodyLongerThanTheLimitAndThenNobody) {
  LocalServer silent;
  Client client(options_for(silent.url()));
  auto began = Clock::now();
  EXPECT_FALSE(client.send(Method::kGet, "/", {}, 200));
  EXPECT_GE(Clock::now() - began, 150ms);
  EXPECT_LT(Clock::now() - began, 5s);
  began = Clock::now();
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(client.send(Method::kGet, "/", {}, 200));
  EXPECT_LT(Clock::now() - began, 5s) << "of 20 without the circuit, which is open for 500 ms";
}

TEST(ElasticsearchClient, MoreCallersThanConnectionsWaitNoLongerThanTheLimit) {
  LocalServer silent;
  auto options = options_for(silent.url());
  options.connections_max = 2;
  Client client(options);
  const auto began = Clock::now();
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] { EXPECT_FALSE(client.send(Method::kGet, "/", {}, 300)); });
  }
  for (auto& one : callers) one.join();
  EXPECT_LT(Clock::now() - began, 5s);
}

TEST(ElasticsearchClient, RefusalsOfABusyServerAreUnavailable) {
  for (const char* status : {"429 Too Many Requests", "503 Service Unavailable", "500 Oops"}) {
    LocalServer server("HTTP/1.1 " + std::string(status) +
                       "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
    Client client(options_for(server.url()));
    const auto response = client.send(Method::kGet, "/", {}, 2000);
    ASSERT_FALSE(response) << status;
    EXPECT_EQ(response.error().id, errors::kReadModelUnavailable.id);
  }
}

TEST(ElasticsearchClient, SendsTheCredentialsOfTheUrl) {
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
  {
    LocalServer server(answer);
    Client client(options_for(server.url("el%40stic:p%3Aw@")));
    ASSERT_TRUE(client.send(Method::kGet, "/", {}, 2000));
    EXPECT_NE(server.last_request().find("Authorization: Basic ZWxAc3RpYzpwOnc=\r\n"),
              std::string::npos);
    EXPECT_EQ(server.last_request().find("Accept-Encoding"), std::string::npos);
  }
  LocalServer server(answer);
  Client client(options_for(server.url("apikey:VuaCfG==@")));
  ASSERT_TRUE(client.send(Method::kPost, "/_bulk", "{}\n{}\n", 2000));
  EXPECT_NE(server.last_request().find("Authorization: ApiKey VuaCfG==\r\n"), std::string::npos);
  EXPECT_NE(server.last_request().find("Content-Type: application/x-ndjson\r\n"),
            std::string::npos);
}

TEST(ElasticsearchClient, SaysWhatIsWrongWithAUrl) {
  Client client(options_for("not a url"));
  EXPECT_FALSE(client.send(Method::kGet, "/", {}, 100));
}

}  // namespace
}  // namespace authledger::infra::elastic
