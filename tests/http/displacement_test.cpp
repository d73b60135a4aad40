// When connections or memory run out, those who let others wait the longest give way.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace authledger::infra::testing {
namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

using Clients = std::vector<std::unique_ptr<RawClient>>;

/// Opens one after the other, so that their order is known.
Clients open(const TestServer& server, std::size_t count, const std::string& bytes = "") {
  Clients clients;
  for (std::size_t i = 0; i < count; ++i) {
    const auto before = server.counters().connections_accepted;
    clients.push_back(std::make_unique<RawClient>(server.port()));
    clients.back()->send(bytes);
    EXPECT_TRUE(
        server.reaches([&](const auto& now) { return now.connections_accepted == before + 1; }));
  }
  return clients;
}

std::string incomplete_body(std::size_t bytes) {
  return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(bytes + 1) + "\r\n\r\n" +
         std::string(bytes, 'a');
}

HttpLimits two_connections() {
  HttpLimits limits;
  limits.connections_max = 2;
  return limits;
}

TEST(HttpDisplacement, TheLongestIdleConnectionMakesRoom) {
  TestServer server(two_connections());
  const auto clients = open(server, 2);
  for (const std::size_t i : {1, 0}) {  // from now on the second has been idle for longer
    clients[i]->send(kGet);
    EXPECT_EQ(clients[i]->read_response().status, 200);
  }
  RawClient third(server.port());
  third.send(kGet);
  EXPECT_EQ(third.read_response().status, 200);
  EXPECT_TRUE(clients[1]->wait_for_close());
  clients[0]->send(kGet);
  EXPECT_EQ(clients[0]->read_response().status, 200);
  EXPECT_EQ(server.counters().connections_displaced, 1U);
  EXPECT_EQ(server.counters().connections_refused, 0U);
}

TEST(HttpDisplacement, WhoHasSentNoRequestGoesFirst) {
  TestServer server(two_connections());
  const auto kept = open(server, 1, std::string(kGet));
  EXPECT_EQ(kept[0]->read_response().status, 200);
  const auto silent = open(server, 1);
  RawClient third(server.port());
  third.send(kGet);
  EXPECT_EQ(third.read_response().status, 200);
  EXPECT_TRUE(silent[0]->wait_for_close());
  kept[0]->send(kGet);
  EXPECT_EQ(kept[0]->read_response().status, 200);
}

TEST(HttpDisplacement, SlowRequestsMakeRoomToo) {
  TestServer server(two_connections());
  const auto slow = open(server, 2, incomplete_body(10));
  for (int i = 0; i < 2; ++i) {
    RawClient client(server.port());
    client.send(kGet);
    EXPECT_EQ(client.read_response().status, 200);
    client.finish_sending();
    EXPECT_TRUE(client.wait_for_close());
  }
  EXPECT_TRUE(slow[0]->wait_for_close());
}

TEST(HttpDisplacement, RequestsInTheHandlerMakeNoRoom) {
  Gate gate;
  TestServer server(two_connections(), [&](const HttpRequest& request) {
    gate.wait();
    return echo(request);
  });
  const auto clients = open(server, 2, std::string(kGet));
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.requests == 2; }));
  RawClient third(server.port());
  const auto response = third.read_response();
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.has("\r\nRetry-After: 1\r\n"));
  EXPECT_TRUE(response.has("\r\nConnection: close\r\n"));
  gate.open();
  for (const auto& client : clients) EXPECT_EQ(client->read_response().status, 200);
  EXPECT_EQ(server.counters().connections_refused, 1U);
  EXPECT_EQ(server.counters().connections_displaced, 0U);
}

TEST(HttpHeldBytes, TheBodyHeldLongestIsRefused) {
  HttpLimits limits;
  limits.held_bytes_max = 10'000;
  TestServer server(limits);
  const auto holders = open(server, 1, incomplete_body(6000));
  const auto later = open(server, 1, incomplete_body(6000));
  const auto response = holders[0]->read_response();
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.has("\r\nRetry-After: 1\r\n"));
  later[0]->send("b");
  EXPECT_EQ(later[0]->read_response().status, 200);
  EXPECT_EQ(server.counters().connections_displaced, 1U);
}

TEST(HttpHeldBytes, OneRequestLargerThanAllIsRefused) {
  HttpLimits limits;
  limits.held_bytes_max = 1000;
  TestServer server(limits);
  RawClient client(server.port());
  client.send(incomplete_body(1500) + "b");
  EXPECT_EQ(client.read_response().status, 503);
}

TEST(HttpHeldBytes, BodiesInTheHandlerCountUntilTheyAreAnswered) {
  HttpLimits limits;
  limits.held_bytes_max = 10'000;
  Gate gate;
  TestServer server(limits, [&](const HttpRequest& request) {
    gate.wait();
    return text_response(std::to_string(request.body.size()));
  });
  const auto first = open(server, 1, incomplete_body(7999) + "b");
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.requests == 1; }));
  const auto second = open(server, 1, incomplete_body(7999) + "b");
  EXPECT_EQ(second[0]->read_response().status, 503);
  gate.open();
  EXPECT_EQ(first[0]->read_response().body, "8000");
  const auto third = open(server, 1, incomplete_body(7999) + "b");
  EXPECT_EQ(third[0]->read_response().body, "8000");
}

TEST(HttpHeldBytes, AnAnswerThatNobodyReadsGivesWay) {
  constexpr std::size_t kAnswerBytes = 32 << 20;  // more than the kernel's buffers take
  HttpLimits limits;
  limits.held_bytes_max = kAnswerBytes + 1000;
  TestServer server(
      limits, [](const HttpRequest&) { return text_response(std::string(kAnswerBytes, 'a')); });
  RawClient deaf(server.port());
  deaf.send(kGet);
  ASSERT_TRUE(deaf.read_until("\r\n\r\n"));  // it is held now, and the older of the two
  RawClient second(server.port());
  second.send(kGet);
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.connections_displaced == 1; }));
  EXPECT_TRUE(deaf.wait_for_close());
  EXPECT_EQ(second.read_response().body.size(), kAnswerBytes);
}

}  // namespace
}  // namespace authledger::infra::testing
