#include "infra/elasticsearch/snapshot.h"

namespace authledger::infra::elastic {
namespace {

constexpr const char* kKeepAlive = "1m";
constexpr int kCloseTimeoutMs = 1000;

}  // namespace

Result<std::unique_ptr<Snapshot>> Snapshot::open(Client& client, const std::string& target) {
  AUTHLEDGER_TRY(response,
                 client.send(Method::kPost, "/" + target + "/_pit?keep_alive=" + kKeepAlive, {},
                             client.options().search_timeout_ms));
  if (!is_ok(response)) return fail(refusal(response));
  AUTHLEDGER_TRY(answer, parse_answer(response));
  if (!answer.IsObject() || !answer.HasMember("id") || !answer["id"].IsString()) {
    return fail(unavailable("Elasticsearch gave no point in time."));
  }
  return std::unique_ptr<Snapshot>(new Snapshot(client, std::string(as_view(answer["id"]))));
}

Snapshot::~Snapshot() {
  // Without success the server forgets it after kKeepAlive.
  static_cast<void>(
      client_.send(Method::kDelete, "/_pit", "{\"id\":" + json_quote(id_) + "}", kCloseTimeoutMs));
}

std::string Snapshot::body_of(const std::string& members) const {
  return "{\"pit\":{\"id\":" + json_quote(id_) + ",\"keep_alive\":\"" + kKeepAlive + "\"}," +
         members + "}";
}

Result<Response> Snapshot::search_raw(const std::string& members) {
  AUTHLEDGER_TRY(response,
                 client_.send(Method::kPost, "/_search?allow_partial_search_results=false",
                              body_of(members), client_.options().search_timeout_ms));
  if (!is_ok(response)) return fail(refusal(response));
  return response;
}

Result<SearchAnswer> Snapshot::search(const std::string& members) {
  AUTHLEDGER_TRY(response, search_raw(members));
  AUTHLEDGER_TRY(answer, parse_answer(response));
  return read_search(answer);
}

Result<std::vector<SearchAnswer>> Snapshot::search_all(const std::vector<std::string>& searches) {
  std::string body;
  for (const auto& members : searches) body += "{}\n" + body_of(members) + "\n";
  AUTHLEDGER_TRY(response, client_.send(Method::kPost, "/_msearch", body,
                                        client_.options().search_timeout_ms));
  if (!is_ok(response)) return fail(refusal(response));
  AUTHLEDGER_TRY(answer, parse_answer(response));
  if (!answer.IsObject() || !answer.HasMember("responses") || !answer["responses"].IsArray() ||
      answer["responses"].Size() != searches.size()) {
    return fail(unavailable("Elasticsearch did not answer every search."));
  }
  std::vector<SearchAnswer> out;
  for (const auto& one : answer["responses"].GetArray()) {
    AUTHLEDGER_TRY(read, read_search(one));
    out.push_back(std::move(read));
  }
  return out;
}

}  // namespace authledger::infra::elastic
