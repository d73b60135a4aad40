// One client connection: reads a request, hands it over, writes the answer, and so on, one at a
// time. A pipelined request stays in the buffer or the kernel until the answer before it is out.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "infra/http/message.h"
#include "infra/http/transport/asio.h"
#include "infra/http/transport/chunk_decoder.h"
#include "infra/http/transport/head_scanner.h"
#include "infra/http/transport/io_pool.h"
#include "infra/http/transport/place.h"
#include "infra/http/transport/request_rules.h"
#include "infra/http/transport/response_head.h"
#include "infra/http/transport/site.h"
#include "infra/http/transport/target.h"
#include "infra/http/transport/wire.h"

namespace authledger::infra {

/// Lives on its loop's thread; only loop() may be used elsewhere. Kept alive by its pending
/// operations and its Exchange; close() ends the former.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Peer {
    std::string address;
    bool counted = false;  // holds a place in the limit per address
  };

  Connection(Site& site, IoLoop& loop, std::unique_ptr<Wire> wire, Peer peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  /// Instead of start(): answers 503 without reading and closes.
  void start_refused();
  /// The answer to the request handed over last.
  void answer(HttpResponse response);
  /// Nobody will answer it: 500 and close.
  void abandon();
  /// Graceful stop: idle connections close, the others after their answer; event streams end.
  void drain();
  void close();
  /// Closes the loop's connection that can best be spared; false when all are busy.
  static bool make_room(IoLoop& loop);
  IoLoop& loop() { return loop_; }

 private:
  enum class Phase {
    kHandshake,
    kIdle,
    kHead,
    kBody,
    kHandling,
    kWriting,
    kEvents,
    kLinger,
    kClosed
  };
  enum class After { kReadBody, kNextRequest, kPullSource, kSendEvents };

  Site& site_;
  IoLoop& loop_;
  std::unique_ptr<Wire> wire_;
  const Peer peer_;
  Phase phase_ = Phase::kHandshake;

  // Reading (connection_read.cpp)
  boost::beast::flat_buffer buffer_;
  HeadScanner scanner_;
  std::optional<RequestParser> parser_;
  Framing framing_;
  ChunkDecoder chunks_;
  std::size_t header_lines_ = 0;
  Target target_;
  std::chrono::steady_clock::time_point received_;
  bool reading_ = false;
  std::size_t lingered_bytes_ = 0;

  void read_more();
  void on_read(ErrorCode error, std::size_t bytes);
  void process();
  void parse_head();
  void parse_body();
  void parse_chunks();
  void read_rest();
  void hand_over();
  void next_request();
  void skip_empty_lines();

  // Writing (connection_write.cpp)
  std::string head_out_;
  std::string body_out_;
  std::size_t written_ = 0;
  bool writing_ = false;
  After after_ = After::kNextRequest;
  bool is_head_request_ = false;
  bool http10_ = false;
  bool keep_alive_ = true;
  bool chunked_ = false;
  bool source_done_ = false;
  std::shared_ptr<BodySource> source_;  // shared with the worker that pulls
  // Frees it on a worker: it may wait for a server, which a loop must not.
  void drop(std::shared_ptr<BodySource> source);
  std::shared_ptr<EventStream> events_;
  std::size_t event_bytes_ = 0;

  void refuse(const Refusal& refusal);
  void begin_answer(HttpResponse response);
  void write(After after);
  void write_some();
  void on_written();
  void pull();
  void on_pulled(std::string chunk, bool more, bool failed);
  void frame_chunk(std::string chunk, bool last);
  void send_events();
  void linger();

  // Giving way to others (connection_room.cpp)
  Place waiting_;  // for a request, or for the rest of one
  Place holding_;  // memory that waits for the client
  std::size_t held_bytes_ = 0;
  bool tried_ = false;  // has sent a whole request

  void wait_for_client();
  /// Says how many bytes are kept for this client now. When all clients' are too many, those who
  /// hold some the longest give way. False: that did not help, so this one must not hold them.
  bool hold(std::size_t bytes);
  void give_way();

  // Deadlines: one timer, re-armed only when a deadline moves forward in time.
  Timer timer_;
  std::chrono::steady_clock::time_point deadline_ = kNever;
  std::chrono::steady_clock::time_point armed_ = kNever;
  static constexpr auto kNever = std::chrono::steady_clock::time_point::max();

  void expire_at(std::chrono::steady_clock::time_point when);
  void expire_after(std::int64_t timeout_ms);
  void arm();
  void on_deadline();
};

}  // namespace authledger::infra
