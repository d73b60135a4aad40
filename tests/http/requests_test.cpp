// What a well-behaved client gets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace authledger::infra::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(HttpRequests, KeepAliveAnswersOneAfterTheOther) {
  TestServer server;
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send("GET /ping HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto response = client.read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_TRUE(response.complete);
    EXPECT_TRUE(response.has("\r\nDate: "));
    EXPECT_FALSE(response.has("Connection: close"));
  }
  EXPECT_EQ(server.counters().requests, 3U);
  EXPECT_EQ(server.counters().connections_open, 1U);
}

TEST(HttpRequests, PathAndQueryAreDecodedOnceAndInOrder) {
  TestServer server;
  RawClient client(server.port());
  client.send(
      "GET /a%20b/%C3%A9/%252F?k=1&k=2+3&e&%26=%3D&raw={\"a\"} HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto body = client.read_response().body;
  EXPECT_THAT(body, StartsWith("GET /a b/\xC3\xA9/%2F raw=/a%20b/%C3%A9/%252F?"));
  EXPECT_THAT(body, HasSubstr("? k=1\n? k=2 3\n? e=\n? &==\n? raw={\"a\"}\n"));
}

TEST(HttpRequests, EveryVisibleCharacterMayStandInATarget) {
  TestServer server;
  RawClient client(server.port());
  for (char c = '!'; c <= '~'; ++c) {
    if (c == '#' || c == '%') continue;
    const std::string both = std::string("/a") + c + "b?c" + c + "d";
    client.send("GET " + both + " HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto response = client.read_response();
    EXPECT_EQ(response.status, 200) << c;
    EXPECT_THAT(response.body, HasSubstr(" raw=" + both + "\n"));
  }
}

TEST(HttpRequests, HeadersKeepRepeatsAndHighBytes) {
  TestServer server({}, [](const HttpRequest& request) {
    EXPECT_EQ(request.remote_address, "127.0.0.1");
    EXPECT_EQ(*request.header("COOKIE"), "a=1");
    EXPECT_EQ(request.header("absent"), nullptr);
    return echo(request);
  });
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\nX-Name: J\xF6rg\xFF\r\n");
  client.send("cookie: b=2\r\n\r\n");
  const auto body = client.read_response().body;
  EXPECT_THAT(body, HasSubstr("X-Name: J\xF6rg\xFF\n"));
  EXPECT_THAT(body, HasSubstr("Cookie: a=1\n"));
  EXPECT_THAT(body, HasSubstr("cookie: b=2\n"));
}

TEST(HttpRequests, EveryMethodReachesTheHandler) {
  TestServer server;
  RawClient client(server.port());
  for (const std::string method :
       {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"}) {
    client.send(method + " /m HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
    const auto response = client.read_response();
    EXPECT_EQ(response.status, 200) << method;
    EXPECT_THAT(response.body, StartsWith(method + " /m"));
    EXPECT_THAT(response.body, ::testing::EndsWith("\n\nhi"));
  }
  client.send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.read_response().body, StartsWith("OPTIONS * "));
}

TEST(HttpRequests, HeadHasHeadersAndNoBody) {
  TestServer server;
  RawClient client(server.port());
  client.send("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\nGET /y HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto head = client.read_response(false);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("\r\nContent-Length: "));
  EXPECT_FALSE(head.has("\r\nContent-Length: 0\r\n"));
  EXPECT_THAT(client.read_response().body, StartsWith("GET /y"));
}

TEST(HttpRequests, PipelinedRequestsAreAnsweredInOrder) {
  TestServer server;
  RawClient client(server.port());
  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nz";
  }
  client.send(all);
  for (int i = 0; i < 50; ++i) {
    EXPECT_THAT(client.read_response().body, StartsWith("POST /" + std::to_string(i) + " "));
  }
}

TEST(HttpRequests, BytesMayArriveOneByOne) {
  TestServer server;
  RawClient client(server.port());
  const std::string request =
      "\r\nPOST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "5;name=\"v\"\r\nhello\r\n1\r\n!\r\n0\r\n\r\n";
  for (const char byte : request) client.send(std::string_view(&byte, 1));
  EXPECT_THAT(client.read_response().body, ::testing::EndsWith("\n\nhello!"));
  client.send(request);
  EXPECT_EQ(client.read_response().status, 200);
}

TEST(HttpRequests, ExpectContinueIsAskedForTheBody) {
  TestServer server;
  RawClient client(server.port());
  client.send("POST /c HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 100);
  client.send("body");
  const auto response = client.read_response();
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, ::testing::EndsWith("\n\nbody"));
}

TEST(HttpRequests, AbsoluteFormIsTakenForItsPath) {
  TestServer server;
  RawClient client(server.port());
  client.send("GET http://other:80/p?q=1 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.read_response().body, StartsWith("GET /p raw=http://other:80/p?q=1\n? q=1\n"));
  client.send("GET http://other?q=1 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.read_response().body, StartsWith("GET / raw="));
}

TEST(HttpRequests, ConnectionCloseAndOldClientsAreClosedAfterTheAnswer) {
  TestServer server;
  for (const std::string request :
       {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    RawClient client(server.port());
    client.send(request);
    EXPECT_TRUE(client.read_response().has("\r\nConnection: close\r\n"));
    EXPECT_TRUE(client.wait_for_close());
  }
  RawClient old(server.port());
  for (int i = 0; i < 2; ++i) {
    old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(old.read_response().has("\r\nConnection: keep-alive\r\n"));
  }
}

TEST(HttpRequests, HalfClosedClientStillGetsItsAnswer) {
  TestServer server;
  RawClient client(server.port());
  client.send("GET /half HTTP/1.1\r\nHost: x\r\n\r\n");
  client.finish_sending();
  EXPECT_THAT(client.read_response().body, StartsWith("GET /half"));
  EXPECT_TRUE(client.wait_for_close());
}

TEST(HttpResponses, TransportOwnsFramingHeaders) {
  TestServer server({}, [](const HttpRequest&) {
    auto response = text_response("abc");
    response.headers = {{"Content-Length", "99"},
                        {"transfer-encoding", "chunked"},
                        {"Date", "never"},
                        {"Set-Cookie", "a=1"},
                        {"Set-Cookie", "b=2"}};
    return response;
  });
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto response = client.read_response();
  EXPECT_EQ(response.body, "abc");
  EXPECT_TRUE(response.has("\r\nContent-Length: 3\r\n"));
  EXPECT_TRUE(response.has("\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
  EXPECT_FALSE(response.has("never"));
  EXPECT_FALSE(response.has("chunked"));
}

TEST(HttpResponses, NoContentHasNoLength) {
  TestServer server({}, [](const HttpRequest&) { return text_response("", 204); });
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto response = client.read_response(false);
  EXPECT_EQ(response.status, 204);
  EXPECT_FALSE(response.has("Content-Length"));
}

TEST(HttpResponses, SplittingHeadersAndBadStatusesBecome500) {
  const std::vector<HttpResponse> bad = {{200, {{"X", "a\r\nSet-Cookie: b"}}, "secret", {}, {}},
                                         {200, {{"X", std::string("a\0b", 3)}}, "secret", {}, {}},
                                         {200, {{"X", "a\nb"}}, "secret", {}, {}},
                                         {200, {{"X: y\r\nZ", "v"}}, "secret", {}, {}},
                                         {200, {{"", "v"}}, "secret", {}, {}},
                                         {99, {}, "secret", {}, {}},
                                         {101, {}, "secret", {}, {}}};
  for (const auto& answer : bad) {
    TestServer server({}, [answer](const HttpRequest&) { return answer; });
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto response = client.read_response();
    EXPECT_EQ(response.status, 500);
    EXPECT_FALSE(response.has("Set-Cookie"));
    EXPECT_THAT(response.body, StartsWith("refused: "));
  }
}

TEST(HttpResponses, ExceptionsBecome500AndTheConnectionLives) {
  TestServer server({}, [](const HttpRequest& request) -> HttpResponse {
    if (request.path == "/std") throw std::runtime_error("boom");
    if (request.path == "/int") throw 42;
    return echo(request);
  });
  RawClient client(server.port());
  for (const std::string path : {"/std", "/int"}) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.read_response().status, 500);
  }
  client.send("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 200);
  EXPECT_EQ(server.counters().refused.at(500), 2U);
}

}  // namespace
}  // namespace authledger::infra::testing
