// Overload, exhaustion, start and stop.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <deque>

#include "infra/http/transport/cpprest_server.h"
#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace authledger::infra::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
const std::string kGetRoot = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(HttpOverload, FullQueueIsAnswered503AtOnce) {
  HttpLimits limits;
  limits.workers = 1;
  limits.queue_max = 1;
  Gate gate;
  TestServer server(limits, [&](const HttpRequest& request) {
    gate.wait();
    return echo(request);
  });
  RawClient running(server.port());
  running.send(kGetRoot);
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.workers_busy == 1; }));
  RawClient waiting(server.port());
  waiting.send(kGetRoot);
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.queue_depth == 1; }));
  RawClient refused(server.port());
  refused.send(kGetRoot);
  const auto response = refused.read_response();
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.has("\r\nRetry-After: 1\r\n"));
  EXPECT_FALSE(response.has("Connection: close"));
  gate.open();
  EXPECT_EQ(running.read_response().status, 200);
  EXPECT_EQ(waiting.read_response().status, 200);
  refused.send(kGetRoot);
  EXPECT_EQ(refused.read_response().status, 200);
  EXPECT_EQ(server.counters().refused.at(503), 1U);
}

TEST(HttpOverload, WritesThatWaitKeepNoReadWaiting) {
  HttpLimits limits;
  limits.workers = 1;
  limits.write_workers = 2;
  limits.write_queue_max = 1;
  limits.is_write = [](std::string_view method, std::string_view) { return method == "POST"; };
  Gate gate;
  TestServer server(limits, [&](const HttpRequest& request) {
    if (request.method == "POST") gate.wait();
    return echo(request);
  });
  const std::string post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
  std::deque<RawClient> writers;
  const auto write = [&]() -> RawClient& {
    writers.emplace_back(server.port()).send(post);
    return writers.back();
  };
  write();
  // The queue holds one: the next must not meet this one there.
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.workers_busy == 1; }));
  write();
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.workers_busy == 2; }));
  write();
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.queue_depth == 1; }));
  EXPECT_EQ(write().read_response().status, 503);
  RawClient reader(server.port());
  for (int i = 0; i < 3; ++i) {
    reader.send(kGetRoot);
    EXPECT_EQ(reader.read_response().status, 200);
  }
  gate.open();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(writers[i].read_response().status, 200);
}

TEST(HttpOverload, TheHopelessAreRefusedWithoutAWorker) {
  HttpLimits limits;
  limits.is_hopeless = [](std::string_view, std::string_view path) { return path == "/full"; };
  std::atomic<int> served = 0;
  TestServer server(limits, [&](const HttpRequest& request) {
    ++served;
    return echo(request);
  });
  RawClient client(server.port());
  client.send("GET /full HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto response = client.read_response();
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.has("\r\nRetry-After: 1\r\n"));
  EXPECT_EQ(served, 0);
  client.send(kGetRoot);
  EXPECT_EQ(client.read_response().status, 200);
}

void expect_third_refused(const HttpLimits& limits) {
  TestServer server(limits);
  RawClient first(server.port());
  auto second = std::make_unique<RawClient>(server.port());
  for (auto* client : {&first, second.get()}) {
    client->send(kGetRoot);
    ASSERT_EQ(client->read_response().status, 200);
  }
  RawClient third(server.port());
  const auto response = third.read_response();
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.has("\r\nRetry-After: 1\r\n"));
  EXPECT_TRUE(response.has("\r\nConnection: close\r\n"));
  third.finish_sending();
  EXPECT_TRUE(third.wait_for_close());
  EXPECT_EQ(server.counters().connections_refused, 1U);
  second.reset();
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.connections_open == 1; }));
  RawClient fourth(server.port());
  fourth.send(kGetRoot);
  EXPECT_EQ(fourth.read_response().status, 200);
}

TEST(HttpOverload, ConnectionsOverTheLimitPerAddressAreToldSo) {
  HttpLimits limits;
  limits.connections_per_address_max = 2;
  expect_third_refused(limits);
}

TEST(HttpOverload, OutOfDescriptorsAcceptWaitsInsteadOfSpinning) {
  HttpLimits limits;
  limits.accept_backoff_ms = 20;
  TestServer server(limits);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{64, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  std::vector<int> fillers;
  for (int fd = 0; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) fillers.push_back(fd);
  ASSERT_FALSE(fillers.empty());
  ::close(fillers.back());
  fillers.pop_back();
  RawClient client(server.port());  // takes the last one
  client.send(kGetRoot);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(server.reaches([](const auto& now) { return now.accept_backoffs >= 6; }));
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(90));
  for (const int fd : fillers) ::close(fd);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(client.read_response().status, 200);
}

