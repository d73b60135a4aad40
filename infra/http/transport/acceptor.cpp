#include "infra/http/transport/acceptor.h"

#include "infra/http/transport/connection.h"

namespace authledger::infra {
namespace {

std::string address_text(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

}  // namespace

Acceptor::Acceptor(Site& site, IoPool& pool, const TlsContexts& tls)
    : site_(site),
      pool_(pool),
      tls_(tls),
      acceptor_(pool.first().context.get_executor()),
      backoff_(pool.first().context.get_executor()) {}

void Acceptor::open(const std::string& host, std::uint16_t port) {
  asio::ip::tcp::resolver resolver(pool_.first().context);
  const auto found = resolver.resolve(host, std::to_string(port));
  const auto endpoint = found.begin()->endpoint();
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  acceptor_.bind(endpoint);
  acceptor_.listen(asio::socket_base::max_listen_connections);
  port_ = acceptor_.local_endpoint().port();
}

void Acceptor::run() {
  asio::post(pool_.first().context, [this] { accept(); });
}

void Acceptor::close() {
  ErrorCode ignored;
  acceptor_.close(ignored);
  backoff_.cancel();
}

void Acceptor::accept() {
  if (!acceptor_.is_open()) return;
  auto& loop = pool_.next();
  acceptor_.async_accept(loop.context, [this, &loop](ErrorCode error, Socket socket) {
    if (!acceptor_.is_open()) return;
    if (!error) {
      admit(std::move(socket), loop);
      return accept();
    }
    // Out of descriptors or memory: the connection stays in the backlog, so trying at once spins.
    ++site_.meters.accept_backoffs;
    backoff_.expires_after(std::chrono::milliseconds(site_.limits.accept_backoff_ms));
    backoff_.async_wait([this](ErrorCode cancelled) {
      if (!cancelled) accept();
    });
  });
}

void Acceptor::admit(Socket socket, IoLoop& loop) {
  ErrorCode error;
  const auto remote = socket.remote_endpoint(error);
  if (error) return;
  socket.set_option(asio::ip::tcp::no_delay(true), error);
  Connection::Peer peer{address_text(remote.address())};
  auto& meters = site_.meters;
  ++meters.connections_accepted;
  const auto connections_max = site_.limits.connections_max;
  if (meters.connections_open >= connections_max + refused_at_once_max()) {
    ++meters.connections_refused;
    return;
  }
  const bool full = meters.connections_open >= connections_max;
  peer.counted = site_.enter(peer.address);
  ++meters.connections_open;
  asio::post(loop.context, [this, &loop, full, socket = std::move(socket),
                            peer = std::move(peer)]() mutable {
    const bool admitted = peer.counted && (!full || Connection::make_room(loop));
    if (!admitted) ++site_.meters.connections_refused;
    const auto context = tls_.current();
    auto wire = context ? tls_wire(std::move(socket), context) : plain_wire(std::move(socket));
    const auto connection =
        std::make_shared<Connection>(site_, loop, std::move(wire), std::move(peer));
    admitted ? connection->start() : connection->start_refused();
  });
}

}  // namespace authledger::infra
