// PostgreSQL under fault: sessions that end, answers that get lost, a server that is away.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <thread>

#include "infra/log/group_commit.h"
#include "infra/postgres/event_log.h"
#include "infra/postgres/leader_lock.h"
#include "infra/postgres/migrate.h"
#include "shared/errors.h"
#include "tests/contract/log_contract.h"
#include "tests/support/log_proxy.h"
#include "tests/support/pg_database.h"

namespace authledger::test {

using infra::AppendStage;
using infra::PgPool;
using infra::PostgresEventLog;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

class PostgresFaults : public testing::Test {
 protected:
  PostgresFaults() {
    const auto done = infra::migrate_postgres({.url = database.url()});
    if (!done) throw std::runtime_error(done.error().detail);
  }
  AppendItem remembering(const std::string& key, AppendItem item = {}) {
    item.remember = command::Remembered{key, "r", "answer", 0, clock.now().plus_s(60)};
    return item;
  }
  static std::string_view error_id(const AppendOutcome& outcome) {
    const auto* wrong = std::get_if<Error>(&outcome);
    return wrong == nullptr ? "none" : wrong->id;
  }

  PgDatabase database;
  ManualClock clock;
};

TEST_F(PostgresFaults, SessionsThatEndInMidTrafficLoseAndDoubleNothing) {
  PgPool pool({.url = database.url()});
  PostgresEventLog log(pool, clock);
  infra::GroupCommit commit(log);
  std::atomic<bool> stop{false};
  std::atomic<int> appended{0};
  std::mutex mutex;
  std::map<std::string, int> failures;
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t) {
    writers.emplace_back([&, t] {
      while (!stop) {
        const auto outcome = commit.append(item_for("user-" + std::to_string(t)));
        if (is<Appended>(outcome)) ++appended;
        const std::lock_guard lock(mutex);
        if (!is<Appended>(outcome)) ++failures[std::string(error_id(outcome))];
      }
    });
  }
  const auto join = [&] {
    stop = true;
    for (auto& writer : writers) writer.join();
    writers.clear();
  };
  std::size_t ended = 0;
  try {
    for (int round = 0; round < 15; ++round) {
      const int before = appended;
      while (appended < before + 20) std::this_thread::yield();
      ended += database.end_sessions();
      EXPECT_TRUE(log.head());
    }
  } catch (...) {  // what the database says to the test itself
    join();
    throw;
  }
  join();
  EXPECT_GE(ended, 15u);
  EXPECT_EQ(log.head()->position, appended);
  EXPECT_TRUE(failures.empty()) << failures.begin()->first;
  EXPECT_FALSE(infra::verify_chain(log)->broken_at);
}

TEST_F(PostgresFaults, ALostAnswerOfACommitIsLookedUp) {
  LogProxy proxy(database.url());
  PgPool pool({.url = proxy.url()});
  PostgresEventLog log(pool, clock);
  append_one(log, item_for("user-0"));
  proxy.lose_next_commit_answer();
  std::vector<AppendItem> items{item_for("user-1", 0, 2), item_for("user-0", 0)};
  const auto outcomes = log.append(items);
  EXPECT_EQ(proxy.lost(), 1);
  ASSERT_TRUE(is<Appended>(outcomes[0])) << error_id(outcomes[0]);
  EXPECT_EQ(std::get<Appended>(outcomes[0]).first, 2);
  EXPECT_TRUE(is<VersionConflict>(outcomes[1]));
  EXPECT_EQ(log.head()->position, 3);
  EXPECT_EQ(log.read_stream("user-1", 0)->size(), 2u);
}

TEST_F(PostgresFaults, ALostAnswerWithoutEventsIsLookedUpByItsKey) {
  LogProxy proxy(database.url());
  PgPool pool({.url = proxy.url()});
  PostgresEventLog log(pool, clock);
  proxy.lose_next_commit_answer();
  EXPECT_TRUE(is<Appended>(append_one(log, remembering("key"))));
  EXPECT_EQ(proxy.lost(), 1);
  proxy.lose_next_commit_answer();
  AppendItem claim_only;
  claim_only.claims.push_back({email_claim("a"), true, "user-1"});
  EXPECT_EQ(error_id(append_one(log, claim_only)), errors::kOutcomeUnknown.id);
  EXPECT_EQ(log.claim_owner(email_claim("a"))->value(), "user-1");
}

TEST_F(PostgresFaults, TheOutcomeIsUnknownOnlyWhenNobodyCanBeAsked) {
  LogProxy proxy(database.url());
  PgPool pool({.url = proxy.url(), .outcome_deadline_ms = 300});
  PostgresEventLog log(pool, clock);
  append_one(log, item_for("user-0"));
  proxy.refuse_after_loss();
  proxy.lose_next_commit_answer();
  const auto outcome = append_one(log, remembering("key", item_for("user-1")));
  ASSERT_EQ(error_id(outcome), errors::kOutcomeUnknown.id);
  EXPECT_GT(std::get<Error>(outcome).retry_after_s, 0);
  EXPECT_EQ(error_id(append_one(log, item_for("user-2"))), errors::kLogUnavailable.id);
  EXPECT_EQ(log.head().error().id, errors::kLogUnavailable.id);
  proxy.accept_again();
  const auto again = append_one(log, remembering("key", item_for("user-1")));
  EXPECT_TRUE(is<Duplicate>(again)) << error_id(again);
  EXPECT_EQ(log.head()->position, 2);
}

