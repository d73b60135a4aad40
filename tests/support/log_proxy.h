// A TCP proxy before PostgreSQL that can lose the answer to a COMMIT: the server has committed, the
// client sees a closed connection. For tests of unknown outcomes.
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace authledger::test {

class LogProxy {
 public:
  // Listens on a free port of 127.0.0.1 and forwards to the server of `url`.
  explicit LogProxy(const std::string& url);
  ~LogProxy();
  LogProxy(const LogProxy&) = delete;
  LogProxy& operator=(const LogProxy&) = delete;

  const std::string& url() const { return url_; }  // the same database, through the proxy

  void lose_next_commit_answer() { lose_ = 1; }
  int lost() const { return lost_; }
  // After the next lost answer new connections are closed at once, until accept_again().
  void refuse_after_loss() { refuse_after_loss_ = true; }
  void accept_again() { refuse_ = false; }

 private:
  void accept_clients();
  void serve(int client);

  std::string url_;
  int server_port_ = 5432;
  int listener_ = -1;
  std::atomic<int> lose_{0};
  std::atomic<int> lost_{0};
  std::atomic<bool> refuse_after_loss_{false};
  std::atomic<bool> refuse_{false};
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;  // the acceptor's
  std::thread acceptor_;
};

}  // namespace authledger::test
