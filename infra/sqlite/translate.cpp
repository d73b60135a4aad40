#include "infra/sqlite/translate.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include "infra/sqlite/generation_tables.h"
#include "query/keyword.h"
#include "shared/json.h"
#include "shared/text.h"

namespace authledger::infra {

using projections::FieldKind;
using projections::ReadModelSchema;
using query::Filter;
using query::ListQuery;
using sqlite::SqliteValue;

namespace {

constexpr std::size_t kTrigram = 3;
constexpr std::size_t kPhrasesMax = 64;  // FTS5 refuses deep expressions

SqlCondition always() { return {"1", {}}; }
SqlCondition never() { return {"0", {}}; }

// A balanced tree of parentheses: SQLite limits the depth of an expression to 1,000.
SqlCondition join(std::vector<SqlCondition> parts, const char* op, const SqlCondition& empty) {
  if (parts.empty()) return empty;
  while (parts.size() > 1) {
    std::vector<SqlCondition> halved;
    for (std::size_t i = 0; i < parts.size(); i += 2) {
      if (i + 1 == parts.size()) {
        halved.push_back(std::move(parts[i]));
        continue;
      }
      SqlCondition both{"(" + parts[i].text + op + parts[i + 1].text + ")",
                        std::move(parts[i].values)};
      both.values.insert(both.values.end(), parts[i + 1].values.begin(), parts[i + 1].values.end());
      halved.push_back(std::move(both));
    }
    parts = std::move(halved);
  }
  return std::move(parts.front());
}

std::string qualified(int field) { return "l." + column(field); }

SqlCondition contains(int field, const std::string& folded) {
  if (folded.empty()) return {qualified(field) + " IS NOT NULL", {}};
  return {"instr(" + qualified(field) + ",?)>0", {folded}};
}

SqlCondition equals(int field, FieldKind kind, const std::string& text) {
  const std::string is = qualified(field) + "=?";
  switch (kind) {
    case FieldKind::kText:
      return {is, {fold(text)}};
    case FieldKind::kExact:
      return {is, {text}};
    case FieldKind::kBool:
      if (text != "true" && text != "false") return never();
      return {is, {std::int64_t{text == "true"}}};
    case FieldKind::kTime:
    case FieldKind::kInteger:
      break;
  }
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return never();
  return {is, {number}};
}

SqlCondition condition(const ReadModelSchema& schema, const Filter& filter) {
  if (filter.kind == Filter::Kind::kAnd || filter.kind == Filter::Kind::kOr) {
    std::vector<SqlCondition> parts;
    for (const auto& child : filter.children) parts.push_back(condition(schema, child));
    const bool all = filter.kind == Filter::Kind::kAnd;
    return join(std::move(parts), all ? " AND " : " OR ", all ? always() : never());
  }
  const int field = schema.index_of(filter.field);
  if (field < 0) return never();
  const FieldKind kind = schema.fields[static_cast<std::size_t>(field)].kind;
  if (filter.kind == Filter::Kind::kIsNull) return {qualified(field) + " IS NULL", {}};
  if (filter.kind == Filter::Kind::kEquals) return equals(field, kind, filter.text);
  return kind == FieldKind::kText ? contains(field, fold(filter.text)) : never();
}

// Only where the phrase says exactly what instr() says.
bool has_trigrams(const std::string& folded) {
  return code_points(folded) >= kTrigram && folded.find('\0') == std::string::npos &&
         folded.find('\1') == std::string::npos;
}

std::string phrase(const std::vector<int>& fields, const std::string& folded) {
  std::string out = "{";
  for (const int field : fields) out += ' ' + column(field);
  out += " } : \"";
  for (const char c : folded) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

// The filter as one FTS5 expression, if it can be said wholly so.
std::optional<std::string> match_of(const ReadModelSchema& schema, const std::vector<int>& fields,
                                    const Filter& filter, std::size_t& phrases) {
  if (filter.kind == Filter::Kind::kContains) {
    const int field = schema.index_of(filter.field);
    const std::string folded = fold(filter.text);
    if (std::find(fields.begin(), fields.end(), field) == fields.end() || !has_trigrams(folded))
      return {};
    if (++phrases > kPhrasesMax) return {};
    return phrase({field}, folded);
  }
  const bool group = filter.kind == Filter::Kind::kAnd || filter.kind == Filter::Kind::kOr;
  if (!group || filter.children.empty()) return {};
  std::string out;
  for (const auto& child : filter.children) {
    const auto part = match_of(schema, fields, child, phrases);
    if (!part) return {};
    out += (out.empty() ? "(" : filter.kind == Filter::Kind::kAnd ? " AND " : " OR ") + *part;
  }
  return out + ")";
}

void conjuncts(const Filter& filter, std::vector<const Filter*>& out) {
  if (filter.kind != Filter::Kind::kAnd) return out.push_back(&filter);
  for (const auto& child : filter.children) conjuncts(child, out);
}

std::vector<int> search_fields(const ReadModelSchema& schema) {
  std::vector<int> out;
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    if (schema.fields[i].search && schema.fields[i].kind == FieldKind::kText)
      out.push_back(static_cast<int>(i));
  }
  return out;
}

struct Parts {
  std::vector<SqlCondition> rest, complete;
  std::string match;
  void add_match(const std::string& expression) {
    match += (match.empty() ? "" : " AND ") + expression;
  }
};

void add_keyword(const ReadModelSchema& schema, const query::Keyword& keyword, std::size_t& phrases,
                 Parts& parts) {
  const auto fields = search_fields(schema);
  for (const auto& word : keyword.words) {
    std::vector<SqlCondition> any;
    for (const int field : fields) any.push_back(contains(field, word));
    auto one = join(std::move(any), " OR ", never());
    if (!fields.empty() && has_trigrams(word) && ++phrases <= kPhrasesMax)
      parts.add_match(phrase(fields, word));
    else
      parts.rest.push_back(one);
    parts.complete.push_back(std::move(one));
  }
}

std::string direction(const std::string& columns, bool descending) {
  return columns + (descending ? " DESC" : " ASC");
}

}  // namespace

SqlSelection translate_selection(const ReadModelSchema& schema, const ListQuery& query) {
  Parts parts;
  const SqlCondition tenant{"l.tenant=?", {query.tenant_id}};
  parts.rest.push_back(tenant);
  parts.complete.push_back(tenant);
  const auto fields = trigram_fields(schema);
  std::vector<const Filter*> filters;
  conjuncts(query.filter, filters);
  std::size_t phrases = 0;
  for (const Filter* filter : filters) {
    auto one = condition(schema, *filter);
    if (const auto match = match_of(schema, fields, *filter, phrases))
      parts.add_match(*match);
    else
      parts.rest.push_back(one);
    parts.complete.push_back(std::move(one));
  }
  if (query.keyword) add_keyword(schema, query::parse_keyword(*query.keyword), phrases, parts);
  SqlSelection selection;
  selection.everything = parts.complete.size() == 1;
  selection.only_match = !parts.match.empty() && parts.rest.size() == 1;
  selection.match = std::move(parts.match);
  selection.rest = join(std::move(parts.rest), " AND ", always());
  selection.complete = join(std::move(parts.complete), " AND ", always());
  return selection;
}

std::string rank_expression(const ReadModelSchema& schema) {
  std::string rank = "al_rank(?";
  for (const int field : search_fields(schema)) rank += ", " + qualified(field);
  return rank + ")";
}

SqlOrder translate_order(const ReadModelSchema& schema, const ListQuery& query) {
  const std::string created = qualified(schema.index_of("createdAt"));
  const auto keyword = query.keyword ? query::parse_keyword(*query.keyword) : query::Keyword{};
  if (!query.sort && !keyword.words.empty()) {
    const std::string rank = rank_expression(schema);
    return {rank + " DESC, " + created + " DESC, l.id",
            rank + " ASC, " + created + " ASC, l.id DESC",
            {keyword.whole},
            true};
  }
  const int sorted = query.sort ? schema.index_of(query.sort->field) : -1;
  const std::string by = sorted >= 0 ? qualified(sorted) : created;
  const bool descending = query.sort && sorted >= 0 ? query.sort->descending : true;
  return {
      direction(by, descending) + ", l.id", direction(by, !descending) + ", l.id DESC", {}, false};
}

}  // namespace authledger::infra
