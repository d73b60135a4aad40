#include "tests/support/log_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace authledger::test {

namespace {

sockaddr_in local(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

int connect_to(int port) {
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = local(port);
  if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return server;
  }
  close(server);
  return -1;
}

// The simple-query message for COMMIT, as libpq sends it.
bool is_commit(std::string_view bytes) {
  return bytes.find(std::string_view("Q\0\0\0\x0b"
                                     "COMMIT\0",
                                     12)) != std::string_view::npos;
}

}  // namespace

LogProxy::LogProxy(const std::string& url) {
  const auto at = url.find('@');
  const auto colon = url.find(':', at);
  const auto slash = url.find('/', colon);
  server_port_ = std::atoi(url.substr(colon + 1, slash - colon - 1).c_str());
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = local(0);
  socklen_t size = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  url_ = url.substr(0, at + 1) + "127.0.0.1:" + std::to_string(ntohs(address.sin_port)) +
         url.substr(slash);
  acceptor_ = std::thread([this] { accept_clients(); });
}

LogProxy::~LogProxy() {
  stopping_ = true;
  acceptor_.join();
  for (auto& link : links_) link.thread.join();
  close(listener_);
}

void LogProxy::at_commit(std::function<CommitFault()> decide) {
  const std::lock_guard lock(mutex_);
  decide_ = std::move(decide);
}

bool LogProxy::refuses() const {
  return refuse_ || std::chrono::steady_clock::now().time_since_epoch().count() < refuse_until_;
}

void LogProxy::accept_clients() {
  while (!stopping_) {
    links_.remove_if([](Link& link) {
      if (link.done) link.thread.join();
      return link.done.load();
    });
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, 20) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    if (refuses()) {
      close(client);
      continue;
    }
    auto& link = links_.emplace_back();
    link.thread = std::thread([this, client, &link] {
      serve(client);
      link.done = true;
    });
  }
}

CommitFault LogProxy::next_fault() {
  if (lose_.exchange(0) == 1) return {CommitFault::Kind::kNotAnswered, 0, 0};
  const std::lock_guard lock(mutex_);
  return decide_ ? decide_() : CommitFault{};
}

// Closes the client's side, and the server's a while later.
void LogProxy::cut(const CommitFault& fault, int client, int server) {
  if (refuse_after_loss_) refuse_ = true;
  if (fault.refuse_ms > 0) {
    refuse_until_ = (std::chrono::steady_clock::now() + std::chrono::milliseconds(fault.refuse_ms))
                        .time_since_epoch()
                        .count();
  }
  ++lost_;
  shutdown(client, SHUT_RDWR);
  if (fault.keep_server_ms > 0 && server >= 0) poll(nullptr, 0, fault.keep_server_ms);
}

void LogProxy::serve(int client) {
  using Kind = CommitFault::Kind;
  const int server = connect_to(server_port_);
  std::array<char, 65536> buffer{};
  CommitFault fault;
  while (server >= 0 && !stopping_) {
    std::array<pollfd, 2> ends{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (poll(ends.data(), ends.size(), 20) < 0) break;
    if ((ends[0].revents & (POLLIN | POLLHUP)) != 0) {
      const auto got = recv(client, buffer.data(), buffer.size(), 0);
      if (got <= 0) break;
      const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
      if (is_commit(bytes)) fault = next_fault();
      if (fault.kind == Kind::kNotForwarded) break;
      if (!send_all(server, bytes) || fault.kind == Kind::kNotAwaited) break;
    }
    if ((ends[1].revents & (POLLIN | POLLHUP)) != 0) {
      const auto got = recv(server, buffer.data(), buffer.size(), 0);
      if (got <= 0 || fault.kind == Kind::kNotAnswered) break;
      if (!send_all(client, {buffer.data(), static_cast<std::size_t>(got)})) break;
    }
  }
  if (fault.kind != Kind::kNone) cut(fault, client, server);
  if (server >= 0) close(server);
  close(client);
}

}  // namespace authledger::test