TEST_F(PostgresFaults, ACommitThatNeverArrivedIsDoneAgain) {
  PgPool pool({.url = database.url()});
  int kills = 0;
  PostgresEventLog log(pool, clock, {.hook = [&](AppendStage stage) {
                         if (stage == AppendStage::kBeforeCommit && kills++ == 0) {
                           database.end_sessions();
                         }
                       }});
  const auto outcome = append_one(log, remembering("key", item_for("user-1", 0)));
  EXPECT_EQ(position_of(outcome), 1) << error_id(outcome);
  EXPECT_EQ(kills, 2);
  EXPECT_EQ(log.head()->position, 1);
}

TEST_F(PostgresFaults, ASessionThatEndsUnderTheHeadLockIsReplaced) {
  PgPool pool({.url = database.url()});
  int kills = 0;
  PostgresEventLog log(pool, clock, {.hook = [&](AppendStage stage) {
                         if (stage == AppendStage::kHeadLocked && kills++ == 0) {
                           database.end_sessions();
                         }
                       }});
  EXPECT_EQ(position_of(append_one(log, item_for("user-1", 0))), 1);
  EXPECT_EQ(kills, 2);
}

TEST_F(PostgresFaults, AClosedPortIsUnavailableAtOnce) {
  PgPool pool({.url = "postgresql://authledger@127.0.0.1:1/none"});
  PostgresEventLog log(pool, clock);
  const auto start = steady_clock::now();
  const auto outcome = append_one(log, item_for("user-1"));
  EXPECT_EQ(error_id(outcome), errors::kLogUnavailable.id);
  EXPECT_GT(std::get<Error>(outcome).retry_after_s, 0);
  EXPECT_EQ(log.head().error().id, errors::kLogUnavailable.id);
  EXPECT_EQ(log.read_stream("user-1", 0).error().id, errors::kLogUnavailable.id);
  infra::PostgresLeaderLock lock(pool.settings(), "relay");
  EXPECT_FALSE(lock.try_acquire());
  EXPECT_LT(steady_clock::now() - start, milliseconds(1000));
}

TEST_F(PostgresFaults, ASilentServerIsUnavailableWithinThreeSeconds) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);  // accepts in the kernel, never answers
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 16), 0);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  PgPool pool(
      {.url = "postgresql://a@127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/a"});
  PostgresEventLog log(pool, clock);
  const auto start = steady_clock::now();
  EXPECT_EQ(error_id(append_one(log, item_for("user-1"))), errors::kLogUnavailable.id);
  EXPECT_LT(steady_clock::now() - start, milliseconds(10'000));
  close(listener);
}

TEST_F(PostgresFaults, AStalledHolderIsUnavailableNotForEver) {
  PgPool pool({.url = database.url(), .lock_timeout_ms = 100});
  PostgresEventLog log(pool, clock);
  append_one(log, item_for("user-1"));
  {
    infra::PgConnection holder(pool.settings(), infra::PgSession::kAppend);
    holder.run("BEGIN; SELECT * FROM head FOR UPDATE");
    EXPECT_EQ(error_id(append_one(log, item_for("user-2"))), errors::kLogUnavailable.id);
    EXPECT_EQ(log.head()->position, 1);  // readers do not wait
    holder.run("ROLLBACK");
  }
  EXPECT_EQ(position_of(append_one(log, item_for("user-2"))), 2);
}

TEST_F(PostgresFaults, TheServerEndsAHolderThatStalls) {
  PgPool pool({.url = database.url(), .idle_in_append_ms = 100});
  PostgresEventLog log(pool, clock);
  infra::PgConnection holder(pool.settings(), infra::PgSession::kAppend);
  holder.run("BEGIN; SELECT * FROM head FOR UPDATE");
  EXPECT_EQ(position_of(append_one(log, item_for("user-1"))), 1);
}

TEST_F(PostgresFaults, AMissingSchemaIsUnavailable) {
  const PgDatabase bare;
  PgPool pool({.url = bare.url()});
  PostgresEventLog log(pool, clock);
  EXPECT_EQ(error_id(append_one(log, item_for("user-1"))), errors::kLogUnavailable.id);
  EXPECT_EQ(log.head().error().id, errors::kLogUnavailable.id);
}

TEST_F(PostgresFaults, ALostLeaderNotices) {
  infra::PostgresLeaderLock first({.url = database.url()}, "relay");
  infra::PostgresLeaderLock second({.url = database.url()}, "relay");
  ASSERT_TRUE(first.try_acquire());
  database.end_sessions();
  while (!second.try_acquire()) std::this_thread::yield();  // the server frees it a moment later
  EXPECT_FALSE(first.held());
  EXPECT_FALSE(first.try_acquire());
  EXPECT_TRUE(second.held());
}

TEST_F(PostgresFaults, ALeaderThatIsOnlyIdleKeepsItsLock) {
  infra::PgSettings settings{.url = database.url(), .leader_silence_ms = 3'000};
  infra::PostgresLeaderLock first(settings, "relay");
  infra::PostgresLeaderLock second(settings, "relay");
  ASSERT_TRUE(first.try_acquire());
  const auto end = steady_clock::now() + milliseconds(7'500);
  while (steady_clock::now() < end) ASSERT_FALSE(second.try_acquire());
  EXPECT_TRUE(first.held());
}

}  // namespace authledger::test
