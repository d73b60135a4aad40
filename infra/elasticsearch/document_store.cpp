#include "infra/elasticsearch/document_store.h"

#include <algorithm>

#include "infra/elasticsearch/answers.h"
#include "infra/elasticsearch/indices.h"
#include "infra/elasticsearch/mapping.h"
#include "infra/elasticsearch/snapshot.h"
#include "shared/errors.h"

namespace authledger::infra {

using elastic::Method;
using projections::Document;
using projections::Generation;

namespace {

constexpr std::size_t kIdsPerRead = 1000;

std::string ids_json(std::span<const std::string> ids) {
  std::string out;
  for (const auto& id : ids) out += (out.empty() ? "" : ",") + json_quote(id);
  return "{\"ids\":[" + out + "]}";
}

// What went wrong with one item of a bulk; nothing if it is written or older than the stored one
// (409).
std::optional<Error> item_error(const JsonValue& item) {
  const auto status = item.FindMember("status");
  if (status == item.MemberEnd() || !status->value.IsInt())
    return elastic::unavailable("A bulk item has no status.");
  const int code = status->value.GetInt();
  if (code < 300 || code == 409) return std::nullopt;
  const std::string text = to_text(item).substr(0, 600);
  if (code == 400) return error(errors::kCorruptEvent, "The index refuses a document: " + text);
  return elastic::unavailable("A document could not be written: " + text);
}

}  // namespace

Result<std::vector<std::optional<Document>>> ElasticsearchDocumentStore::get(
    const Generation& from, std::span<const std::string> ids) {
  std::vector<std::optional<Document>> out;
  out.reserve(ids.size());
  for (std::size_t at = 0; at < ids.size(); at += kIdsPerRead) {
    const auto some = ids.subspan(at, std::min(kIdsPerRead, ids.size() - at));
    AUTHLEDGER_TRY(response, client_->send(Method::kPost, "/" + from.physical + "/_mget",
                                           ids_json(some), client_->options().search_timeout_ms));
    if (!elastic::is_ok(response)) return fail(elastic::refusal(response));
    AUTHLEDGER_TRY(answer, elastic::parse_answer(response));
    if (!answer.IsObject() || !answer.HasMember("docs") || !answer["docs"].IsArray() ||
        answer["docs"].Size() != some.size()) {
      return fail(elastic::unavailable("Elasticsearch did not answer every id."));
    }
    for (const auto& item : answer["docs"].GetArray()) {
      if (!item.IsObject() || !item.HasMember("found")) {
        return fail(
            elastic::unavailable("A document could not be read: " + to_text(item).substr(0, 300)));
      }
      if (!item["found"].IsTrue()) {
        out.emplace_back();
        continue;
      }
      AUTHLEDGER_TRY(document, elastic::from_source(from.schema, item["_source"]));
      out.emplace_back(std::move(document));
    }
  }
  return out;
}

Status ElasticsearchDocumentStore::write(const Generation& to,
                                         std::span<const Document> documents) {
  std::string lines;
  for (const auto& document : documents) {
    lines += "{\"index\":{\"_id\":" + json_quote(document.id) +
             ",\"version\":" + std::to_string(document.version) +
             ",\"version_type\":\"external\"}}\n";
    lines += elastic::to_source(to.schema, document);
    lines += '\n';
    if (lines.size() < kBulkBytes) continue;
    AUTHLEDGER_CHECK(send_bulk(to, lines));
    lines.clear();
  }
  return lines.empty() ? Status{} : send_bulk(to, lines);
}

Status ElasticsearchDocumentStore::send_bulk(const Generation& to, const std::string& lines) {
  AUTHLEDGER_TRY(response, client_->send(Method::kPost,
                                         "/" + elastic::write_alias(to.physical) +
                                             "/_bulk?require_alias=true&filter_path=errors,items.*."
                                             "_id,items.*.status,items.*.error",
                                         lines, client_->options().write_timeout_ms));
  if (!elastic::is_ok(response)) return fail(elastic::refusal(response));
  AUTHLEDGER_TRY(answer, elastic::parse_answer(response));
  if (!answer.IsObject() || !answer.HasMember("errors"))
    return fail(elastic::unavailable("A bulk was not answered."));
  if (answer["errors"].IsFalse()) return {};
  if (!answer.HasMember("items") || !answer["items"].IsArray())
    return fail(elastic::unavailable("A bulk was not answered."));
  std::optional<Error> first;
  for (const auto& item : answer["items"].GetArray()) {
    if (!item.IsObject() || !item.HasMember("index"))
      return fail(elastic::unavailable("A bulk was not answered."));
    auto problem = item_error(item["index"]);
    if (!problem) continue;
    // What can be tried again comes first; a document that can never be written is told when the
    // others are.
    if (problem->code == Code::kUnavailable) return fail(std::move(*problem));
    if (!first) first = std::move(problem);
  }
  return first ? Status(fail(std::move(*first))) : Status{};
}

Status ElasticsearchDocumentStore::refresh(const Generation& generation) {
  AUTHLEDGER_TRY(response, client_->send(Method::kPost, "/" + generation.physical + "/_refresh", {},
                                         client_->options().write_timeout_ms));
  if (!elastic::is_ok(response)) return fail(elastic::refusal(response));
  AUTHLEDGER_TRY(answer, elastic::parse_answer(response));
  const bool failed = !answer.IsObject() || !answer.HasMember("_shards") ||
                      !answer["_shards"].HasMember("failed") ||
                      answer["_shards"]["failed"].GetInt() != 0;
  return failed ? Status(fail(elastic::unavailable("A refresh failed."))) : Status{};
}

Status ElasticsearchDocumentStore::scan(
    const Generation& of, int batch, const std::function<bool(std::span<const Document>)>& take) {
  AUTHLEDGER_CHECK(refresh(of));
  AUTHLEDGER_TRY(snapshot, elastic::Snapshot::open(*client_, of.physical));
  const int size = std::clamp(batch, 1, 10000);
  std::string after;
  for (;;) {
    AUTHLEDGER_TRY(response,
                   snapshot->search_raw(
                       "\"size\":" + std::to_string(size) +
                       ",\"track_total_hits\":false,\"sort\":[{\"doc_id\":\"asc\"}]" + after));
    AUTHLEDGER_TRY(answer, elastic::parse_answer(response));
    AUTHLEDGER_TRY(checked, elastic::read_search(answer));
    std::vector<Document> documents;
    for (const auto& hit : answer["hits"]["hits"].GetArray()) {
      AUTHLEDGER_TRY(document, elastic::from_source(of.schema, hit["_source"]));
      documents.push_back(std::move(document));
    }
    if (documents.empty()) return {};
    if (!take(documents) || documents.size() < static_cast<std::size_t>(size)) return {};
    after = ",\"search_after\":" + checked.last_sort;
  }
}

}  // namespace authledger::infra
