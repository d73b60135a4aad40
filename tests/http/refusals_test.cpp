// Every request the transport answers itself: the status, and that the connection is closed, so
// that nothing behind a refused request is ever read as another one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace authledger::infra::testing {
namespace {

HttpLimits small() {
  HttpLimits limits;
  limits.body_bytes_max = 100;
  limits.header_bytes_max = 1000;
  limits.header_count_max = 10;
  limits.target_bytes_max = 200;
  limits.body_limit = [](std::string_view method, std::string_view path) -> std::size_t {
    return method == "PUT" && path == "/big file" ? 5000 : 100;
  };
  return limits;
}

struct Case {
  std::string name;
  std::string bytes;
  int status;
};

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
}
std::string with(const std::string& headers) {
  return "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}
std::string chunked(const std::string& body) {
  return with("Transfer-Encoding: chunked\r\n") + body;
}
std::string many_headers(int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += "a: b\r\n";
  return all;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> kCases = {
      {"LengthAndChunked", with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"ChunkedAndLength", with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
      {"GzipAndLength", with("Transfer-Encoding: gzip\r\nContent-Length: 3\r\n"), 400},
      {"DifferentLengths", with("Content-Length: 3\r\nContent-Length: 4\r\n"), 400},
      {"SameLengthsTwice", with("Content-Length: 3\r\nContent-Length: 3\r\n"), 400},
      {"LengthList", with("Content-Length: 3, 3\r\n"), 400},
      {"NegativeLength", with("Content-Length: -1\r\n"), 400},
      {"PlusLength", with("Content-Length: +1\r\n"), 400},
      {"HexLength", with("Content-Length: 0x1\r\n"), 400},
      {"EmptyLength", with("Content-Length: \r\n"), 400},
      {"HugeLength", with("Content-Length: 99999999999999999999999\r\n"), 400},
      {"UnknownCoding", with("Transfer-Encoding: gzip\r\n"), 501},
      {"IdentityCoding", with("Transfer-Encoding: identity\r\n"), 501},
      {"GzipThenChunked", with("Transfer-Encoding: gzip, chunked\r\n"), 501},
      {"ChunkedThenGzip", with("Transfer-Encoding: chunked, gzip\r\n"), 501},
      {"ChunkedTwice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"OldChunked", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"ObsFold", with("A: b\r\n c\r\n"), 400},
      {"ObsFoldTab", with("A: b\r\n\tc\r\n"), 400},
      {"SpaceBeforeColon", with("Content-Length : 3\r\n"), 400},
      {"NoColon", with("Content-Length\r\n"), 400},
      {"EmptyName", with(": v\r\n"), 400},
      {"NulInValue", with(std::string("A: b\0c\r\n", 8)), 400},
      {"NulInName", with(std::string("A\0b: c\r\n", 8)), 400},
      {"ControlInValue", with("A: b\x01\r\n"), 400},
      {"BareCr", with("A: b\rc\r\n"), 400},
      {"BareLf", with("A: b\nContent-Length: 3\r\n"), 400},
      {"LfOnly", "GET / HTTP/1.1\nHost: x\n\n", 400},
      {"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
      {"TwoHosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400},
      {"BadHost", "GET / HTTP/1.1\r\nHost: x/y@z\r\n\r\n", 400},
      {"NegativeChunk", chunked("-1\r\nabc\r\n0\r\n\r\n"), 400},
      {"NegativeChunkTwo", chunked("-2\r\nabc\r\n0\r\n\r\n"), 400},
      {"WordChunk", chunked("xyz\r\n"), 400},
      {"EmptyChunkSize", chunked("\r\nabc\r\n"), 400},
      {"HugeChunk", chunked("FFFFFFFFFFFFFFFFFF\r\n"), 400},
      {"LongChunk", chunked("3\r\nabcdef\r\n0\r\n\r\n"), 400},
      {"ChunkBareLf", chunked("3\nabc\n0\n\n"), 400},
      {"EndlessExtension", chunked("3;" + std::string(3000, 'a')), 400},
      {"Trailers", chunked("3\r\nabc\r\n0\r\nX: y\r\n\r\n"), 400},
      {"FramingTrailer", chunked("3\r\nabc\r\n0\r\nContent-Length: 9\r\n\r\n"), 400},
      {"DoubleSlash", get("//x/y"), 400},
      {"EncodedDoubleSlash", get("/%2Fx"), 400},
      {"BadPercent", get("/%zz"), 400},
      {"CutPercent", get("/%4"), 400},
      {"EncodedNul", get("/a%00b"), 400},
      {"BadUtf8", get("/%FF"), 400},
      {"OverlongUtf8", get("/%C0%AF"), 400},
      {"Surrogate", get("/%ED%A0%80"), 400},
      {"BadPercentInQuery", get("/?a=%G0"), 400},
      {"BadUtf8InQuery", get("/?a=%80"), 400},
      {"HighByteInTarget", get("/\xC3\xA9"), 400},
      {"Fragment", get("/a#b"), 400},
      {"NoPath", get("abc"), 400},
      {"AuthorityForm", "CONNECT h:1 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"SpaceInTarget", get("/a b"), 505},
      {"NoVersion", "GET /\r\n\r\n", 400},
      {"OtherProtocol", "GET / ICY/1.1\r\nHost: x\r\n\r\n", 505},
      {"Http2", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505},
      {"Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"TlsHello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9), 400},
      {"BadMethod", "G(T / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"LongMethod", std::string(200, 'A') + " / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"LongTarget", get("/" + std::string(300, 'a')), 414},
      {"TargetOneOver", get("/" + std::string(200, 'a')), 414},
      {"EndlessTarget", "GET /" + std::string(5000, 'a'), 414},
      {"LongHeader", with("A: " + std::string(1200, 'b') + "\r\n"), 431},
      {"EndlessHeader", "GET / HTTP/1.1\r\nA: " + std::string(5000, 'b'), 431},
      {"ManyHeaders", with(many_headers(40)), 431},
      {"OneHeaderTooMany", with(many_headers(10)), 431},
      {"BigBody", with("Content-Length: 101\r\n"), 413},
      {"BigBodyExpected", with("Expect: 100-continue\r\nContent-Length: 101\r\n"), 413},
      {"BigChunk", chunked("65\r\n"), 413},
      {"BigChunks", chunked("60\r\n" + std::string(96, 'a') + "\r\n60\r\n"), 413},
      {"UnknownExpectation", with("Expect: tea\r\nContent-Length: 1\r\n"), 417},
  };
  return kCases;
}

class HttpRefusals : public ::testing::TestWithParam<Case> {};

TEST_P(HttpRefusals, AnsweredAndClosed) {
  TestServer server(small(), [](const HttpRequest&) -> HttpResponse {
    ADD_FAILURE() << "a refused request reached the handler";
    return {};
  });
  RawClient client(server.port());
  client.send(GetParam().bytes);
  const auto response = client.read_response();
  EXPECT_EQ(response.status, GetParam().status) << response.body;
  EXPECT_TRUE(response.has("\r\nConnection: close\r\n"));
  EXPECT_TRUE(response.has("\r\nContent-Type: text/plain\r\n"));
  EXPECT_THAT(response.body, ::testing::StartsWith("refused: "));
  client.finish_sending();
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_TRUE(server.reaches([](const auto& now) { return now.connections_open == 0; }));
  EXPECT_EQ(server.counters().refused.at(GetParam().status), 1U);
}

INSTANTIATE_TEST_SUITE_P(Table, HttpRefusals, ::testing::ValuesIn(cases()),
                         [](const auto& row) { return row.param.name; });

TEST(HttpLimitsHit, ExactlyAtTheLimitsIsFine) {
  TestServer server(small());
  RawClient client(server.port());
  for (const auto& request :
       {with("Content-Length: 100\r\n") + std::string(100, 'a'), get("/" + std::string(199, 'a')),
        with(many_headers(9)), chunked("64\r\n" + std::string(100, 'a') + "\r\n0\r\n\r\n"),
        "PUT /big%20file HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n" +
            std::string(5000, 'a'),
        "POST / HTTP/1.1\r\nHost: x\r\nA: " + std::string(1000 - 9 - 5, 'b') + "\r\n\r\n"}) {
    client.send(request);
    EXPECT_EQ(client.read_response().status, 200);
  }
}

TEST(HttpLimitsHit, OversizedBodyIsAnsweredBeforeItArrives) {
  TestServer server(small());
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
  const auto response = client.read_response();
  EXPECT_EQ(response.status, 413);
  // The drain is limited: a client that goes on sending for ever is cut off.
  const std::string block(64 * 1024, 'x');
  std::size_t taken = 0;
  while (client.send(block)) taken += block.size();
  EXPECT_LT(taken, 100U << 20);
}

TEST(HttpLimitsHit, PipelinedRequestBehindARefusedOneIsNotRead) {
  TestServer server(small());
  RawClient client(server.port());
  client.send(get("/ok") + with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") +
              get("/evil"));
  EXPECT_EQ(client.read_response().status, 200);
  EXPECT_EQ(client.read_response().status, 400);
  client.finish_sending();
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(server.counters().requests, 1U);
}

TEST(HttpLimitsHit, ThrowingRefusalStillAnswers) {
  HttpServer server("127.0.0.1", 0, {}, echo, [](int, std::string_view) -> HttpResponse {
    throw std::runtime_error("no shape");
  });
  server.start();
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 400);
}

}  // namespace
}  // namespace authledger::infra::testing