TEST(HttpStop, LetsRequestsInFlightFinish) {
  Gate gate;
  TestServer server({}, [&](const HttpRequest& request) {
    gate.wait();
    return echo(request);
  });
  RawClient idle(server.port());
  RawClient busy(server.port());
  busy.send(kGetRoot + kGetRoot);
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.workers_busy == 1; }));
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.connections_open == 2; }));
  auto stopped = std::async(std::launch::async, [&] { (*server).stop(seconds(20)); });
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_THROW(RawClient(server.port()), std::runtime_error);
  gate.open();
  const auto response = busy.read_response();
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.complete);
  EXPECT_TRUE(response.has("\r\nConnection: close\r\n"));
  EXPECT_EQ(busy.read_to_end(), "");
  busy.close();
  stopped.get();
  EXPECT_EQ(server.counters().requests, 1U);
  EXPECT_EQ(server.counters().connections_open, 0U);
}

TEST(HttpStop, CutsWhatIsLeftAtTheDeadline) {
  HttpLimits limits;
  limits.workers = 1;
  Gate gate;
  TestServer server(limits, [&](const HttpRequest& request) {
    gate.wait();
    return echo(request);
  });
  RawClient running(server.port());
  running.send(kGetRoot);
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.workers_busy == 1; }));
  RawClient queued(server.port());
  queued.send(kGetRoot);
  ASSERT_TRUE(server.reaches([](const auto& now) { return now.queue_depth == 1; }));
  auto stopped = std::async(std::launch::async, [&] { (*server).stop(milliseconds(50)); });
  EXPECT_EQ(running.read_to_end(), "");
  EXPECT_EQ(queued.read_to_end(), "");
  EXPECT_EQ(stopped.wait_for(milliseconds(0)), std::future_status::timeout);  // a handler runs
  gate.open();
  stopped.get();
  EXPECT_EQ(server.counters().requests, 2U);
}

TEST(HttpStop, EndsEventStreamsAndFinishesBodies) {
  TestServer server({}, [](const HttpRequest& request) {
    HttpResponse response;
    if (request.path == "/events") {
      response.event_stream = std::make_shared<EventStream>();
      response.event_stream->send("data: a\n\n");
    } else {
      response.source = [turn = 0](std::string& chunk) mutable {
        chunk.append(64 * 1024, 's');
        return ++turn < 300;
      };
    }
    return response;
  });
  RawClient events(server.port());
  events.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(events.read_until("data: a\n\n"));
  RawClient body(server.port(), 4096);
  body.send(kGetRoot);
  ASSERT_TRUE(body.read_until("sss"));
  auto stopped = std::async(std::launch::async, [&] { (*server).stop(seconds(20)); });
  EXPECT_TRUE(events.read_response().complete);
  events.close();
  const auto response = body.read_response();
  EXPECT_TRUE(response.complete);
  EXPECT_EQ(response.body.size(), 300U * 64 * 1024);
  body.close();
  stopped.get();
}

TEST(HttpStop, TwiceAndWithoutStartIsFine) {
  HttpServer never("127.0.0.1", 0, {}, echo, shape);
  never.stop(seconds(1));
  TestServer server;
  (*server).stop(seconds(1));
  (*server).stop(seconds(1));
}

TEST(HttpStart, ServersComeAndGoInOneProcess) {
  TestServer outer;
  for (int i = 0; i < 3; ++i) {
    TestServer inner({}, [](const HttpRequest&) { return text_response("inner"); });
    RawClient to_inner(inner.port());
    to_inner.send(kGetRoot);
    EXPECT_EQ(to_inner.read_response().body, "inner");
    RawClient to_outer(outer.port());
    to_outer.send(kGetRoot);
    EXPECT_THAT(to_outer.read_response().body, ::testing::StartsWith("GET / "));
  }
  (*outer).stop(seconds(1));
  TestServer again;  // the library has dropped our transport meanwhile
  RawClient client(again.port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n");
  EXPECT_EQ(client.read_response().status, 400);
}

TEST(HttpStart, TakenPortThrows) {
  TestServer server;
  HttpServer second("127.0.0.1", server.port(), {}, echo, shape);
  EXPECT_THROW(second.start(), std::exception);
}

TEST(HttpStart, RefusesToRunOnTheLibrarysOwnServer) {
  std::uint16_t free_port = 0;
  {
    TestServer probe;
    free_port = probe.port();
  }
  web::http::experimental::listener::http_listener stock(
      web::uri("http://127.0.0.1:" + std::to_string(free_port)));
  stock.open().wait();
  HttpServer server("127.0.0.1", 0, {}, echo, shape);
  EXPECT_THROW(server.start(), std::logic_error);
  stock.close().wait();
}

TEST(HttpLoad, ManyClientsOnManyThreads) {
  HttpLimits limits;
  limits.io_threads = 2;
  TestServer server(limits);
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int c = 0; c < 5; ++c) {
        RawClient client(server.port());
        for (int i = 0; i < 40; ++i) {
          client.send("POST /l HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
          if (client.read_response().body.ends_with("hello")) ++good;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 8 * 5 * 40);
  EXPECT_EQ(server.counters().requests, 1600U);
}

}  // namespace
}  // namespace authledger::infra::testing
