// Random documents and random list queries: every engine must answer what a plain scan answers, row
// by row. AUTHLEDGER_SEED and AUTHLEDGER_CASES repeat or lengthen a run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "shared/json.h"
#include "tests/support/document_stores.h"
#include "tests/support/plain_scan.h"
#include "tests/support/scale.h"

namespace authledger::tests {
namespace {

using projections::Document;
using query::Filter;
using query::ListQuery;

std::uint64_t number_of(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class T>
  const T& one_of(const std::vector<T>& from) {
    return from[below(from.size())];
  }

  std::string text() {
    std::string out;
    for (std::size_t i = below(7); i-- > 0;) out += one_of(pieces_);
    return out;
  }

  Document document(std::size_t number, Position version) {
    Sample sample{.fullname = one_in(5) ? one_of(frequent_) : text(),
                  .email = one_in(3) ? text() : one_of(pieces_) + "@example.com"};
    if (!one_in(3)) sample.note = text();
    if (!one_in(3)) sample.owner = UserId{one_of(ids_)};
    sample.active = one_in(2);
    if (!one_in(3)) sample.verified = one_in(2);
    sample.score = static_cast<std::int64_t>(below(4)) - 2;
    sample.created_at = {static_cast<std::int64_t>(1000 * below(5))};
    if (one_in(2)) sample.seen_at = Timestamp{static_cast<std::int64_t>(below(3))};
    auto made = sample_document("id-" + std::to_string(number), sample, version);
    made.tenant_id = one_in(4) ? "acme" : "root";
    made.listed = !one_in(8);
    return made;
  }

  // A piece of a stored value as often as something made up.
  std::string term(const std::vector<Document>& documents) {
    if (one_in(3)) return text();
    if (one_in(4)) return one_of(pieces_);
    const auto& value = one_of(documents).values[below(3)];
    const auto* stored = std::get_if<std::string>(&value);
    if (stored == nullptr || stored->empty()) return one_of(pieces_);
    std::size_t from = below(stored->size());
    std::size_t to = from + 1 + below(6);
    while (from > 0 && is_inside(*stored, from)) --from;
    while (to < stored->size() && is_inside(*stored, to)) ++to;
    return stored->substr(from, to - from);
  }

  Filter filter(const std::vector<Document>& documents, int depth) {
    Filter out;
    switch (below(depth > 0 ? 6 : 4)) {
      case 0:
      case 1:
        out = {Filter::Kind::kContains, one_of(texts_), term(documents), {}};
        break;
      case 2:
        out = equals();
        break;
      case 3:
        out = {Filter::Kind::kIsNull, one_of(fields_), "", {}};
        break;
      default:
        out.kind = one_in(2) ? Filter::Kind::kAnd : Filter::Kind::kOr;
        for (std::size_t i = below(4); i-- > 0;)
          out.children.push_back(filter(documents, depth - 1));
    }
    return out;
  }

  ListQuery query(const std::vector<Document>& documents) {
    ListQuery out{.tenant_id = one_in(5) ? "acme" : "root"};
    if (one_in(20)) out.tenant_id = "nobody";
    if (!one_in(3)) out.filter = filter(documents, 3);
    if (one_in(2))
      out.keyword =
          one_in(3) ? term(documents) + one_of(blanks_) + term(documents) : term(documents);
    if (one_in(2)) out.sort = query::Sort{one_of(sorts_), one_in(2)};
    out.page_row_count = one_in(3) ? 500 : static_cast<int>(1 + below(12));
    out.page_number = static_cast<std::int64_t>(one_in(8) ? 1'000'000'000'000 : 1 + below(6));
    return out;
  }

 private:
  static bool is_inside(const std::string& text, std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  }

  Filter equals() {
    switch (below(4)) {
      case 0:
        return {Filter::Kind::kEquals, "owner", one_of(ids_), {}};
      case 1:
        return {Filter::Kind::kEquals,
                one_in(2) ? "active" : "verified",
                one_in(2) ? "true" : "false",
                {}};
      case 2:
        return {Filter::Kind::kEquals, "score", std::to_string(static_cast<int>(below(5)) - 2), {}};
      default:
        return {Filter::Kind::kEquals, "createdAt", std::to_string(1000 * below(6)), {}};
    }
  }

  std::mt19937_64 random_;
  const std::vector<std::string> pieces_ = {
      "a",      "an",      "anna",     "Anna",    "Ä",
      "ä",      "a\u0308", "\u0301",   "straße",  "STRASSE",
      "ﬁ",      "İ",       "ı",        "ς",       "Σ",
      "%",      "_",       "*",        "?",       "\\",
      "\"",     "'",       "\"\"",     "😀",       "👩\u200d👧",
      "日本",   "日本語",  "ｗｉｄｅ", "wide",    " ",
      "  ",     "\t",      "\u00a0",   "\u3000",  "\u2028",
      "\u0085", "-",       ".",        "@",       "AND",
      "OR",     "NOT",     "NEAR(",    "{c0}",    ":",
      "^",      "(",       ")",        "1",       "٣",
      "x1",     "O'Neil",  "é",        "e\u0301", std::string("\0", 1),
      "\1",     "null",    "한글",     "𝒜",       "\U0010FFFF"};
  const std::vector<std::string> frequent_ = {"anna", "Anna", "ｗｉｄｅ"};
  const std::vector<std::string> blanks_ = {" ",      "\t", "  ",     "\u00a0",
                                            "\u3000", "\n", "\u2028", "\u0085"};
  const std::vector<std::string> ids_ = {"0190-a", "0190-A", "0190-b", "%", "ä"};
  const std::vector<std::string> texts_ = {"fullname", "email", "note"};
  const std::vector<std::string> fields_ = {"note", "owner", "verified", "seenAt", "fullname"};
  const std::vector<std::string> sorts_ = {"fullname", "email", "note",      "owner",
                                           "active",   "score", "createdAt", "seenAt"};
};

std::string printed(const Filter& filter) {
  static const char* const kKinds[] = {"contains", "equals", "null", "and", "or"};
  std::string out = kKinds[static_cast<int>(filter.kind)];
  if (!filter.field.empty()) out += " " + filter.field + " " + json_quote(filter.text);
  out += "(";
  for (const auto& child : filter.children) out += printed(child) + ", ";
  return out + ")";
}

std::string printed(const ListQuery& query) {
  return query.tenant_id + " filter " + printed(query.filter) + " keyword " +
         (query.keyword ? json_quote(*query.keyword) : "none") + " sort " +
         (query.sort ? query.sort->field + (query.sort->descending ? " desc" : " asc") : "none") +
         " page " + std::to_string(query.page_number) + " of " +
         std::to_string(query.page_row_count);
}

std::vector<std::string> all_rows(query::RowCursor& cursor) {
  std::vector<std::string> rows;
  for (auto more = cursor.next(); more && !more->empty(); more = cursor.next()) {
    rows.insert(rows.end(), more->begin(), more->end());
  }
  return rows;
}

class ListProperty : public testing::TestWithParam<DocumentBackendFactory> {};

TEST_P(ListProperty, AnswersWhatAPlainScanAnswers) {
  const auto seed = number_of("AUTHLEDGER_SEED", std::random_device{}());
  const auto cases = number_of("AUTHLEDGER_CASES", test::scaled(2000, 300));
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Generator generator(seed);
  const auto schema = sample_schema();
  auto backend = GetParam().make();
  const auto live = *backend.store->live(schema);
  ASSERT_TRUE(backend.store->prepare(live));
  std::vector<Document> documents;
  std::vector<ListQuery> asked;
  Position version = 0;
  for (std::uint64_t done = 0; done < cases; ++done) {
    // Every 20 cases a batch of new and changed documents.
    if (done % 20 == 0) {
      std::vector<Document> written;
      for (int i = 0; i < 12; ++i) {
        const bool change = !documents.empty() && generator.one_in(2);
        const std::size_t number = change || documents.size() >= 300
                                       ? generator.below(std::max<std::size_t>(documents.size(), 1))
                                       : documents.size();
        auto made = generator.document(number, ++version);
        if (number < documents.size())
          documents[number] = made;
        else
          documents.push_back(made);
        written.push_back(made);
      }
      ASSERT_TRUE(backend.store->write(live, written));
      ASSERT_TRUE(backend.store->refresh(live));
    }
    // Every third is one that was asked before, and its total known from then.
    const bool again = !asked.empty() && generator.one_in(3);
    auto query = again ? generator.one_of(asked) : generator.query(documents);
    if (!again && asked.size() < 40) asked.push_back(query);
    const auto expected = plain_scan(schema, documents, query);
    const auto page = backend.reads->page(schema, query);
    ASSERT_TRUE(page) << page.error().detail << "\nseed " << seed << " case " << done << ": "
                      << printed(query);
    ASSERT_EQ(page->total_row_count, expected.total_row_count)
        << "seed " << seed << " case " << done << ": " << printed(query);
    ASSERT_EQ(page->rows, expected.rows)
        << "seed " << seed << " case " << done << ": " << printed(query);
    if (done % 4 != 0) continue;
    query.page_number = 0;
    auto cursor = backend.reads->scan(schema, query);
    ASSERT_TRUE(cursor) << cursor.error().detail;
    EXPECT_EQ((*cursor)->total_row_count(), expected.total_row_count);
    ASSERT_EQ(all_rows(**cursor), plain_scan(schema, documents, query).rows)
        << "seed " << seed << " case " << done << ": " << printed(query);
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, ListProperty, testing::ValuesIn(document_backends()),
                         [](const auto& engine) { return engine.param.name; });
INSTANTIATE_TEST_SUITE_P(Walking, ListProperty, testing::Values(walking_sqlite()),
                         [](const auto& engine) { return engine.param.name; });

}  // namespace
}  // namespace authledger::tests
