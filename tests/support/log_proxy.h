// A TCP proxy before PostgreSQL that can cut a connection around a COMMIT, so that the client does
// not learn what became of it. For tests of unknown outcomes.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace authledger::test {

// What happens to one COMMIT that a client sends.
struct CommitFault {
  enum class Kind {
    kNone,
    kNotForwarded,  // the server never sees it, and rolls back when its side is closed
    kNotAnswered,   // the server has committed; its answer is lost
    kNotAwaited,    // forwarded, and the client's side closed at once
  };
  Kind kind = Kind::kNone;
  int keep_server_ms = 0;  // the server's side stays open for so long after the cut
  int refuse_ms = 0;       // new connections are closed at once for so long after the cut
};

class LogProxy {
 public:
  // Listens on a free port of 127.0.0.1 and forwards to the server of `url`.
  explicit LogProxy(const std::string& url);
  ~LogProxy();
  LogProxy(const LogProxy&) = delete;
  LogProxy& operator=(const LogProxy&) = delete;

  const std::string& url() const { return url_; }  // the same database, through the proxy

  // Asked at each COMMIT, from many threads; an empty function: no faults.
  void at_commit(std::function<CommitFault()> decide);

  void lose_next_commit_answer() { lose_ = 1; }
  int lost() const { return lost_; }  // COMMITs that had a fault
  // After the next lost answer new connections are closed at once, until accept_again().
  void refuse_after_loss() { refuse_after_loss_ = true; }
  void accept_again() { refuse_ = false; }

 private:
  struct Link {
    std::thread thread;
    std::atomic<bool> done{false};
  };

  void accept_clients();
  void serve(int client);
  CommitFault next_fault();
  void cut(const CommitFault& fault, int client, int server);
  bool refuses() const;

  std::string url_;
  int server_port_ = 5432;
  int listener_ = -1;
  std::mutex mutex_;  // guards decide_
  std::function<CommitFault()> decide_;
  std::atomic<int> lose_{0};
  std::atomic<int> lost_{0};
  std::atomic<bool> refuse_after_loss_{false};
  std::atomic<bool> refuse_{false};
  std::atomic<std::chrono::steady_clock::rep> refuse_until_{0};
  std::atomic<bool> stopping_{false};
  std::list<Link> links_;  // the acceptor's
  std::thread acceptor_;
};

}  // namespace authledger::test
