// What is PostgreSQL's own: the runtime role's rights and the partitions of events.
#include "infra/postgres/event_log.h"
#include "infra/postgres/migrate.h"
#include "tests/contract/log_contract.h"
#include "tests/support/pg_database.h"

namespace authledger::test {

class PostgresSchema : public testing::Test {
 protected:
  PostgresSchema() {
    const auto done = infra::migrate_postgres({.url = database.url()});
    if (!done) throw std::runtime_error(done.error().detail);
  }
  // The SQLSTATE that the runtime role gets, empty: it was done.
  std::string refusal(const std::string& sql) {
    try {
      infra::PgConnection session({.url = database.url()}, infra::PgSession::kRuntime);
      session.run(sql);
      return {};
    } catch (const pqxx::insufficient_privilege&) {
      return "42501";
    } catch (const pqxx::sql_error& refused) {
      return refused.sqlstate();
    }
  }
  std::size_t partitions() { return database.run("SELECT * FROM event_partitions").size(); }

  PgDatabase database;
  ManualClock clock;
};

TEST_F(PostgresSchema, TheRuntimeRoleCannotRewriteHistory) {
  infra::PgPool pool({.url = database.url()});
  infra::PostgresEventLog log(pool, clock);
  append_one(log, item_for("user-1", 0, 3));
  for (const std::string table : {"events", "events_from_1"}) {
    for (const auto& sql : {"UPDATE " + table + " SET payload = ''", "DELETE FROM " + table,
                            "TRUNCATE " + table, "DROP TABLE " + table}) {
      EXPECT_EQ(refusal(sql), "42501") << sql;
    }
  }
  EXPECT_EQ(refusal("DELETE FROM streams"), "42501");
  EXPECT_EQ(refusal("DELETE FROM head"), "42501");
  EXPECT_EQ(refusal("DELETE FROM subject_keys"), "42501");
  EXPECT_EQ(refusal("DELETE FROM signing_keys"), "42501");
  EXPECT_EQ(refusal("UPDATE schema_version SET version = 1"), "42501");
  EXPECT_EQ(refusal("CREATE TABLE mine (a int)"), "42501");
  EXPECT_EQ(refusal("SELECT count(*) FROM events"), "");
  EXPECT_EQ(log.read_all(0, 10)->size(), 3u);
}

TEST_F(PostgresSchema, PartitionsAreMadeAhead) {
  infra::PgPool pool({.url = database.url()});
  infra::PostgresEventLog log(pool, clock, {.partition_size = 10});
  EXPECT_EQ(partitions(), 0u);
  append_one(log, item_for("user-1"));
  EXPECT_EQ(partitions(), 1u);
  append_one(log, item_for("user-1", 1, 9));  // 10: the next ones are near
  EXPECT_EQ(partitions(), 2u);
  append_one(log, item_for("user-1", 10, 25));  // one append over three borders
  EXPECT_EQ(partitions(), 4u);
  EXPECT_EQ(log.head()->position, 35);
  Position seen = 0;
  const auto all = log.read_all(0, 100);
  for (const auto& event : *all) EXPECT_EQ(event.position, ++seen);
  EXPECT_EQ(seen, 35);
  EXPECT_EQ(log.read_stream("user-1", 0)->size(), 35u);
  EXPECT_FALSE(infra::verify_chain(log)->broken_at);
}

TEST_F(PostgresSchema, PartitionsOfARolledBackAppendAreMadeAgain) {
  infra::PgPool pool({.url = database.url()});
  infra::PostgresEventLog log(pool, clock, {.partition_size = 10});
  append_one(log, item_for("user-1", 0, 2));
  auto item = item_for("user-2", 0, 20);
  item.writes[0].events[19].event_id = item.writes[0].events[18].event_id;  // refused by the index
  EXPECT_TRUE(is<Error>(append_one(log, item)));
  EXPECT_EQ(partitions(), 1u);
  EXPECT_EQ(position_of(append_one(log, item_for("user-3", 0, 20))), 22);
  EXPECT_EQ(partitions(), 3u);
}

TEST_F(PostgresSchema, TwoProcessesShareThePartitions) {
  infra::PgPool pool({.url = database.url()});
  infra::PostgresEventLog one(pool, clock, {.partition_size = 10});
  infra::PostgresEventLog two(pool, clock, {.partition_size = 10});
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(is<Appended>(append_one(i % 2 == 0 ? one : two, item_for("user-1", i * 3, 3))));
  }
  EXPECT_EQ(one.head()->position, 60);
  EXPECT_EQ(partitions(), 7u);
}

TEST_F(PostgresSchema, LookUpsNeverScanATable) {
  infra::PgConnection session({.url = database.url()}, infra::PgSession::kAppend);
  for (const std::string sql :
       {"SELECT version FROM streams WHERE stream_id = ANY('{a,b}'::text[])",
        "SELECT owner FROM unnest('{a}'::text[]) AS asked (key) JOIN claims c"
        " ON c.key = asked.key AND c.kind = 'k' AND c.tenant_id = 't'",
        "SELECT e.stream_id FROM unnest('{a}'::text[]) AS asked (key) CROSS JOIN LATERAL (SELECT"
        " stream_id FROM entries WHERE tenant_id = 't' AND kind = 'k' AND key = asked.key"
        " AND stream_id > 's' ORDER BY stream_id LIMIT 5) AS e",
        "SELECT answer FROM idempotency WHERE key_hash = ANY('{a}'::text[])"}) {
    std::string plan;
    for (const auto& row : session.run("EXPLAIN " + sql)) plan += row[0].as<std::string>() + "\n";
    EXPECT_EQ(plan.find("Seq Scan"), std::string::npos) << plan;
  }
}

}  // namespace authledger::test
