#include "infra/sqlite/ranked_page.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "infra/sqlite/generation_tables.h"
#include "query/keyword.h"

namespace authledger::infra {

using sqlite::SqliteValue;

namespace {

constexpr int kStarts = 2;  // ranks of query::keyword_rank
constexpr int kEquals = 3;
constexpr std::int64_t kLookedAt = 4;  // times the rare ones: more are not worth a look at each

struct Found {
  int rank = 0;
  std::int64_t created = 0;
  std::string id;
};
using Rows = std::map<std::int64_t, Found>;  // by row number

class RankedWalk {
 public:
  RankedWalk(sqlite::Connection& connection, const RankedSearch& search)
      : connection_(connection),
        search_(search),
        keyword_(query::parse_keyword(*search.query.keyword).whole),
        created_("l." + column(search.schema.index_of("createdAt"))),
        rank_(rank_expression(search.schema)) {}

  std::optional<std::vector<std::int64_t>> page(std::int64_t offset, std::int64_t count) {
    if (!indexed()) return std::nullopt;
    int walked = kStarts - 1;
    auto rare = best(kStarts);
    if (!rare) {
      walked = kStarts;
      rare = best(kEquals);
    }
    if (!rare) {
      walked = kEquals;
      rare.emplace();
    }
    auto rows = in_order(*rare);
    const auto wanted = offset + count - std::ssize(rows);
    if (wanted > 0 && !walk(walked, wanted, rows)) return std::nullopt;
    return std::vector<std::int64_t>(rows.begin() + offset, rows.begin() + offset + count);
  }

 private:
  static bool is_searched(const projections::ReadField& field) {
    return field.search && field.kind == projections::FieldKind::kText;
  }

  // Whether indexes tell the rows of the better ranks.
  bool indexed() const {
    return std::all_of(search_.schema.fields.begin(), search_.schema.fields.end(),
                       [&](const auto& field) { return field.sort || !is_searched(field); });
  }

  // Every row of at least this rank; nothing: they are not rare.
  std::optional<Rows> best(int rank) {
    Rows found;
    std::string beyond =
        keyword_;  // the first text that does not begin so: no byte of UTF-8 is 0xFF
    ++beyond.back();
    for (std::size_t i = 0; i < search_.schema.fields.size(); ++i) {
      const auto& field = search_.schema.fields[i];
      if (!is_searched(field)) continue;
      const std::string name = "l." + column(static_cast<int>(i));
      const bool equal = rank == kEquals;
      const std::string place =
          " FROM list l WHERE l.tenant=? AND " + name + (equal ? "=?" : ">=? AND " + name + "<?");
      // By the index alone, before any row is looked at.
      auto many = connection_.prepare("SELECT count(*) FROM (SELECT 1" + place + " LIMIT ?)");
      many.bind(search_.query.tenant_id).bind(keyword_);
      if (!equal) many.bind(beyond);
      many.bind(kLookedAt * search_.limits.rare + 1);
      if (many.step() && many.integer(0) > kLookedAt * search_.limits.rare) return std::nullopt;
      auto row = connection_.prepare("SELECT l.row, " + rank_ + ", " + created_ + ", l.id" + place +
                                     " AND (" + search_.selection.complete.text + ") LIMIT ?");
      row.bind(keyword_).bind(search_.query.tenant_id).bind(keyword_);
      if (!equal) row.bind(beyond);
      row.bind_all(search_.selection.complete.values).bind(search_.limits.rare + 1);
      while (row.step()) {
        found[row.integer(0)] = {static_cast<int>(row.integer(1)), row.integer(2), row.text(3)};
      }
      if (std::ssize(found) > search_.limits.rare) return std::nullopt;
    }
    return found;
  }

  static std::vector<std::int64_t> in_order(const Rows& found) {
    std::vector<std::tuple<int, std::int64_t, std::string, std::int64_t>> sorted;
    for (const auto& [row, one] : found) sorted.emplace_back(-one.rank, -one.created, one.id, row);
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::int64_t> rows;
    for (const auto& one : sorted) rows.push_back(std::get<3>(one));
    return rows;
  }

  // Appends the first `wanted` rows of that rank, newest first; false: not met within a part of
  // what ranking all of them would cost. The inner query is walked in its order as rows are asked
  // for.
  bool walk(int rank, std::int64_t wanted, std::vector<std::int64_t>& rows) {
    const auto steps =
        static_cast<std::int64_t>(2 * search_.limits.walked * static_cast<double>(search_.matches));
    auto row = connection_.prepare("SELECT l.row, " + rank_ + ", " + created_ +
                                   ", l.id FROM (SELECT * FROM list l WHERE l.tenant=? ORDER BY " +
                                   created_ + " DESC, l.id LIMIT ?) l WHERE " +
                                   search_.selection.complete.text);
    row.bind(keyword_).bind(search_.query.tenant_id).bind(steps);
    row.bind_all(search_.selection.complete.values);
    while (wanted > 0 && row.step()) {
      if (row.integer(1) != rank) continue;
      rows.push_back(row.integer(0));
      --wanted;
    }
    return wanted == 0;
  }

  sqlite::Connection& connection_;
  const RankedSearch& search_;
  const std::string keyword_;
  const std::string created_;
  const std::string rank_;
};

}  // namespace

std::optional<std::vector<std::int64_t>> ranked_page(sqlite::Connection& connection,
                                                     const RankedSearch& search,
                                                     std::int64_t offset, std::int64_t count) {
  if (search.matches <= search.limits.rare) return std::nullopt;
  // The rows to be walked, if the wanted ones are spread evenly, are few beside the matches.
  const auto steps = (offset + count) * (search.listed / std::max<std::int64_t>(search.matches, 1));
  const double allowed = search.limits.walked * static_cast<double>(search.matches);
  if (static_cast<double>(steps) > allowed) return std::nullopt;
  return RankedWalk(connection, search).page(offset, count);
}

}  // namespace authledger::infra
