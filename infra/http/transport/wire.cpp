#include "infra/http/transport/wire.h"

#include <boost/asio/ssl/stream.hpp>

namespace authledger::infra {
namespace {

void close_socket(Socket& socket) noexcept {
  ErrorCode ignored;
  socket.close(ignored);
}

class PlainWire final : public Wire {
 public:
  explicit PlainWire(Socket socket) : socket_(std::move(socket)) {}

  bool needs_handshake() const override { return false; }
  void handshake(Done done) override { finish(std::move(done), {}); }
  void read_some(asio::mutable_buffer buffer, Done done) override {
    socket_.async_read_some(buffer, std::move(done));
  }
  void write_some(const Buffers& buffers, Done done) override {
    socket_.async_write_some(buffers, std::move(done));
  }
  void shutdown_send(Done done) override {
    ErrorCode error;
    socket_.shutdown(asio::socket_base::shutdown_send, error);
    finish(std::move(done), error);
  }
  void close() noexcept override { close_socket(socket_); }

 private:
  Socket socket_;

  void finish(Done done, ErrorCode error) {
    asio::post(socket_.get_executor(), [done = std::move(done), error] { done(error, 0); });
  }
};

class TlsWire final : public Wire {
 public:
  TlsWire(Socket socket, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  bool needs_handshake() const override { return true; }
  void handshake(Done done) override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [done = std::move(done)](ErrorCode error) { done(error, 0); });
  }
  void read_some(asio::mutable_buffer buffer, Done done) override {
    stream_.async_read_some(buffer, std::move(done));
  }
  void write_some(const Buffers& buffers, Done done) override {
    // One record per call: an empty first buffer would be taken for the end of the write.
    const auto& buffer = buffers[0].size() > 0 ? buffers[0] : buffers[1];
    stream_.async_write_some(buffer, std::move(done));
  }
  void shutdown_send(Done done) override {
    stream_.async_shutdown([done = std::move(done)](ErrorCode error) { done(error, 0); });
  }
  void close() noexcept override { close_socket(stream_.next_layer()); }

 private:
  std::shared_ptr<asio::ssl::context> context_;
  asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<Wire> plain_wire(Socket socket) {
  return std::make_unique<PlainWire>(std::move(socket));
}

std::unique_ptr<Wire> tls_wire(Socket socket, std::shared_ptr<asio::ssl::context> context) {
  return std::make_unique<TlsWire>(std::move(socket), std::move(context));
}

}  // namespace authledger::infra
