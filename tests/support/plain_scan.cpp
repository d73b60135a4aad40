#include "tests/support/plain_scan.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "shared/codec.h"
#include "shared/text.h"

namespace authledger::tests {

using projections::Document;
using projections::FieldKind;
using projections::FieldValue;
using projections::ReadModelSchema;
using query::Filter;
using query::ListQuery;

namespace {

std::u32string points(const std::string& utf8) {
  const auto text = icu::UnicodeString::fromUTF8(utf8);
  std::u32string out;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    out += static_cast<char32_t>(text.char32At(i));
  }
  return out;
}

std::u32string folded(const std::string& utf8) { return points(fold(utf8)); }

bool matches(const ReadModelSchema& schema, const Document& document, const Filter& filter) {
  const auto test = [&](const Filter& child) { return matches(schema, document, child); };
  if (filter.kind == Filter::Kind::kAnd)
    return std::all_of(filter.children.begin(), filter.children.end(), test);
  if (filter.kind == Filter::Kind::kOr)
    return std::any_of(filter.children.begin(), filter.children.end(), test);
  const auto field = static_cast<std::size_t>(schema.index_of(filter.field));
  const FieldValue& value = document.values[field];
  if (filter.kind == Filter::Kind::kIsNull) return std::holds_alternative<std::monostate>(value);
  if (std::holds_alternative<std::monostate>(value)) return false;
  if (filter.kind == Filter::Kind::kContains) {
    return folded(std::get<std::string>(value)).find(folded(filter.text)) != std::u32string::npos;
  }
  if (const auto* text = std::get_if<std::string>(&value)) return *text == filter.text;
  if (const auto* flag = std::get_if<bool>(&value))
    return filter.text == (*flag ? "true" : "false");
  return std::to_string(std::get<std::int64_t>(value)) == filter.text;
}

std::vector<std::u32string> words_of(const std::string& keyword) {
  std::vector<std::u32string> words(1);
  for (const char32_t point : folded(keyword)) {
    if (u_isUWhiteSpace(static_cast<UChar32>(point)))
      words.emplace_back();
    else
      words.back() += point;
  }
  std::erase_if(words, [](const auto& word) { return word.empty(); });
  return words;
}

std::vector<std::u32string> searched(const ReadModelSchema& schema, const Document& document) {
  std::vector<std::u32string> out;
  for (std::size_t i = 0; i < schema.fields.size(); ++i) {
    const auto* text = std::get_if<std::string>(&document.values[i]);
    if (schema.fields[i].search && text != nullptr) out.push_back(folded(*text));
  }
  return out;
}

int rank(const std::u32string& value, const std::u32string& keyword) {
  if (value == keyword) return 3;
  if (value.starts_with(keyword)) return 2;
  for (auto at = value.find(keyword); at != std::u32string::npos;
       at = value.find(keyword, at + 1)) {
    if (at > 0 && !is_word_character(value[at - 1])) return 1;
  }
  return 0;
}

// Below zero: a before b, ascending; null before every value.
int compare(const FieldValue& a, const FieldValue& b) {
  if (a.index() != b.index()) return a.index() == 0 ? -1 : 1;
  if (const auto* text = std::get_if<std::string>(&a))
    return fold(*text).compare(fold(std::get<std::string>(b)));
  return a < b ? -1 : b < a ? 1 : 0;
}

int compare_exact(const FieldValue& a, const FieldValue& b) { return a < b ? -1 : b < a ? 1 : 0; }

struct Candidate {
  const Document* document;
  int rank = 0;
};

}  // namespace

query::Page plain_scan(const ReadModelSchema& schema, std::span<const Document> documents,
                       const ListQuery& query) {
  std::vector<Candidate> found;
  const auto words = words_of(query.keyword.value_or(""));
  std::u32string whole;
  for (const auto& word : words) whole += (whole.empty() ? U"" : U" ") + word;
  for (const auto& document : documents) {
    if (!document.listed || document.tenant_id != query.tenant_id) continue;
    if (!matches(schema, document, query.filter)) continue;
    const auto texts = searched(schema, document);
    const bool all = std::all_of(words.begin(), words.end(), [&](const auto& word) {
      return std::any_of(texts.begin(), texts.end(),
                         [&](const auto& text) { return text.find(word) != std::u32string::npos; });
    });
    if (!all) continue;
    Candidate candidate{&document};
    for (const auto& text : texts) candidate.rank = std::max(candidate.rank, rank(text, whole));
    found.push_back(candidate);
  }
  const bool by_rank = !query.sort && !words.empty();
  const auto sort = query.sort.value_or(query::Sort{});
  const auto field = static_cast<std::size_t>(schema.index_of(sort.field));
  const bool exact = schema.fields[field].kind == FieldKind::kExact;
  std::sort(found.begin(), found.end(), [&](const Candidate& a, const Candidate& b) {
    if (by_rank && a.rank != b.rank) return a.rank > b.rank;
    const auto& left = a.document->values[field];
    const auto& right = b.document->values[field];
    const int order = exact ? compare_exact(left, right) : compare(left, right);
    if (order != 0) return sort.descending ? order > 0 : order < 0;
    return a.document->id < b.document->id;
  });
  query::Page page;
  page.total_row_count = static_cast<std::int64_t>(found.size());
  const auto size = static_cast<std::size_t>(query.page_row_count);
  const std::size_t first =
      query.page_number == 0 ? 0 : static_cast<std::size_t>(query.page_number - 1) * size;
  const std::size_t last =
      query.page_number == 0 ? found.size() : std::min(found.size(), first + size);
  for (std::size_t i = first; i < last; ++i) page.rows.push_back(found[i].document->body);
  return page;
}

projections::ReadModelSchema sample_schema() {
  return projections::schema_of<Sample>("samples", 1);
}

Document sample_document(std::string id, const Sample& sample, Position version) {
  Document document;
  document.body = "{\"id\":" + json_quote(id) + ",\"version\":" + std::to_string(version) +
                  ",\"sample\":" + encode(sample) + "}";
  document.id = std::move(id);
  document.tenant_id = "root";
  document.version = version;
  document.stream_version = version;
  document.values = projections::values_of(sample);
  return document;
}

}  // namespace authledger::tests
