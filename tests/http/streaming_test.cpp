// Bodies that come piece by piece: pulled from a source, or pushed into an event stream.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace authledger::infra::testing {
namespace {

constexpr std::size_t kChunkBytes = 64 * 1024;
/// What the kernel may hold for both sockets of a connection, and then some.
constexpr std::size_t kKernelBytes = 10 << 20;
const std::string kGetStream = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/// `chunks` times 64 KiB, each filled with a letter of its own.
HttpResponse letters(std::size_t chunks, std::shared_ptr<std::atomic<std::size_t>> pulled) {
  HttpResponse response;
  response.source = [chunks, pulled](std::string& chunk) {
    const auto turn = (*pulled)++;
    chunk.append(kChunkBytes, static_cast<char>('a' + turn % 26));
    return turn + 1 < chunks;
  };
  return response;
}

TEST(HttpStreaming, SourceArrivesWholeAndTheConnectionLives) {
  TestServer server({}, [](const HttpRequest&) {
    return letters(20, std::make_shared<std::atomic<std::size_t>>(0));
  });
  RawClient client(server.port());
  for (int i = 0; i < 2; ++i) {
    client.send(kGetStream);
    const auto response = client.read_response();
    ASSERT_TRUE(response.complete);
    ASSERT_EQ(response.body.size(), 20 * kChunkBytes);
    EXPECT_EQ(response.body.front(), 'a');
    EXPECT_EQ(response.body.back(), 't');
  }
}

TEST(HttpStreaming, EmptyPiecesAndAnEmptyEnd) {
  TestServer server({}, [](const HttpRequest&) {
    HttpResponse response;
    response.source = [turn = 0](std::string& chunk) mutable {
      if (turn == 1) chunk = "only";
      return ++turn < 4;
    };
    return response;
  });
  RawClient client(server.port());
  client.send(kGetStream);
  EXPECT_EQ(client.read_response().body, "only");
}

TEST(HttpStreaming, SlowReaderIsNotPulledAhead) {
  const auto pulled = std::make_shared<std::atomic<std::size_t>>(0);
  TestServer server({}, [&](const HttpRequest&) { return letters(1000, pulled); });
  RawClient client(server.port(), 4096);
  client.send(kGetStream);
  ASSERT_TRUE(client.read_until("\r\n\r\n"));
  std::size_t read = 0;
  while (client.read_some()) {
    read += client.buffered().size();
    client.forget();
    ASSERT_LE(*pulled * kChunkBytes, read + kKernelBytes);
    if (read >= 1000 * kChunkBytes + 1000) break;
  }
  EXPECT_EQ(*pulled, 1000U);
}

TEST(HttpStreaming, AReaderThatStopsIsCutBeforeTheSourceIsDrained) {
  HttpLimits limits;
  limits.write_timeout_ms = 200;
  const auto pulled = std::make_shared<std::atomic<std::size_t>>(0);
  TestServer server(limits, [&](const HttpRequest&) { return letters(1000, pulled); });
  RawClient client(server.port(), 4096);
  client.send(kGetStream);
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.requests == 1; }));
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.connections_open == 0; }));
  EXPECT_LE(*pulled * kChunkBytes, kKernelBytes);
  EXPECT_GT(*pulled, 0U);
}

TEST(HttpStreaming, FailingSourceCutsTheAnswer) {
  TestServer server({}, [](const HttpRequest&) {
    HttpResponse response;
    response.source = [turn = 0](std::string& chunk) mutable -> bool {
      if (turn++ == 1) throw std::runtime_error("disk");
      chunk = "begun";
      return true;
    };
    return response;
  });
  RawClient client(server.port());
  client.send(kGetStream);
  const auto response = client.read_response();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "begun");
  EXPECT_FALSE(response.complete);
}

TEST(HttpStreaming, OldClientsAndHeadGetNoChunks) {
  const auto pulled = std::make_shared<std::atomic<std::size_t>>(0);
  TestServer server({}, [&](const HttpRequest&) { return letters(3, pulled); });
  RawClient head(server.port());
  head.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(head.read_response(false).status, 200);
  EXPECT_EQ(head.read_to_end(), "");
  EXPECT_EQ(*pulled, 0U);
  RawClient old(server.port());
  old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto all = old.read_to_end();
  EXPECT_EQ(all.find("chunked"), std::string::npos);
  EXPECT_EQ(all.size() - all.find("\r\n\r\n") - 4, 3 * kChunkBytes);
}

/// Serves one event stream per request and keeps them for the test.
struct Feeder {
  std::mutex mutex;
  std::vector<std::shared_ptr<EventStream>> streams;
  std::size_t pending_bytes_max = EventStream::kPendingBytesMax;

