#include "infra/sqlite/read_model.h"

#include <algorithm>

#include "query/canonical.h"

namespace authledger::infra {

using projections::ReadModelSchema;
using query::ListQuery;
using sqlite::Connection;
using sqlite::SqliteValue;
using sqlite::Transaction;

namespace {

constexpr std::size_t kTotalsKept = 4096;
constexpr int kScanRows = 2000;
constexpr int kOpenTries = 3;

std::int64_t count(Connection& connection, const std::string& sql,
                   const std::vector<SqliteValue>& values) {
  auto row = connection.prepare(sql);
  row.bind_all(values);
  return row.step() ? row.integer(0) : 0;
}

std::vector<SqliteValue> joined(std::vector<SqliteValue> first,
                                const std::vector<SqliteValue>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

struct Chosen {
  std::string sql;  // SELECT l.row … without ORDER BY
  std::vector<SqliteValue> values;
};

Chosen by_match(const SqlSelection& selection) {
  return {
      " FROM fts CROSS JOIN list l ON l.row=fts.rowid WHERE fts MATCH ? AND " + selection.rest.text,
      joined({selection.match}, selection.rest.values)};
}

Chosen by_list(const SqlSelection& selection) {
  return {" FROM list l WHERE " + selection.complete.text, selection.complete.values};
}

std::int64_t listed(Connection& connection, const std::string& tenant) {
  return count(connection, "SELECT listed FROM counts WHERE tenant=?", {tenant});
}

std::int64_t counted(Connection& connection, const std::string& tenant,
                     const SqlSelection& selection) {
  if (selection.only_match &&
      count(connection, "SELECT count(*) FROM counts WHERE tenant<>? AND listed>0", {tenant}) ==
          0) {
    return count(connection, "SELECT count(*) FROM fts WHERE fts MATCH ?", {selection.match});
  }
  const auto rows = selection.match.empty() ? by_list(selection) : by_match(selection);
  return count(connection, "SELECT count(*)" + rows.sql, rows.values);
}

// By how many more rows the condition holds than at the version `since`. Of a row that several
// writes replaced, the oldest counts: SQLite takes the other columns from the row with the minimum.
std::int64_t gained(Connection& connection, std::int64_t since, const SqlCondition& condition) {
  const auto now = count(connection,
                         "SELECT count(*) FROM (SELECT DISTINCT row FROM replaced WHERE change>?) r"
                         " CROSS JOIN list l ON l.row=r.row WHERE " +
                             condition.text,
                         joined({since}, condition.values));
  const auto before = count(connection,
                            "SELECT count(*) FROM (SELECT *, min(change) FROM replaced"
                            " WHERE change>? GROUP BY row) l WHERE " +
                                condition.text,
                            joined({since}, condition.values));
  return now - before;
}

// Whether to walk the list in its order and test each row, instead of collecting all matches and
// sorting them.
bool walk_is_cheaper(std::int64_t matches, std::int64_t all, std::int64_t needed) {
  return needed * (all / std::max<std::int64_t>(matches, 1)) < matches;
}

}  // namespace

class SqliteReadModel::Cursor : public query::RowCursor {
 public:
  Cursor(Snapshot live, std::int64_t total) : live_(std::move(live)), total_(total) {}
  ~Cursor() override { rows_.reset(); }

  void open(const std::string& sql, const std::vector<SqliteValue>& values) {
    rows_ = std::make_unique<sqlite::Statement>((*live_.connection)->prepare(sql));
    rows_->bind_all(values);
  }

  std::int64_t total_row_count() const override { return total_; }

  Result<std::vector<std::string>> next() override {
    return guarded([&]() -> Result<std::vector<std::string>> {
      std::vector<std::string> bodies;
      if (rows_ == nullptr) return bodies;
      while (bodies.size() < kScanRows) {
        if (!rows_->step()) {
          rows_.reset();
          live_.transaction.reset();
          break;
        }
        bodies.push_back(rows_->text(0));
      }
      return bodies;
    });
  }

