// Deadlines against slow clients. The short one under test fires, the others are far away.
#include <gtest/gtest.h>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace authledger::infra::testing {
namespace {

constexpr std::int64_t kShortMs = 150;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST(HttpDeadlines, SlowHeaderIsAnswered408) {
  HttpLimits limits;
  limits.header_timeout_ms = kShortMs;
  TestServer server(limits);
  RawClient client(server.port());
  const auto start = std::chrono::steady_clock::now();
  client.send("GET / HTTP/1.1\r\nHost:");
  EXPECT_EQ(client.read_response().status, 408);
  EXPECT_GE(seconds_since(start), 0.14);
  client.finish_sending();
  EXPECT_TRUE(client.wait_for_close());
}

TEST(HttpDeadlines, DripFedHeaderDoesNotMoveTheDeadline) {
  HttpLimits limits;
  limits.header_timeout_ms = kShortMs;
  TestServer server(limits);
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nA: ");
  const auto start = std::chrono::steady_clock::now();
  while (server.counters().refused.at(408) == 0 && seconds_since(start) < 10) {
    if (!client.send("b")) break;
    std::this_thread::yield();
  }
  EXPECT_EQ(server.counters().refused.at(408) + server.counters().refused.at(431), 1U);
}

TEST(HttpDeadlines, SlowBodyIsAnswered408) {
  HttpLimits limits;
  limits.total_timeout_ms = kShortMs;
  TestServer server(limits);
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 100);
  client.send("abc");
  EXPECT_EQ(client.read_response().status, 408);
}

TEST(HttpDeadlines, IdleConnectionsAreClosedWithoutAWord) {
  HttpLimits limits;
  limits.idle_timeout_ms = kShortMs;
  TestServer server(limits);
  RawClient silent(server.port());
  RawClient used(server.port());
  used.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(used.read_response().status, 200);
  EXPECT_EQ(used.read_to_end(), "");
  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_EQ(server.counters().refused.at(408), 0U);
}

TEST(HttpDeadlines, ASlowHandlerIsNotASlowClient) {
  HttpLimits limits;
  limits.idle_timeout_ms = limits.header_timeout_ms = limits.total_timeout_ms = 50;
  const auto other = std::make_shared<std::promise<void>>();
  TestServer server(limits, [&, other](const HttpRequest& request) {
    if (request.path == "/slow") other->get_future().wait();
    return echo(request);
  });
  RawClient slow(server.port());
  slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  RawClient idle(server.port());
  EXPECT_EQ(idle.read_to_end(), "");  // longer than every deadline above
  other->set_value();
  EXPECT_EQ(slow.read_response().status, 200);
}

TEST(HttpDeadlines, AReaderWithoutProgressIsCut) {
  HttpLimits limits;
  limits.write_timeout_ms = kShortMs;
  TestServer server(limits,
                    [](const HttpRequest&) { return text_response(std::string(64 << 20, 'x')); });
  RawClient client(server.port(), 4096);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(server.reaches([](const auto& now) { return now.requests == 1; }));
  EXPECT_TRUE(server.reaches([](const auto& now) { return now.connections_open == 0; }));
}

TEST(HttpDeadlines, LingeringEndsAtItsDeadline) {
  HttpLimits limits;
  limits.linger_timeout_ms = kShortMs;
  TestServer server(limits);
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 200);
  EXPECT_TRUE(client.wait_for_close());  // its own half stays open
  EXPECT_TRUE(server.reaches([](const auto& now) { return now.connections_open == 0; }));
}

}  // namespace
}  // namespace authledger::infra::testing