  HttpHandler handler() {
    return [this](const HttpRequest&) {
      HttpResponse response;
      response.headers.emplace_back("Content-Type", "text/event-stream");
      response.event_stream = std::make_shared<EventStream>(pending_bytes_max);
      response.event_stream->send("data: hello\n\n");
      const std::lock_guard lock(mutex);
      streams.push_back(response.event_stream);
      return response;
    };
  }
};

bool becomes(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST(HttpEvents, ArriveAsTheyAreSentUntilClosed) {
  Feeder feeder;
  TestServer server({}, feeder.handler());
  RawClient client(server.port());
  client.send(kGetStream);
  ASSERT_TRUE(client.read_until("data: hello\n\n"));
  const auto stream = feeder.streams.at(0);
  EXPECT_TRUE(becomes([&] { return stream->pending_bytes() == 0; }));
  stream->send("data: one\n\n");
  ASSERT_TRUE(client.read_until("data: one\n\n"));
  stream->send("data: two\n\n");
  stream->close();
  EXPECT_FALSE(stream->open());
  stream->send("data: late\n\n");
  const auto response = client.read_response();
  EXPECT_TRUE(response.complete);
  EXPECT_EQ(response.body, "data: hello\n\ndata: one\n\ndata: two\n\n");
  EXPECT_EQ(client.read_to_end(), "");
}

TEST(HttpEvents, AReaderThatGoesAwayIsNoticedWithoutSending) {
  Feeder feeder;
  TestServer server({}, feeder.handler());
  auto client = std::make_unique<RawClient>(server.port());
  client->send(kGetStream);
  ASSERT_TRUE(client->read_until("data: hello\n\n"));
  EXPECT_EQ(server.counters().event_streams_open, 1U);
  client.reset();
  EXPECT_TRUE(becomes([&] { return !feeder.streams.at(0)->open(); }));
  EXPECT_TRUE(server.reaches(
      [](const auto& now) { return now.event_streams_open == 0 && now.connections_open == 0; }));
}

TEST(HttpEvents, AReaderTooFarBehindIsCutAndMemoryStaysBounded) {
  Feeder feeder;
  TestServer server({}, feeder.handler());
  RawClient client(server.port(), 4096);
  client.send(kGetStream);
  ASSERT_TRUE(client.read_until("data: hello\n\n"));
  const auto stream = feeder.streams.at(0);
  const std::string event(1000, 'e');
  std::size_t most = 0;
  for (std::size_t sent = 0; stream->open() && sent < (100U << 20); sent += event.size()) {
    stream->send(event);
    most = std::max(most, stream->pending_bytes());
  }
  EXPECT_FALSE(stream->open());
  EXPECT_LE(most, EventStream::kPendingBytesMax);
  EXPECT_TRUE(server.reaches([](const auto& now) { return now.connections_open == 0; }));
}

TEST(HttpEvents, ManyReadersNeedNoThreads) {
  const auto threads = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                         std::filesystem::directory_iterator());
  };
  Feeder feeder;
  TestServer server({}, feeder.handler());
  const auto before = threads();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 300; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    clients.back()->send(kGetStream);
  }
  for (auto& client : clients) ASSERT_TRUE(client->read_until("data: hello\n\n"));
  EXPECT_LE(threads(), before);
  for (const auto& stream : feeder.streams) stream->send("data: all\n\n");
  for (auto& client : clients) EXPECT_TRUE(client->read_until("data: all\n\n"));
}

TEST(HttpEvents, StreamsOutliveTheirServer) {
  Feeder feeder;
  {
    TestServer server({}, feeder.handler());
    RawClient client(server.port());
    client.send(kGetStream);
    ASSERT_TRUE(client.read_until("data: hello\n\n"));
  }
  EXPECT_FALSE(feeder.streams.at(0)->open());
  feeder.streams.at(0)->send("data: nobody\n\n");
  EXPECT_EQ(feeder.streams.at(0)->pending_bytes(), 0U);
}

TEST(HttpEvents, FeedersMaySendFromManyThreads) {
  Feeder feeder;
  feeder.pending_bytes_max = 1 << 20;
  TestServer server({}, feeder.handler());
  RawClient client(server.port());
  client.send(kGetStream);
  ASSERT_TRUE(client.read_until("data: hello\n\n"));
  const auto stream = feeder.streams.at(0);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) stream->send("data: 1234567\n\n");
    });
  }
  for (auto& thread : threads) thread.join();
  stream->close();
  const auto response = client.read_response();
  EXPECT_TRUE(response.complete);
  EXPECT_EQ(response.body.size(), 13U + 4 * 1000 * 15);
}

}  // namespace
}  // namespace authledger::infra::testing
