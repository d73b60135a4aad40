// A listening server for one test. Its handler tells what it was given, line by line.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <utility>

#include "infra/http/server.h"

namespace authledger::infra::testing {

inline HttpResponse text_response(std::string body, int status = 200) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

inline HttpResponse echo(const HttpRequest& request) {
  std::string told = request.method + " " + request.path + " raw=" + request.raw_target + "\n";
  for (const auto& [key, value] : request.query) told += "? " + key + "=" + value + "\n";
  for (const auto& [name, value] : request.headers) told += name + ": " + value + "\n";
  return text_response(told + "\n" + request.body);
}

inline HttpResponse shape(int status, std::string_view reason) {
  auto response = text_response("refused: " + std::string(reason), status);
  response.headers.emplace_back("Content-Type", "text/plain");
  return response;
}

class TestServer {
 public:
  explicit TestServer(HttpLimits limits = {}, HttpHandler handler = echo, TlsConfig tls = {})
      : server_("127.0.0.1", 0, std::move(limits), std::move(handler), shape, std::move(tls)) {
    server_.start();
  }
  std::uint16_t port() const { return server_.port(); }
  HttpCounters counters() const { return server_.counters(); }
  HttpServer& operator*() { return server_; }

  /// Waits until the counters fulfil `condition`; false after ten seconds.
  bool reaches(const std::function<bool(const HttpCounters&)>& condition) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition(counters())) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }

 private:
  HttpServer server_;
};

/// Opened once by the test; handlers wait for it.
class Gate {
 public:
  Gate() : opened_(promise_.get_future().share()) {}
  void open() { promise_.set_value(); }
  void wait() const { opened_.wait(); }

 private:
  std::promise<void> promise_;
  std::shared_future<void> opened_;
};

}  // namespace authledger::infra::testing
