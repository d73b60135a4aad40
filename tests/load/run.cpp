#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <memory>

#include "tests/load/answer.h"
#include "tests/load/plan.h"

namespace authledger::load {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

double ms_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

void replace_all(std::string& text, std::string_view name, const std::string& value) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size()))
    text.replace(at, name.size(), value);
}

Times times_of(std::vector<double>& ms) {
  if (ms.empty()) return {};
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double part) {
    return ms[static_cast<std::size_t>(part * static_cast<double>(ms.size() - 1))];
  };
  return {static_cast<std::int64_t>(ms.size()), at(0.5), at(0.9), at(0.99), ms.back()};
}

struct Traffic;

struct Connection {
  Traffic* traffic = nullptr;
  int fd = -1;
  std::string token;
  std::string out;  // what the socket has not taken yet
  std::string in;
  Clock::time_point sent;
  bool busy = false;
  bool blocked = false;  // waits for the socket to take more
};

// A group at work.
struct Traffic {
  const Group* group = nullptr;
  std::deque<Connection> connections;
  std::vector<Connection*> idle;
  Clock::time_point due;  // the next request with a rate
  std::size_t next_value = 0;
  std::map<int, std::int64_t> statuses;
  std::vector<double> good_ms, refused_ms, lag_ms;
  GroupResult result;
};

