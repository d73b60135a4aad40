// Real processes run the relay; the one that leads is stopped by SIGSTOP wherever it is, loses its
// lock, and goes on by SIGCONT when another one has taken over.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "tests/races/relay_race.h"

namespace authledger::infra::test {
namespace {

constexpr int kPeers = 3;

// authledger_race_peer as a child. Its sessions on PostgreSQL are called `name`.
class Peer {
 public:
  Peer(const std::string& url, const KafkaSettings& kafka, const std::string& name) : name_(name) {
    std::array<int, 2> input{};
    if (pipe2(input.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    std::array<std::string, 4> texts{AUTHLEDGER_BINARY_DIR "/tests/authledger_race_peer",
                                     url + "?application_name=" + name, kafka.brokers, kafka.topic};
    std::array<char*, 5> arguments{texts[0].data(), texts[1].data(), texts[2].data(),
                                   texts[3].data(), nullptr};
    const int failed =
        posix_spawn(&pid_, texts[0].c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(input[0]);
    input_ = input[1];
    if (failed != 0) throw std::runtime_error("cannot start " + texts[0]);
  }
  ~Peer() {
    if (pid_ > 0) (void)finish();
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void stop() const { kill(pid_, SIGSTOP); }
  void wake() const { kill(pid_, SIGCONT); }
  int finish() {  // its exit code
    wake();
    close(input_);
    int status = 0;
    waitpid(std::exchange(pid_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  pid_t pid_ = 0;
  int input_ = -1;
};

class RelayPause : public RelayRace {
 protected:
  void SetUp() override {
    RelayRace::SetUp();
    if (HasFatalFailure()) return;
    for (int i = 0; i < kPeers; ++i) {
      peers.push_back(std::make_unique<Peer>(database.url(), kafka, "peer-" + std::to_string(i)));
    }
  }
  void TearDown() override {
    peers.clear();
    RelayRace::TearDown();
  }

  // Who holds the relay's lock; null: nobody at the moment.
  Peer* holder() {
    const auto rows = database.run(
        "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE locktype = 'advisory' AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())");
    for (const auto& peer : peers) {
      for (const auto& row : rows) {
        if (row[0].as<std::string>() == peer->name()) return peer.get();
      }
    }
    return nullptr;
  }

  std::vector<std::unique_ptr<Peer>> peers;
};

TEST_F(RelayPause, AStoppedLeaderIsReplacedAndDoesNoHarmWhenItWakesUp) {
  const int wanted = authledger::test::rounds(15, 5, 300);
  authledger::test::Dice dice(seed);
  ASSERT_TRUE(in_the_end([&] { return checkpoint() > 0; }));
  int silent_rounds = 0;
  for (int round = 0; round < wanted; ++round) {
    Peer* old = nullptr;
    ASSERT_TRUE(in_the_end([&] { return (old = holder()) != nullptr; }));
    ::poll(nullptr, 0, static_cast<int>(dice.number(0, 60)));  // wherever it is by then
    old->stop();
    const auto goal = dice.coin() ? head() : 0;
    const bool silent = dice.number(1, 5) == 1;  // the server itself has to take the lock away
    silent_rounds += silent ? 1 : 0;
    const Peer* now = nullptr;
    ASSERT_TRUE(in_the_end([&] {
      now = holder();
      if (now == old && !silent) cut_lock();  // again: it may have been asking for it
      return now != nullptr && now != old && checkpoint() >= goal;
    })) << (now == nullptr ? "nobody" : now->name())
        << " holds the lock, goal " << goal << ", checkpoint " << checkpoint();
    old->wake();
  }
  finish_writing();
  const auto last = head();
  ASSERT_TRUE(in_the_end([&] { return checkpoint() >= last; }));
  for (auto& peer : peers) EXPECT_EQ(peer->finish(), 0);
  std::printf("%d leaders stopped by SIGSTOP and woken up, %d lost the lock by silence alone\n",
              wanted, silent_rounds);
  expect_proof("pause");
}

}  // namespace
}  // namespace authledger::infra::test
