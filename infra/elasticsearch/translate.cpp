#include "infra/elasticsearch/translate.h"

#include <charconv>

#include "infra/elasticsearch/grams.h"
#include "infra/elasticsearch/mapping.h"
#include "infra/elasticsearch/queries.h"
#include "query/keyword.h"
#include "shared/errors.h"
#include "shared/text.h"

namespace authledger::infra::elastic {
namespace {

using projections::FieldKind;
using projections::ReadField;
using projections::ReadModelSchema;
using query::Filter;

std::string has_folded(const ReadField& field, const std::string& folded) {
  // Every value contains the empty text, and null is no value.
  if (folded.empty()) return exists(presence_name(field));
  return has_symbols(grams_name(field), symbols(folded));
}

std::string equals_folded(const ReadField& field, const std::string& folded) {
  return has_symbols(grams_name(field), kStart + symbols(folded) + kEnd + kEnd);
}

std::string equals_number(const ReadField& field, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || text.empty()) return kMatchNone;
  const std::string digits = std::to_string(number);
  return range(field.name, "\"gte\":" + digits + ",\"lte\":" + digits);
}

std::string equals(const ReadField& field, const std::string& text) {
  switch (field.kind) {
    case FieldKind::kText:
      return equals_folded(field, fold(text));
    case FieldKind::kExact:
      return term(field.name, json_quote(text));
    case FieldKind::kBool:
      return text == "true" || text == "false" ? term(field.name, text) : kMatchNone;
    case FieldKind::kTime:
    case FieldKind::kInteger:
      break;
  }
  return equals_number(field, text);
}

tl::unexpected<Error> unknown(const Filter& filter) {
  return fail(errors::kUnknownFilter,
              "The list cannot be filtered like this by " + filter.field + ".");
}

Result<std::string> filter_query(const ReadModelSchema& schema, const Filter& filter) {
  if (filter.kind == Filter::Kind::kAnd || filter.kind == Filter::Kind::kOr) {
    std::vector<std::string> children;
    for (const auto& child : filter.children) {
      AUTHLEDGER_TRY(one, filter_query(schema, child));
      children.push_back(std::move(one));
    }
    return filter.kind == Filter::Kind::kAnd ? all_of(children) : any_of(children);
  }
  const auto* field = schema.find(filter.field);
  if (field == nullptr) return unknown(filter);
  if (filter.kind == Filter::Kind::kIsNull) return none_of(exists(presence_name(*field)));
  if (filter.kind == Filter::Kind::kContains) {
    if (!has_grams(*field)) return unknown(filter);
    return has_folded(*field, fold(filter.text));
  }
  if (field->kind == FieldKind::kText && !has_grams(*field)) return unknown(filter);
  return equals(*field, filter.text);
}

std::string constant(const std::string& inner, int score) {
  return "{\"constant_score\":{\"boost\":" + std::to_string(score) + ",\"filter\":" + inner + "}}";
}

// What ranks 1, 2 and 3 (the whole keyword) and a match (each word) ask of the search fields.
struct KeywordQueries {
  std::vector<std::string> words;
  std::string word_start, prefix, equal;
};

KeywordQueries keyword_queries(const ReadModelSchema& schema, const query::Keyword& keyword) {
  std::vector<const ReadField*> fields;
  for (const auto& field : schema.fields) {
    if (field.search && has_grams(field)) fields.push_back(&field);
  }
  const auto any_field = [&](const std::u32string& wanted) {
    std::vector<std::string> parts;
    for (const auto* field : fields) parts.push_back(has_symbols(grams_name(*field), wanted));
    return any_of(parts);
  };
  KeywordQueries out;
  for (const auto& word : keyword.words) out.words.push_back(any_field(symbols(word)));
  const std::u32string whole = symbols(keyword.whole);
  out.word_start = any_field(kWordStart + whole);
  out.prefix = any_field(kStart + whole);
  out.equal = any_field(kStart + whole + kEnd + kEnd);
  return out;
}

std::string sort_json(const std::string& field, bool descending) {
  return "{" + json_quote(field) + ":{\"order\":\"" +
         (descending ? "desc\",\"missing\":\"_last\"}}" : "asc\",\"missing\":\"_first\"}}");
}

const std::string kById = R"({"doc_id":{"order":"asc"}})";

// The rows of `filter`, ordered by a field: its nulls, then its values, or the other way round.
void add_segments(Plan& plan, const std::string& filter, const ReadField& field, bool descending) {
  const std::vector<Level> by_id = {{"doc_id_n", false, false}, {"doc_id", false, true}};
  const auto narrowed = [&](const std::string& part) {
    return filter.empty() ? part : all_of({filter, part});
  };
  const Segment nulls{narrowed(none_of(exists(presence_name(field)))), by_id};
  if (!descending) plan.segments.push_back(nulls);
  if (field.kind == FieldKind::kBool) {
    plan.segments.push_back({narrowed(term(field.name, descending ? "true" : "false")), by_id});
    plan.segments.push_back({narrowed(term(field.name, descending ? "false" : "true")), by_id});
  } else {
    std::vector<Level> levels;
    if (has_number(field)) levels.push_back({number_name(field), descending, false});
    levels.push_back({key_name(field), descending, has_number(field)});
    levels.insert(levels.end(), by_id.begin(), by_id.end());
    plan.segments.push_back({narrowed(exists(presence_name(field))), std::move(levels)});
  }
  if (descending) plan.segments.push_back(nulls);
}

void add_rank(Plan& plan, const KeywordQueries& keyword, const ReadField& created) {
  plan.query = "{\"bool\":{\"filter\":[" + plan.filter +
               "],\"should\":[{\"dis_max\":{\"queries\":[" + constant(keyword.equal, 3) + "," +
               constant(keyword.prefix, 2) + "," + constant(keyword.word_start, 1) + "]}}]}}";
  plan.sort =
      "[{\"_score\":{\"order\":\"desc\"}}," + sort_json(created.name, true) + "," + kById + "]";
  add_segments(plan, keyword.equal, created, true);
  add_segments(plan, all_of({keyword.prefix, none_of(keyword.equal)}), created, true);
  add_segments(plan, all_of({keyword.word_start, none_of(keyword.prefix)}), created, true);
  add_segments(plan, none_of(any_of({keyword.prefix, keyword.word_start})), created, true);
}

bool is_everything(const Filter& filter) {
  return filter.kind == Filter::Kind::kAnd && filter.children.empty();
}

}  // namespace

