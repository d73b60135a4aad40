// What one HTTP server counts about itself: a snapshot for metrics, and the live cells behind it.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>

namespace authledger::infra {

/// A snapshot; the parts are read one after the other, not at one instant.
struct HttpCounters {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0;    // over connections_max or the limit per address
  std::uint64_t connections_displaced = 0;  // closed to make room for others
  std::uint64_t accept_backoffs = 0;        // out of descriptors
  std::uint64_t requests = 0;  // complete requests handed to the handler or refused as 503
  std::uint64_t event_streams_open = 0;
  std::uint64_t queue_depth = 0;
  std::uint64_t workers_busy = 0;
  std::map<int, std::uint64_t> refused;  // answers made by the transport, by status
};

/// Lock-free cells, written from every thread of a server.
struct HttpMeters {
  static constexpr std::array kRefusalStatuses{400, 408, 413, 414, 417, 431, 500, 501, 503, 505};

  std::atomic<std::uint64_t> connections_open{0};
  std::atomic<std::uint64_t> connections_accepted{0};
  std::atomic<std::uint64_t> connections_refused{0};
  std::atomic<std::uint64_t> connections_displaced{0};
  std::atomic<std::uint64_t> accept_backoffs{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> event_streams_open{0};
  std::array<std::atomic<std::uint64_t>, kRefusalStatuses.size()> refused{};

  void count_refusal(int status) {
    for (std::size_t i = 0; i < kRefusalStatuses.size(); ++i) {
      if (kRefusalStatuses[i] == status) ++refused[i];
    }
  }
  HttpCounters snapshot() const {
    HttpCounters result;
    result.connections_open = connections_open;
    result.connections_accepted = connections_accepted;
    result.connections_refused = connections_refused;
    result.connections_displaced = connections_displaced;
    result.accept_backoffs = accept_backoffs;
    result.requests = requests;
    result.event_streams_open = event_streams_open;
    for (std::size_t i = 0; i < kRefusalStatuses.size(); ++i) {
      result.refused[kRefusalStatuses[i]] = refused[i];
    }
    return result;
  }
};

}  // namespace authledger::infra
