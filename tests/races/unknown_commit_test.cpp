// The connection to PostgreSQL is cut around a COMMIT, over and over, while clients run commands
// through the whole command side (dispatch, group commit, log). Each command has one effect or
// none, and what its caller was told is true.
#include <unistd.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "events/event_codec.h"
#include "infra/app/core.h"
#include "infra/postgres/connection.h"
#include "shared/codec.h"
#include "shared/errors.h"
#include "tests/support/log_proxy.h"
#include "tests/support/pg_database.h"
#include "tests/support/scale.h"
#include "tests/support/seed.h"

namespace authledger::test {
namespace {

using Kind = CommitFault::Kind;
using infra::Core;

constexpr int kClients = 8;
const int kTooLongMs = infra::PgSettings{}.outcome_deadline_ms + 2'000;

// What the caller of a command was told in the end, and how many events it may have made.
struct Told {
  int least = 0;
  int most = 0;
  Position position = 0;  // 0: not told
};

struct Tally {
  std::map<std::string, Told> commands;  // by correlation id
  std::map<std::string, int> answers;    // by what they were, retries too
};

class Faults {
 public:
  explicit Faults(std::uint64_t seed) : dice_(seed) {}
  // One COMMIT in three; called from the proxy's threads one after the other.
  CommitFault next() {
    CommitFault fault;
    if (dice_.number(1, 3) > 1) return fault;
    fault.kind = static_cast<Kind>(dice_.number(1, 3));
    if (dice_.number(1, 10) == 1) fault.keep_server_ms = static_cast<int>(dice_.number(1, 60));
    if (dice_.number(1, 20) == 1) fault.refuse_ms = static_cast<int>(dice_.number(1, 120));
    // Now and then PostgreSQL cannot be asked in time: the outcome stays unknown.
    if (++cuts_ % 40 == 0) fault = {Kind::kNotAnswered, 0, kTooLongMs};
    ++counts_[static_cast<std::size_t>(fault.kind)];
    return fault;
  }
  int count(Kind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  // Cuts between a COMMIT and its answer.
  int behind_commit() const { return count(Kind::kNotAnswered) + count(Kind::kNotAwaited); }

 private:
  Dice dice_;
  int cuts_ = 0;
  std::array<std::atomic<int>, 4> counts_{};
};

class UnknownCommit : public testing::Test {
 protected:
  UnknownCommit() {
    std::string folder = std::filesystem::temp_directory_path() / "authledger-cut-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = folder;
    infra::Settings settings;
    settings.env = "development";
    settings.profile = "cluster";
    settings.postgres_url = proxy.url();
    settings.data_dir = folder_;
    auto opened = Core::open(settings);
    if (!opened) throw std::runtime_error(opened.error().detail);
    core = std::move(*opened);
  }
  ~UnknownCommit() override {
    core.reset();
    std::filesystem::remove_all(folder_);
  }

  command::CommandContext context_of(const std::string& id, bool keyed) {
    auto context = infra::operator_context(*core);
    context.correlation_id = id;
    if (keyed) context.idempotency = command::IdempotencyKey{"key-" + id, "request-" + id};
    return context;
  }
  command::RegisterUser registration(const std::string& name) {
    command::RegisterUser command;
    command.user_id = UserId{new_uuid(core->clock, core->random)};
    command.email = name + "@example.com";
    command.fullname = name;
    command.origin = events::origin::kAdmin;
    command.owner_id = command.user_id;
    return command;
  }
  Result<command::Written> run(const std::string& id, bool keyed, const auto& command) {
    const auto answer = [&](auto) -> Result<Answer> { return Answer{200, {}, id}; };
    return core->dispatcher->run(context_of(id, keyed), answer, command);
  }

  // One client: registers people and renames one of its own, with and without a key.
  Tally serve_client(int client, std::uint64_t seed, const std::function<bool()>& enough) {
    Dice dice(seed);
    Tally tally;
    UserId mine;
    for (int n = 0; !enough(); ++n) {
      const auto id = "c" + std::to_string(client) + "-" + std::to_string(n);
      const bool keyed = dice.coin();
      if (mine.value.empty() || dice.number(1, 3) == 1) {
        auto done = told_of(id, keyed, tally, [&] { return run(id, keyed, registration(id)); });
        if (done && !done->replayed && mine.value.empty()) mine = registered(done->position);
      } else {
        command::UpdateUser command;
        command.user_id = mine;
        command.fullname = id;
        command.actor_role = "superAdmin";
        command.actor = mine;
        (void)told_of(id, keyed, tally, [&] { return run(id, keyed, command); });
      }
    }
    return tally;
  }

