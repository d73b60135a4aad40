// One accepted socket, plain or TLS. Used on its I/O thread only; at most one read and one write
// are under way. The completion is posted, never called from within the call.
#pragma once

#include <array>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <memory>

#include "infra/http/transport/asio.h"

namespace authledger::infra {

class Wire {
 public:
  using Done = std::function<void(ErrorCode, std::size_t)>;
  using Buffers = std::array<asio::const_buffer, 2>;

  virtual ~Wire() = default;
  virtual bool needs_handshake() const = 0;
  virtual void handshake(Done done) = 0;
  virtual void read_some(asio::mutable_buffer buffer, Done done) = 0;
  virtual void write_some(const Buffers& buffers, Done done) = 0;
  /// Tells the peer that no more is coming; reading goes on.
  virtual void shutdown_send(Done done) = 0;
  /// Cancels what is under way. Idempotent.
  virtual void close() noexcept = 0;
};

std::unique_ptr<Wire> plain_wire(Socket socket);
std::unique_ptr<Wire> tls_wire(Socket socket, std::shared_ptr<asio::ssl::context> context);

}  // namespace authledger::infra
