// Following the log over HTTP: the ring, catching up, slow readers, ended sessions.
#include "infra/streams/event_hub.h"

#include <gtest/gtest.h>

#include <condition_variable>

#include "infra/streams/event_frame.h"
#include "shared/errors.h"

namespace authledger::test {
namespace {

using namespace infra;
using namespace std::chrono_literals;

/// A log in memory; counts how often it was read.
class MemoryLog : public events::LogReader {
 public:
  void append(int count, const std::string& tenant = "root", const std::string& stream = "user-a") {
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < count; ++i) {
      events::StoredEvent event;
      event.position = static_cast<Position>(events_.size()) + 1;
      event.event_id = "id-" + std::to_string(event.position);
      event.tenant_id = tenant;
      event.stream_id = stream;
      event.stream_version = 1;
      event.type = "user.archived";
      event.payload = R"({"filler":")" + std::string(200, 'x') + R"("})";
      event.meta = "{}";
      events_.push_back(event);
    }
  }
  Result<events::Head> head() override {
    const std::lock_guard lock(mutex_);
    return events::Head{static_cast<Position>(events_.size()), 1};
  }
  Result<std::vector<events::StoredEvent>> read_all(Position after, int limit) override {
    const std::lock_guard lock(mutex_);
    ++reads;
    const auto from = std::min(static_cast<std::size_t>(after), events_.size());
    const auto to = std::min(from + static_cast<std::size_t>(limit), events_.size());
    return std::vector<events::StoredEvent>(events_.begin() + static_cast<std::ptrdiff_t>(from),
                                            events_.begin() + static_cast<std::ptrdiff_t>(to));
  }
  Result<std::vector<events::StoredEvent>> read_stream(const std::string&, StreamVersion) override {
    return fail(errors::kLogUnavailable);
  }
  std::atomic<int> reads{0};

 private:
  std::mutex mutex_;
  std::vector<events::StoredEvent> events_;
};

/// Takes what a stream gives, as a connection does.
class Client {
 public:
  explicit Client(std::shared_ptr<EventStream> stream) : stream_(std::move(stream)) {
    stream_->attach([this] {
      woken_ = true;
      changed_.notify_all();
    });
  }
  ~Client() { stream_->detach(); }
  /// Reads until `text` was seen or the stream has ended; what was read so far.
  const std::string& until(const std::string& text) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (seen_.find(text) == std::string::npos && !closed_ &&
           std::chrono::steady_clock::now() < deadline) {
      const auto taken = stream_->take();
      stream_->sent(taken.bytes.size());
      seen_ += taken.bytes;
      closed_ |= taken.closed;
      if (!taken.bytes.empty() || taken.closed) continue;
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, 5ms, [&] { return woken_.exchange(false); });
    }
    return seen_;
  }
  std::vector<Position> positions() const {
    std::vector<Position> all;
    for (auto at = seen_.find("id: "); at != std::string::npos; at = seen_.find("\nid: ", at + 1))
      all.push_back(std::stoll(seen_.substr(seen_.find("id: ", at) + 4)));
    return all;
  }

 private:
  std::shared_ptr<EventStream> stream_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> woken_{false};
  std::string seen_;
  bool closed_ = false;
};

EventReader reader_from(Position after, const std::string& tenant = "root") {
  EventReader reader;
  reader.tenant_id = tenant;
  reader.after = after;
  reader.still_may = [] { return true; };
  reader.until = std::chrono::steady_clock::now() + 1h;
  return reader;
}

std::vector<Position> from_to(Position first, Position last) {
  std::vector<Position> all;
  for (Position one = first; one <= last; ++one) all.push_back(one);
  return all;
}

TEST(EventHub, AReaderGetsOldAndNewOnceAndInOrder) {
  MemoryLog log;
  log.append(1000);
  EventHub hub(log, {});
  hub.start();
  Client client(hub.subscribe(reader_from(10)).value());
  client.until("id: 1000\n");
  log.append(50);
  hub.notify(1050);
  client.until("id: 1050\n");
  EXPECT_EQ(client.positions(), from_to(11, 1050));
}

TEST(EventHub, ManyReadersShareTheReads) {
  MemoryLog log;
  log.append(5);
  EventHub hub(log, {});
  hub.start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 200; ++i)
    clients.push_back(std::make_unique<Client>(hub.subscribe(reader_from(5)).value()));
  clients[0]->until("retry");
  const int before = log.reads;
  log.append(100);
  hub.notify(105);
  for (const auto& client : clients) {
    client->until("id: 105\n");
    EXPECT_EQ(client->positions(), from_to(6, 105));
  }
  // The hub looks a hundred times a second as long as somebody waits, which takes seconds here.
  EXPECT_LT(log.reads - before, 200 * 100 / 10) << "not a read per reader and event";
}

