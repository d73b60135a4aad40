#include "infra/elasticsearch/answers.h"

#include "shared/errors.h"

namespace authledger::infra::elastic {
namespace {

const JsonValue* member(const JsonValue& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

std::int64_t number(const JsonValue* value) {
  return value != nullptr && value->IsInt64() ? value->GetInt64() : 0;
}

std::optional<double> extreme(const JsonValue* aggregations, const char* name) {
  const auto* one = aggregations != nullptr ? member(*aggregations, name) : nullptr;
  const auto* value = one != nullptr ? member(*one, "value") : nullptr;
  if (value == nullptr || !value->IsNumber()) return std::nullopt;
  return value->GetDouble();
}

SortValue sort_value(const JsonValue& value) {
  if (value.IsInt64()) return value.GetInt64();
  if (value.IsString()) return std::string(as_view(value));
  return {};
}

}  // namespace

Result<JsonDocument> parse_answer(Response& response) {
  JsonDocument document;
  document.ParseInsitu<rapidjson::kParseFullPrecisionFlag>(response.body.data());
  if (document.HasParseError()) return fail(unavailable("Elasticsearch answered no JSON."));
  return document;
}

Error refusal(const Response& response) {
  const std::string text = std::to_string(response.status) + ": " + response.body.substr(0, 500);
  if (response.status == 404 || response.status == 401 || response.status == 403) {
    return unavailable("Elasticsearch answered " + text);
  }
  return error(errors::kInternal, "Elasticsearch refused a request with " + text);
}

Result<SearchAnswer> read_search(const JsonValue& answer) {
  if (const auto* status = member(answer, "status"); status != nullptr && number(status) >= 300) {
    return fail(number(status) == 400 ? refusal({400, to_text(answer)})
                                      : unavailable(to_text(answer).substr(0, 500)));
  }
  const auto* timed_out = member(answer, "timed_out");
  const auto* shards = member(answer, "_shards");
  const auto* hits = member(answer, "hits");
  if (timed_out == nullptr || !timed_out->IsFalse() || shards == nullptr || hits == nullptr ||
      number(member(*shards, "failed")) != 0 || number(member(*shards, "successful")) < 1) {
    return fail(unavailable("Elasticsearch could not search all shards."));
  }
  SearchAnswer out;
  if (const auto* total = member(*hits, "total")) out.total = number(member(*total, "value"));
  if (const auto* list = member(*hits, "hits");
      list != nullptr && list->IsArray() && !list->Empty()) {
    out.rows.reserve(list->Size());
    for (const auto& hit : list->GetArray()) {
      const auto* source = member(hit, "_source");
      const auto* body = source != nullptr ? member(*source, "body") : nullptr;
      if (body != nullptr && body->IsString()) out.rows.emplace_back(as_view(*body));
    }
    if (const auto* sort = member((*list)[0], "sort");
        sort != nullptr && sort->IsArray() && !sort->Empty()) {
      out.first = sort_value((*sort)[0]);
    }
    if (const auto* sort = member((*list)[list->Size() - 1], "sort"))
      out.last_sort = to_text(*sort);
  }
  const auto* aggregations = member(answer, "aggregations");
  out.low = extreme(aggregations, "low");
  out.high = extreme(aggregations, "high");
  const auto* parts = aggregations != nullptr ? member(*aggregations, "parts") : nullptr;
  const auto* buckets = parts != nullptr ? member(*parts, "buckets") : nullptr;
  if (buckets != nullptr && buckets->IsArray()) {
    for (const auto& bucket : buckets->GetArray())
      out.counts.push_back(number(member(bucket, "doc_count")));
  }
  return out;
}

}  // namespace authledger::infra::elastic