  // Runs it, under a key again until it is answered, as a client would.
  template <class Run>
  std::optional<command::Written> told_of(const std::string& id, bool keyed, Tally& tally,
                                          Run once) {
    for (;;) {
      auto done = once();
      if (done) {
        ++tally.answers[done->replayed ? "found by its key" : "acknowledged"];
        tally.commands[id] = {1, 1, done->position};
        EXPECT_EQ(done->answer.body, id);
        return std::move(*done);
      }
      const auto why = std::string(done.error().id);
      ++tally.answers[why];
      EXPECT_TRUE(why == errors::kLogUnavailable.id || why == errors::kOutcomeUnknown.id) << why;
      tally.commands[id] = {0, why == errors::kOutcomeUnknown.id ? 1 : 0, 0};
      if (!keyed) return std::nullopt;
    }
  }

  UserId registered(Position position) {
    for (;;) {
      const auto event = core->stack.log->read_all(position - 1, 1);
      if (event && !event->empty()) return UserId{event->front().stream_id.substr(5)};
    }
  }

  PgDatabase database;
  LogProxy proxy{database.url()};
  std::unique_ptr<Core> core;

 private:
  std::string folder_;
};

std::string correlation_of(const events::StoredEvent& event) {
  const auto meta = decode<events::EventMeta>(std::string_view(event.meta));
  return meta ? meta->correlation_id : std::string();
}

}  // namespace

TEST_F(UnknownCommit, EachCommandHasOneEffectOrNoneAndItsAnswerIsTrue) {
  const auto seed = new_seed();
  const int wanted = rounds(60, 15, 1'000);
  Faults faults(seed);
  proxy.at_commit([&] { return faults.next(); });
  std::vector<Tally> tallies(kClients);
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&, i] {
      tallies[static_cast<std::size_t>(i)] =
          serve_client(i, seed + 1 + static_cast<std::uint64_t>(i),
                       [&] { return proxy.lost() >= wanted && faults.behind_commit() >= wanted; });
    });
  }
  for (auto& client : clients) client.join();
  proxy.at_commit({});

  std::map<std::string, std::vector<Position>> effects;
  Position head = 0;
  while (true) {
    const auto page = core->stack.log->read_all(head, 1'000);
    if (!page) continue;  // the last refusal of connections is not over
    if (page->empty()) break;
    for (const auto& event : *page) {
      ASSERT_EQ(event.position, ++head);
      if (const auto id = correlation_of(event); !id.empty()) effects[id].push_back(head);
    }
  }
  std::map<std::string, int> answers;
  std::size_t commands = 0;
  for (const auto& tally : tallies) {
    for (const auto& [what, times] : tally.answers) answers[what] += times;
    for (const auto& [id, told] : tally.commands) {
      ++commands;
      const auto& made = effects[id];
      EXPECT_GE(static_cast<int>(made.size()), told.least) << id << " was acknowledged and is lost";
      EXPECT_LE(static_cast<int>(made.size()), told.most) << id;
      if (told.position > 0 && !made.empty()) {
        EXPECT_EQ(made.front(), told.position) << id;
      }
    }
  }
  EXPECT_FALSE(infra::verify_chain(*core->stack.maintenance)->broken_at);
  EXPECT_GE(faults.behind_commit(), wanted);
  const auto stats = core->appender->stats();
  std::printf(
      "%d cuts (%d not forwarded, %d not answered, %d not awaited) over %zu commands, %lld events; "
      "%llu items in %llu batches\n",
      proxy.lost(), faults.count(Kind::kNotForwarded), faults.count(Kind::kNotAnswered),
      faults.count(Kind::kNotAwaited), commands, static_cast<long long>(head),
      static_cast<unsigned long long>(stats.items), static_cast<unsigned long long>(stats.batches));
  for (const auto& [what, times] : answers) std::printf("  %6d %s\n", times, what.c_str());
  EXPECT_GT(answers[std::string(errors::kOutcomeUnknown.id)], 0);
  if (wanted >= 1'000) {  // else all items of the few batches may have been plain
    EXPECT_GT(answers["found by its key"], 0);
  }
  EXPECT_GT(stats.items, stats.batches) << "no batch had several items";
}

}  // namespace authledger::test
