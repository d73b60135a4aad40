// A client that sends exactly the bytes it is told to, so that tests can be ruder than any library.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace authledger::infra::testing {

/// One answer as it was on the wire.
struct RawResponse {
  int status = 0;
  std::string head;  // status line and headers with the empty line
  std::string body;  // chunks put together
  bool complete = false;

  bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
};

/// Every wait ends after `kPatienceMs`.
class RawClient {
 public:
  static constexpr int kPatienceMs = 20'000;

  explicit RawClient(std::uint16_t port, int receive_buffer_bytes = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer_bytes > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof(int));
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  ~RawClient() { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the server closed before all was taken.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  int handle() const { return socket_; }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  /// True when the server closed, within the patience, whatever it sent before.
  bool wait_for_close() {
    while (fill()) buffer_.clear();
    return closed_;
  }
  /// Everything up to the server's close.
  std::string read_to_end() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
  }
  /// True when `text` arrived; it stays in the buffer.
  bool read_until(std::string_view text) {
    while (buffer_.find(text) == std::string::npos) {
      if (!fill()) return false;
    }
    return true;
  }
  const std::string& buffered() const { return buffer_; }
  /// One packet more in the buffer; false at the end.
  bool read_some() { return fill(); }
  void forget() { buffer_.clear(); }

  RawResponse read_response(bool has_body = true) {
    RawResponse response;
    if (!read_until("\r\n\r\n")) return response;
    response.head = take(buffer_.find("\r\n\r\n") + 4);
    response.status = std::atoi(response.head.substr(9, 3).c_str());
    if (!has_body || response.status == 100) {
      response.complete = true;
    } else if (response.has("\r\nTransfer-Encoding: chunked\r\n")) {
      response.complete = read_chunks(response.body);
    } else if (const auto at = response.head.find("\r\nContent-Length: ");
               at != std::string::npos) {
      const auto length = std::strtoul(response.head.c_str() + at + 18, nullptr, 10);
      while (buffer_.size() < length && fill()) {
      }
      response.complete = buffer_.size() >= length;
      response.body = take(std::min(length, buffer_.size()));
    }
    return response;
  }

 private:
  int socket_;
  std::string buffer_;
  bool closed_ = false;

  std::string take(std::size_t bytes) {
    auto taken = buffer_.substr(0, bytes);
    buffer_.erase(0, bytes);
    return taken;
  }
  bool read_chunks(std::string& body) {
    while (read_until("\r\n")) {
      const auto size = std::strtoul(buffer_.c_str(), nullptr, 16);
      take(buffer_.find("\r\n") + 2);
      while (buffer_.size() < size + 2) {
        if (!fill()) return false;
      }
      body += take(size);
      take(2);
      if (size == 0) return true;
    }
    return false;
  }
  bool fill() {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, kPatienceMs) <= 0) return false;
    char bytes[16 * 1024];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) {
      closed_ = true;
      return false;
    }
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }
};

}  // namespace authledger::infra::testing