TEST(EventHub, NobodySeesAnotherTenant) {
  MemoryLog log;
  log.append(3, "acme");
  log.append(2, "root");
  EventHub hub(log, {});
  hub.start();
  Client client(hub.subscribe(reader_from(0, "root")).value());
  client.until("id: 5\n");
  log.append(1, "acme");
  log.append(1, "root");
  hub.notify(7);
  client.until("id: 7\n");
  EXPECT_EQ(client.positions(), (std::vector<Position>{4, 5, 7}));
}

TEST(EventHub, ASlowReaderIsLetGoWithItsLastId) {
  MemoryLog log;
  EventHubOptions options;
  options.ring_events_max = 100;
  EventHub hub(log, options);
  hub.start();
  Client quick(hub.subscribe(reader_from(0)).value());
  Client slow(hub.subscribe(reader_from(0)).value());
  log.append(1);
  hub.notify(1);
  quick.until("id: 1\n");
  slow.until("id: 1\n");
  // More than a reader may hold, and far more than the ring: the slow one takes nothing meanwhile.
  for (Position last = 101; last <= 2001; last += 100) {
    log.append(100);
    hub.notify(last);
    quick.until("id: " + std::to_string(last) + "\n");
  }
  const auto& seen = slow.until("event: end");
  EXPECT_NE(seen.find(R"("reason":"slow")"), std::string::npos) << seen.substr(seen.size() - 200);
  const auto taken = slow.positions();
  ASSERT_FALSE(taken.empty());
  EXPECT_NE(seen.find("\"lastEventId\":\"" + std::to_string(taken.back()) + "\""),
            std::string::npos);
  EXPECT_EQ(taken, from_to(1, taken.back())) << "what it got has no gap";
  EXPECT_EQ(quick.positions(), from_to(1, 2001));
  EXPECT_EQ(hub.stats().dropped, 1U);
}

TEST(EventHub, AnEndedSessionEndsTheStream) {
  MemoryLog log;
  EventHub hub(log, {});
  hub.start();
  std::atomic<bool> lives{true};
  auto reader = reader_from(0);
  reader.watched = {"session-s"};
  reader.still_may = [&] { return lives.load(); };
  Client client(hub.subscribe(std::move(reader)).value());
  client.until("retry");
  lives = false;
  log.append(1, "root", "session-s");
  hub.notify(1);
  EXPECT_NE(client.until("event: end").find(R"("reason":"session")"), std::string::npos);
}

TEST(EventHub, ATokenThatHasExpiredEndsTheStream) {
  MemoryLog log;
  EventHubOptions options;
  options.check = 20ms;
  EventHub hub(log, options);
  hub.start();
  auto reader = reader_from(0);
  reader.until = std::chrono::steady_clock::now() + 30ms;
  Client client(hub.subscribe(std::move(reader)).value());
  EXPECT_NE(client.until("event: end").find(R"("reason":"token")"), std::string::npos);
}

TEST(EventHub, QuietStreamsShowThatTheyLive) {
  MemoryLog log;
  EventHubOptions options;
  options.heart_beat = 20ms;
  EventHub hub(log, options);
  hub.start();
  Client client(hub.subscribe(reader_from(0)).value());
  EXPECT_NE(client.until(std::string(kHeartBeat)).find(kHeartBeat), std::string::npos);
}

TEST(EventHub, OneReaderTooManyIsRefused) {
  MemoryLog log;
  EventHubOptions options;
  options.readers_max = 1;
  EventHub hub(log, options);
  hub.start();
  Client first(hub.subscribe(reader_from(0)).value());
  const auto second = hub.subscribe(reader_from(0));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().id, "events.too_many_readers");
}

TEST(EventRing, KeepsTheNewestWithinItsBounds) {
  EventRing ring(3, 1000);
  ring.restart(10);
  for (Position one = 11; one <= 15; ++one) ring.add({one, "root", "f" + std::to_string(one)});
  EXPECT_EQ(ring.head(), 15);
  EXPECT_EQ(ring.tail(), 12);
  const auto portion = ring.portion("root", 13, 100);
  EXPECT_EQ(portion.frames, "f14f15");
  EXPECT_EQ(portion.up_to, 15);
  EXPECT_EQ(ring.portion("root", 12, 1).up_to, 13) << "at least one";
  EXPECT_EQ(ring.portion("acme", 12, 100).up_to, 15) << "others are passed over";
}

}  // namespace
}  // namespace authledger::test