class Run {
 public:
  explicit Run(const Plan& plan) : plan_(plan), n_(plan.first_n), epoll_(::epoll_create1(0)) {}
  ~Run() { ::close(epoll_); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Outcome all() {
    begin_ = Clock::now();
    counted_from_ = begin_ + to_ticks(plan_.warm_up_s);
    end_ = counted_from_ + to_ticks(plan_.seconds);
    for (const Group& group : plan_.groups) open(group);
    for (auto now = begin_; now < end_; now = Clock::now()) {
      for (auto& traffic : traffics_) send_due(*traffic, now);
      wait(now);
    }
    return outcome();
  }

 private:
  static Clock::duration to_ticks(double s) {
    return std::chrono::duration_cast<Clock::duration>(Seconds(s));
  }

  void open(const Group& group) {
    auto& traffic = *traffics_.emplace_back(std::make_unique<Traffic>());
    traffic.group = &group;
    traffic.due = begin_;
    for (std::int64_t i = 0; i < group.connections; ++i) {
      auto& connection = traffic.connections.emplace_back();
      connection.traffic = &traffic;
      if (!group.tokens.empty())
        connection.token = group.tokens[static_cast<std::size_t>(i) % group.tokens.size()];
      connect(connection);
      traffic.idle.push_back(&connection);
    }
  }

  void connect(Connection& connection) const {
    if (connection.fd >= 0) ::close(connection.fd);
    connection.in.clear();
    connection.out.clear();
    connection.blocked = false;
    connection.fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(plan_.port));
    if (::connect(connection.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      return;
    const int on = 1;
    ::setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(connection.fd, F_SETFL, O_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &connection;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event);
  }

  void send_due(Traffic& traffic, Clock::time_point now) {
    const double rate = traffic.group->rate;
    while (!traffic.idle.empty() && (rate <= 0 || traffic.due <= now)) {
      auto& connection = *traffic.idle.back();
      traffic.idle.pop_back();
      if (rate > 0) {
        if (now >= counted_from_) traffic.lag_ms.push_back(ms_between(traffic.due, now));
        traffic.due += to_ticks(1 / rate);
      }
      send(connection);
    }
  }

  void send(Connection& connection) {
    const Group& group = *connection.traffic->group;
    std::string head = group.method + " " + group.path + " HTTP/1.1\r\nhost: 127.0.0.1\r\n";
    for (const auto& header : group.headers) head += header + "\r\n";
    std::string body = group.body;
    std::string value;
    if (!group.values.empty())
      value = group.values[connection.traffic->next_value++ % group.values.size()];
    const std::string n = std::to_string(n_++);
    for (std::string* text : {&head, &body}) {
      if (text->find('{') == std::string::npos) continue;
      replace_all(*text, "{n}", n);
      replace_all(*text, "{value}", value);
      replace_all(*text, "{token}", connection.token);
    }
    if (!body.empty()) head += "content-length: " + std::to_string(body.size()) + "\r\n";
    connection.out = head + "\r\n" + body;
    connection.busy = true;
    connection.sent = Clock::now();
    flush(connection);
  }

  void flush(Connection& connection) {
    const auto sent =
        ::send(connection.fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return lost(connection);
    if (sent > 0) connection.out.erase(0, static_cast<std::size_t>(sent));
    epoll_event event{};
    event.events = connection.out.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT;
    event.data.ptr = &connection;
    if (connection.blocked == connection.out.empty()) {
      connection.blocked = !connection.out.empty();
      ::epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.fd, &event);
    }
  }

  void wait(Clock::time_point now) {
    auto until = end_;
    for (const auto& traffic : traffics_) {
      if (traffic->group->rate > 0 && !traffic->idle.empty()) until = std::min(until, traffic->due);
    }
    const auto ns = std::max<std::int64_t>(
        0, std::chrono::duration_cast<std::chrono::nanoseconds>(until - now).count());
    const timespec limit{ns / 1'000'000'000, ns % 1'000'000'000};
    epoll_event events[256];
    const int count = ::epoll_pwait2(epoll_, events, 256, &limit, nullptr);
    for (int i = 0; i < count; ++i) {
      auto& connection = *static_cast<Connection*>(events[i].data.ptr);
      if ((events[i].events & EPOLLOUT) != 0) flush(connection);
      if ((events[i].events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) receive(connection);
    }
  }

  void receive(Connection& connection) {
    char bytes[65536];
    const auto count = ::recv(connection.fd, bytes, sizeof bytes, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return lost(connection);
    connection.in.append(bytes, static_cast<std::size_t>(count));
    const auto answer = whole_answer(connection.in);
    if (!answer) return;
    take(connection, *answer);
    const bool closes = header_of(answer->head, "connection") == "close";
    connection.in.clear();
    if (closes) connect(connection);
    done(connection);
  }

  void take(Connection& connection, const Answer& answer) const {
    const Group& group = *connection.traffic->group;
    auto& traffic = *connection.traffic;
    if (!group.token_header.empty()) {
      if (const auto token = header_of(answer.head, group.token_header))
        connection.token = std::string(*token);
    }
    const auto now = Clock::now();
    if (connection.sent < counted_from_ || now > end_) return;
    ++traffic.statuses[answer.status];
    const double took_ms = ms_between(connection.sent, now);
    if (answer.status / 100 == 2) {
      traffic.good_ms.push_back(took_ms);
    } else if (answer.status == 429 || answer.status == 503) {
      traffic.refused_ms.push_back(took_ms);
      if (!header_of(answer.head, "retry-after")) ++traffic.result.without_retry_after;
    } else if (traffic.result.odd.empty()) {
      traffic.result.odd = connection.in.substr(0, 2000);
    }
  }

  void lost(Connection& connection) {
    if (connection.busy && connection.sent >= counted_from_) ++connection.traffic->statuses[0];
    const bool was_busy = connection.busy;
    connect(connection);
    if (was_busy) done(connection);
  }

  static void done(Connection& connection) {
    connection.busy = false;
    connection.traffic->idle.push_back(&connection);
  }

  Outcome outcome() {
    Outcome all{plan_.seconds, 0, n_, {}};
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    for (const timeval& t : {used.ru_utime, used.ru_stime})
      all.client_cpu_s += static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    for (auto& traffic : traffics_) {
      auto& result = traffic->result;
      result.name = traffic->group->name;
      for (const auto& [status, count] : traffic->statuses)
        result.statuses.push_back({status, count});
      result.good = times_of(traffic->good_ms);
      result.refused = times_of(traffic->refused_ms);
      result.send_lag = times_of(traffic->lag_ms);
      if (traffic->group->rate > 0 && traffic->due < end_) {
        result.unsent =
            static_cast<std::int64_t>(ms_between(traffic->due, end_) / 1000 * traffic->group->rate);
      }
      all.groups.push_back(std::move(result));
      for (auto& connection : traffic->connections) ::close(connection.fd);
    }
    return all;
  }

  const Plan& plan_;
  std::int64_t n_;
  const int epoll_;
  Clock::time_point begin_, counted_from_, end_;
  std::vector<std::unique_ptr<Traffic>> traffics_;
};

}  // namespace

Outcome run(const Plan& plan) { return Run(plan).all(); }

}  // namespace authledger::load