 private:
  Snapshot live_;
  std::int64_t total_;
  std::unique_ptr<sqlite::Statement> rows_;
};

SqliteReadModel::SqliteReadModel(std::shared_ptr<GenerationFolder> folder, RankLimits limits)
    : folder_(std::move(folder)), rank_limits_(limits), totals_(kTotalsKept) {}

// The live one may be replaced, and twice so dropped, between the look-up and the opening.
Result<SqliteReadModel::Snapshot> SqliteReadModel::open(const ReadModelSchema& schema) {
  Snapshot live;
  for (int tries = 1; live.file == nullptr; ++tries) {
    auto found = folder_->find(schema, generation_state::kLive);
    if (!found) return fail(read_model_unavailable("nothing has been projected yet"));
    live.physical = std::move(*found);
    try {
      live.file = folder_->file(live.physical);
    } catch (const sqlite::SqliteError&) {
      if (tries == kOpenTries) throw;
    }
  }
  live.connection = std::make_unique<DatabaseFile::Lease>(live.file->reader());
  live.transaction = std::make_unique<Transaction>(**live.connection, Transaction::Kind::kRead);
  live.state = read_state(**live.connection);
  if (!live.state.indexed) return fail(read_model_unavailable("it is being filled"));
  return live;
}

std::optional<SqliteReadModel::Total> SqliteReadModel::known_total(const std::string& key) {
  const std::lock_guard lock(totals_lock_);
  const auto* known = totals_.find(key);
  return known == nullptr ? std::nullopt : std::optional(*known);
}

std::int64_t SqliteReadModel::total(const Snapshot& live, const ListQuery& query,
                                    const SqlSelection& selection) {
  Connection& connection = **live.connection;
  if (selection.everything) return listed(connection, query.tenant_id);
  const std::string key = live.physical + '/' + query::canonical_selection(query);
  const auto known = known_total(key);
  const auto& state = live.state;
  if (known && known->changes == state.changes) return known->rows;
  Total now{0, state.changes};
  if (known && known->changes < state.changes && known->changes >= state.replaced_after) {
    now.rows = known->rows + gained(connection, known->changes, selection.complete);
  } else {
    now.rows = counted(connection, query.tenant_id, selection);
  }
  const std::lock_guard lock(totals_lock_);
  totals_.put(key, now);
  return now.rows;
}

Result<query::Page> SqliteReadModel::page(const ReadModelSchema& schema, const ListQuery& query) {
  return guarded([&]() -> Result<query::Page> {
    const Asked asked{schema, query, translate_selection(schema, query),
                      translate_order(schema, query)};
    AUTHLEDGER_TRY(live, open(schema));
    query::Page page;
    page.total_row_count = total(live, query, asked.selection);
    const std::int64_t size = query.page_row_count;
    // A page number beyond every list must not overflow.
    const std::int64_t offset =
        std::min(query.page_number - 1, page.total_row_count / size + 1) * size;
    const std::int64_t needed = std::min(size, page.total_row_count - offset);
    if (needed <= 0) return page;
    auto body = (*live.connection)->prepare("SELECT body FROM documents WHERE row=?");
    for (const auto number : row_numbers(live, asked, page.total_row_count, offset, needed)) {
      body.bind(number);
      if (body.step()) page.rows.push_back(body.text(0));
      body.reset();
    }
    return page;
  });
}

std::vector<std::int64_t> SqliteReadModel::row_numbers(const Snapshot& live, const Asked& asked,
                                                       std::int64_t matches, std::int64_t offset,
                                                       std::int64_t needed) const {
  Connection& reader = **live.connection;
  const auto& [schema, query, selection, order] = asked;
  const std::int64_t all = listed(reader, query.tenant_id);
  if (order.by_rank) {
    const RankedSearch search{schema, query, selection, matches, all, rank_limits_};
    if (auto found = ranked_page(reader, search, offset, needed)) return std::move(*found);
  }
  const bool from_the_end = !order.by_rank && offset > matches / 2;
  const std::int64_t skipped = from_the_end ? matches - offset - needed : offset;
  const bool walk = !order.by_rank && walk_is_cheaper(matches, all, skipped + needed);
  const auto rows = selection.match.empty() || walk ? by_list(selection) : by_match(selection);
  std::vector<std::int64_t> numbers;
  auto found = reader.prepare("SELECT l.row" + rows.sql + " ORDER BY " +
                              (from_the_end ? order.reversed : order.text) + " LIMIT ? OFFSET ?");
  found.bind_all(rows.values).bind_all(order.values).bind(needed).bind(skipped);
  while (found.step()) numbers.push_back(found.integer(0));
  if (from_the_end) std::reverse(numbers.begin(), numbers.end());
  return numbers;
}

Result<std::unique_ptr<query::RowCursor>> SqliteReadModel::scan(const ReadModelSchema& schema,
                                                                const ListQuery& query) {
  return guarded([&]() -> Result<std::unique_ptr<query::RowCursor>> {
    const auto selection = translate_selection(schema, query);
    const auto order = translate_order(schema, query);
    AUTHLEDGER_TRY(live, open(schema));
    const std::int64_t counted = total(live, query, selection);
    const auto rows = selection.match.empty() ? by_list(selection) : by_match(selection);
    auto cursor = std::make_unique<Cursor>(std::move(live), counted);
    cursor->open("SELECT d.body FROM (SELECT l.row AS number" + rows.sql + " ORDER BY " +
                     order.text + " LIMIT -1 OFFSET 0) CROSS JOIN documents d ON d.row=number",
                 joined(rows.values, order.values));
    return std::unique_ptr<query::RowCursor>(std::move(cursor));
  });
}

}  // namespace authledger::infra
