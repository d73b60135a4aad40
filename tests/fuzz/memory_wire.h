// A connection's wire without a socket: reads come from a text in pieces, writes are collected.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "infra/http/transport/asio.h"
#include "infra/http/transport/wire.h"

namespace authledger::fuzz {

// What both sides of the wire share; outlives it.
struct Tape {
  std::string_view input;
  std::size_t piece_bytes = 1;  // per read, at most
  std::string output;
  bool closed = false;
};

class MemoryWire final : public infra::Wire {
 public:
  MemoryWire(infra::asio::io_context& context, Tape& tape) : context_(context), tape_(tape) {}

  bool needs_handshake() const override { return false; }
  void handshake(Done done) override { finish(std::move(done), {}, 0); }
  void read_some(infra::asio::mutable_buffer buffer, Done done) override {
    const auto bytes = std::min({tape_.input.size(), tape_.piece_bytes, buffer.size()});
    if (bytes == 0) return finish(std::move(done), infra::asio::error::eof, 0);
    std::memcpy(buffer.data(), tape_.input.data(), bytes);
    tape_.input.remove_prefix(bytes);
    finish(std::move(done), {}, bytes);
  }
  void write_some(const Buffers& buffers, Done done) override {
    std::size_t bytes = 0;
    for (const auto& buffer : buffers) {
      tape_.output.append(static_cast<const char*>(buffer.data()), buffer.size());
      bytes += buffer.size();
    }
    finish(std::move(done), {}, bytes);
  }
  void shutdown_send(Done done) override { finish(std::move(done), {}, 0); }
  void close() noexcept override { tape_.closed = true; }

 private:
  infra::asio::io_context& context_;
  Tape& tape_;

  void finish(Done done, infra::ErrorCode error, std::size_t bytes) {
    infra::asio::post(context_, [done = std::move(done), error, bytes] { done(error, bytes); });
  }
};

}  // namespace authledger::fuzz