Result<Plan> translate(const ReadModelSchema& schema, const query::ListQuery& query) {
  std::vector<std::string> parts = {term("doc_scope", json_quote(query.tenant_id))};
  if (!is_everything(query.filter)) {
    AUTHLEDGER_TRY(filter, filter_query(schema, query.filter));
    parts.push_back(std::move(filter));
  }
  const auto keyword = query::parse_keyword(query.keyword.value_or(""));
  const auto ranks = keyword_queries(schema, keyword);
  parts.insert(parts.end(), ranks.words.begin(), ranks.words.end());

  Plan plan;
  plan.filter = all_of(parts);
  plan.query = plan.filter;
  const query::Sort sort = query.sort.value_or(query::Sort{});
  const auto* field = schema.find(sort.field);
  if (field == nullptr || !field->sort) {
    return fail(errors::kUnknownFilter, "The list cannot be sorted by " + sort.field + ".");
  }
  if (!query.sort && !keyword.words.empty()) {
    add_rank(plan, ranks, *field);
  } else {
    plan.sort = "[" + sort_json(key_name(*field), sort.descending) + "," + kById + "]";
    plan.oldest_first = sort.field == "createdAt" && !sort.descending;
    add_segments(plan, "", *field, sort.descending);
  }
  return plan;
}

}  // namespace authledger::infra::elastic
