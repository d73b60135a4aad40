// What a commit costs in a generation that has just been loaded.
#include <gtest/gtest.h>

#include <algorithm>

#include "infra/sqlite/document_writer.h"
#include "infra/sqlite/generation_tables.h"
#include "tests/support/document_stores.h"
#include "tests/support/plain_scan.h"

namespace authledger::tests {
namespace {

using infra::sqlite::Connection;
using infra::sqlite::Transaction;

constexpr int kPeople = 30'000;
constexpr int kWrites = 600;
constexpr int kPagesMax = 700;  // of one commit; the trigrams of all people take thousands

projections::Document person(int number, const std::string& name, Position version) {
  return sample_document("p" + std::to_string(number),
                         {.fullname = name,
                          .email = "person" + std::to_string(number) + "@example.com",
                          .created_at = {1000}},
                         version);
}

// Pages written since the last call.
int pages_written(Connection& connection) {
  int now = 0;
  int highest = 0;
  sqlite3_db_status(connection.handle(), SQLITE_DBSTATUS_CACHE_WRITE, &now, &highest, 1);
  return now;
}

TEST(SqliteAfterALoad, NoCommitMergesTheWholeIndex) {
  const TemporaryFolder folder;
  Connection connection(folder.path() + "/generation.db", Connection::Mode::kReadWrite);
  connection.execute("PRAGMA journal_mode=WAL");
  const auto schema = sample_schema();
  infra::create_tables(connection, schema);
  {
    Transaction load(connection, Transaction::Kind::kWrite);
    infra::DocumentWriter writer(connection, schema, false);
    for (int i = 0; i < kPeople; ++i)
      writer.write(person(i, "Somebody " + std::to_string(i * 7919), i + 1));
    writer.finish();
    load.commit();
  }
  infra::make_indexes(connection, schema);
  ASSERT_GT(pages_written(connection), 2 * kPagesMax);
  int most = 0;
  for (int i = 0; i < kWrites; ++i) {
    Transaction change(connection, Transaction::Kind::kWrite);
    infra::DocumentWriter writer(connection, schema, true);
    writer.write(person(i, "Somebody else " + std::to_string(i), kPeople + i + 1));
    writer.finish();
    change.commit();
    most = std::max(most, pages_written(connection));
  }
  EXPECT_LT(most, kPagesMax) << "pages of the largest of " << kWrites << " commits";
}

}  // namespace
}  // namespace authledger::tests
