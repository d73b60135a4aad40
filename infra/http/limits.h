// Every limit of one HTTP server. The defaults are safe for a public port on a small machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace authledger::infra {

struct HttpLimits {
  std::size_t body_bytes_max = 1 << 20;         // 413; for paths `body_limit` does not decide
  std::size_t header_bytes_max = 16 << 10;      // 431; the header lines without the request line
  std::size_t header_count_max = 100;           // 431
  std::size_t target_bytes_max = 8 << 10;       // 414
  std::size_t connections_max = 4096;           // over it one is displaced, or 503 and close
  std::size_t connections_per_address_max = 0;  // over it 503 and close; 0 is no limit
  /// Bytes kept for clients, all together: of bodies until they are answered, and of answers that
  /// a client does not take. Over it the clients that let them wait the longest are cut: 503.
  std::size_t held_bytes_max = 64 << 20;
  std::int64_t idle_timeout_ms = 60'000;    // between requests, and before the first one
  std::int64_t header_timeout_ms = 10'000;  // 408; from a request's first byte, also for TLS
  std::int64_t total_timeout_ms = 30'000;   // 408; from its first byte to its last
  std::int64_t write_timeout_ms = 30'000;   // without progress
  std::int64_t linger_timeout_ms = 2'000;   // reading on after the last answer, so that it
  std::size_t linger_bytes_max = 1 << 20;   // is not lost to a reset
  std::int64_t accept_backoff_ms = 100;     // when the process is out of descriptors
  std::size_t workers = 8;
  std::size_t queue_max = 256;  // requests waiting for a worker; over it: 503
  std::size_t io_threads = 1;
  /// Writes wait for the log and for hashing threads. Where `is_write` is set they have workers and
  /// a queue of their own, so that they never keep a read waiting. Called on I/O threads; must be
  /// quick and must not throw. Unset: all share `workers`.
  std::function<bool(std::string_view method, std::string_view path)> is_write;
  /// Requests that could only be refused, because what they need is full: 503 without
  /// spending a worker on them. Called and bound as `is_write`. Unset: none.
  std::function<bool(std::string_view method, std::string_view path)> is_hopeless;
  std::size_t write_workers = 8;
  std::size_t write_queue_max = 256;
  /// The body limit of one operation; unset means `body_bytes_max` everywhere. Called on I/O
  /// threads; must be quick and must not throw.
  std::function<std::size_t(std::string_view method, std::string_view path)> body_limit;
};

/// PEM files; the certificate file holds the whole chain. Empty means plain HTTP.
struct TlsConfig {
  std::string certificate_file;
  std::string key_file;
  bool enabled() const { return !certificate_file.empty(); }
};

}  // namespace authledger::infra
