// Schemas by version: again and at once changes nothing, a newer one is refused, a failed step
// leaves nothing behind.
#include <filesystem>
#include <latch>
#include <thread>

#include "infra/postgres/migrate.h"
#include "infra/sqlite/migrate.h"
#include "infra/sqlite/schema.h"
#include "tests/contract/log_contract.h"
#include "tests/support/pg_database.h"

namespace authledger::test {

namespace {

using infra::Migration;
using infra::sqlite::Connection;

// A database without any schema.
class EmptyDatabase {
 public:
  virtual ~EmptyDatabase() = default;
  virtual Status migrate(std::span<const Migration> migrations) = 0;
  virtual std::span<const Migration> released() = 0;
  virtual bool works(const std::string& sql) = 0;
};

class EmptyPostgres : public EmptyDatabase {
 public:
  Status migrate(std::span<const Migration> migrations) override {
    return infra::migrate_postgres({.url = database_.url()}, migrations);
  }
  std::span<const Migration> released() override { return infra::postgres_migrations(); }
  bool works(const std::string& sql) override {
    try {
      database_.run(sql);
      return true;
    } catch (const pqxx::sql_error&) {
      return false;
    }
  }

 private:
  PgDatabase database_;
};

class EmptySqlite : public EmptyDatabase {
 public:
  EmptySqlite() {
    std::string folder = std::filesystem::temp_directory_path() / "authledger-schema-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = folder;
  }
  ~EmptySqlite() override { std::filesystem::remove_all(folder_); }
  Status migrate(std::span<const Migration> migrations) override {
    try {
      Connection connection(folder_ / "test.db", Connection::Mode::kReadWrite);
      return infra::migrate_sqlite(connection, "log", migrations);
    } catch (const infra::sqlite::SqliteError& failure) {
      return fail(errors::kInternal, failure.what());
    }
  }
  std::span<const Migration> released() override { return infra::sqlite_log_migrations(); }
  bool works(const std::string& sql) override {
    try {
      Connection(folder_ / "test.db", Connection::Mode::kReadWrite).execute(sql);
      return true;
    } catch (const infra::sqlite::SqliteError&) {
      return false;
    }
  }

 private:
  std::filesystem::path folder_;
};

struct EmptyCase {
  const char* name;
  std::unique_ptr<EmptyDatabase> (*make)();
};

constexpr std::array kTwoSteps = {Migration{1, "CREATE TABLE first (a int)"},
                                  Migration{2, "CREATE TABLE second (a int)"}};
constexpr std::array kBrokenSecond = {Migration{1, "CREATE TABLE first (a int)"},
                                      Migration{2, "CREATE TABLE first (a int)"}};

}  // namespace

class MigrationTest : public testing::TestWithParam<EmptyCase> {
 protected:
  std::unique_ptr<EmptyDatabase> database = GetParam().make();
};
INSTANTIATE_TEST_SUITE_P(Log, MigrationTest,
                         testing::Values(EmptyCase{"PostgreSQL",
                                                   []() -> std::unique_ptr<EmptyDatabase> {
                                                     return std::make_unique<EmptyPostgres>();
                                                   }},
                                         EmptyCase{"SQLite",
                                                   []() -> std::unique_ptr<EmptyDatabase> {
                                                     return std::make_unique<EmptySqlite>();
                                                   }}),
                         [](const auto& one) { return one.param.name; });

TEST_P(MigrationTest, TwiceIsOnce) {
  for (int i = 0; i < 2; ++i) {
    const auto done = database->migrate(database->released());
    EXPECT_TRUE(done) << done.error().detail;
  }
  EXPECT_TRUE(database->works("SELECT * FROM events"));
}

TEST_P(MigrationTest, ProcessesThatStartTogetherMigrateOnce) {
  constexpr int kProcesses = 6;
  std::latch start(kProcesses);
  std::atomic<int> failed{0};
  std::vector<std::thread> processes;
  for (int i = 0; i < kProcesses; ++i) {
    processes.emplace_back([&] {
      start.arrive_and_wait();
      if (!database->migrate(database->released())) ++failed;
    });
  }
  for (auto& one : processes) one.join();
  EXPECT_EQ(failed, 0);
  EXPECT_TRUE(database->works("SELECT * FROM events"));
}

TEST_P(MigrationTest, GoesOnFromAnOlderVersion) {
  EXPECT_TRUE(database->migrate(std::span(kTwoSteps).first(1)));
  EXPECT_FALSE(database->works("SELECT * FROM second"));
  EXPECT_TRUE(database->migrate(kTwoSteps));
  EXPECT_TRUE(database->works("SELECT * FROM second"));
}

TEST_P(MigrationTest, RefusesANewerSchema) {
  ASSERT_TRUE(database->migrate(kTwoSteps));
  const auto older = database->migrate(std::span(kTwoSteps).first(1));
  ASSERT_FALSE(older);
  EXPECT_NE(older.error().detail.find("version 2"), std::string::npos) << older.error().detail;
  EXPECT_NE(older.error().detail.find("newer"), std::string::npos);
}

TEST_P(MigrationTest, AFailedStepLeavesNothingBehind) {
  EXPECT_FALSE(database->migrate(kBrokenSecond));
  EXPECT_FALSE(database->works("SELECT * FROM first"));
  EXPECT_TRUE(database->migrate(kTwoSteps));
}

}  // namespace authledger::test
