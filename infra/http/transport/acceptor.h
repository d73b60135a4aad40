// The listening socket: admits connections under the limits and spreads them over the I/O loops.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "infra/http/limits.h"
#include "infra/http/transport/asio.h"
#include "infra/http/transport/io_pool.h"
#include "infra/http/transport/site.h"
#include "infra/http/transport/tls.h"

namespace authledger::infra {

/// Lives on the pool's first loop once run() was called.
class Acceptor {
 public:
  /// `tls` may hold no context: then connections are plain. All three outlive the acceptor's loop.
  Acceptor(Site& site, IoPool& pool, const TlsContexts& tls);

  /// Binds and listens; port 0 picks a free one. Throws boost::system::system_error.
  void open(const std::string& host, std::uint16_t port);
  std::uint16_t port() const { return port_; }
  void run();
  /// Runs on the first loop's thread.
  void close();

 private:
  /// Connections over the limit that are still told so; more are closed without a word.
  std::size_t refused_at_once_max() const {
    return std::clamp<std::size_t>(site_.limits.connections_max / 8, 1, 64);
  }

  Site& site_;
  IoPool& pool_;
  const TlsContexts& tls_;
  asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type> acceptor_;
  Timer backoff_;
  std::uint16_t port_ = 0;

  void accept();
  void admit(Socket socket, IoLoop& loop);
};

}  // namespace authledger::infra
