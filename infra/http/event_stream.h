// A live response body: any thread feeds it, one connection sends it. No thread waits for a reader,
// so thousands can be open. A reader that falls more than `pending_bytes_max` behind is cut off.
// The transport sends what it is given as it is; framing (`data: …\n\n`) and heartbeats, which also
// find vanished peers, are the feeder's.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace authledger::infra {

/// Thread-safe. Feeders share it with the connection; either side may let go first.
class EventStream {
 public:
  static constexpr std::size_t kPendingBytesMax = 64 * 1024;

  explicit EventStream(std::size_t pending_bytes_max = kPendingBytesMax)
      : pending_bytes_max_(pending_bytes_max) {}
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// Never blocks. Dropped when the stream is no longer open; over the bound it ends the
  /// connection.
  void send(std::string_view bytes);
  /// Ends the body after what was sent so far.
  void close();
  /// Bytes accepted and not yet handed to the kernel.
  std::size_t pending_bytes() const;
  /// False after close(), after the reader went away, and after the bound was passed.
  bool open() const;

  /// The transport's side. `wake` is called, with the lock held, when there is something to take.
  struct Taken {
    std::string bytes;
    bool closed = false;   // nothing follows `bytes`
    bool overrun = false;  // the reader was too slow: cut the connection
  };
  void attach(std::function<void()> wake);
  Taken take();
  bool overrun() const;
  void sent(std::size_t bytes);
  /// The reader is gone; `wake` is never called after this returns.
  void detach();

 private:
  const std::size_t pending_bytes_max_;
  mutable std::mutex mutex_;
  std::string queued_;
  std::size_t in_flight_bytes_ = 0;
  std::function<void()> wake_;
  bool woken_ = false;
  bool closed_ = false;
  bool overrun_ = false;

  void wake_locked();
};

}  // namespace authledger::infra
