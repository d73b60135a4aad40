#include "infra/elasticsearch/indices.h"

#include <algorithm>
#include <charconv>

#include "infra/elasticsearch/answers.h"
#include "infra/elasticsearch/mapping.h"

namespace authledger::infra::elastic {
namespace {

std::string versioned(const ElasticsearchOptions& options,
                      const projections::ReadModelSchema& schema) {
  return public_alias(options, schema) + "-v" + std::to_string(schema.version);
}

// The number behind `start`, which is all that may follow it; 0: not a generation's name.
int number_in(std::string_view name, const std::string& start) {
  if (!name.starts_with(start)) return 0;
  name.remove_prefix(start.size());
  int number = 0;
  const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
  return problem == std::errc() && end == name.data() + name.size() ? number : 0;
}

}  // namespace

std::string public_alias(const ElasticsearchOptions& options,
                         const projections::ReadModelSchema& schema) {
  return options.prefix + schema.name;
}
std::string live_alias(const ElasticsearchOptions& options,
                       const projections::ReadModelSchema& schema) {
  return versioned(options, schema) + "." + fields_mark(schema);
}
std::string previous_alias(const ElasticsearchOptions& options,
                           const projections::ReadModelSchema& schema) {
  return live_alias(options, schema) + ".previous";
}
std::string proposed_alias(const ElasticsearchOptions& options,
                           const projections::ReadModelSchema& schema) {
  return live_alias(options, schema) + ".proposed";
}
std::string generation_name(const ElasticsearchOptions& options,
                            const projections::ReadModelSchema& schema, int number) {
  return versioned(options, schema) + "-" + std::to_string(number);
}
std::string write_alias(const std::string& physical) { return physical + "-write"; }
std::string checkpoints_index(const ElasticsearchOptions& options) {
  return options.prefix + "checkpoints";
}

namespace {

// `answer`: index → aliases, of this schema and perhaps of others.
Generations generations_in(const JsonValue& answer, const ElasticsearchOptions& options,
                           const projections::ReadModelSchema& schema) {
  const std::string start = versioned(options, schema) + "-";
  const std::string live = live_alias(options, schema);
  const std::string previous = previous_alias(options, schema);
  const std::string proposed = proposed_alias(options, schema);
  const std::string published = public_alias(options, schema);
  Generations out;
  if (!answer.IsObject()) return out;
  for (const auto& index : answer.GetObject()) {
    const int number = number_in(as_view(index.name), start);
    if (number == 0 || !index.value.IsObject() || !index.value.HasMember("aliases")) continue;
    out.last_number = std::max(out.last_number, number);
    const auto& aliases = index.value["aliases"];
    if (aliases.HasMember(live.c_str())) out.live = std::string(as_view(index.name));
    if (aliases.HasMember(previous.c_str())) out.previous = std::string(as_view(index.name));
    if (aliases.HasMember(proposed.c_str())) out.proposed = std::string(as_view(index.name));
    if (aliases.HasMember(published.c_str())) out.published = true;
    // Its own alias for writes is all it has.
    if (aliases.MemberCount() <= 1) out.abandoned.emplace_back(as_view(index.name));
  }
  return out;
}

}  // namespace

Result<std::vector<Generations>> find_generations(
    Client& client, std::span<const projections::ReadModelSchema* const> schemas) {
  std::string patterns;
  for (const auto* schema : schemas) {
    patterns += (patterns.empty() ? "" : ",") + versioned(client.options(), *schema) + "-*";
  }
  AUTHLEDGER_TRY(response, client.send(Method::kGet, "/" + patterns + "/_alias", {},
                                       client.options().search_timeout_ms));
  if (!is_ok(response)) return fail(refusal(response));
  AUTHLEDGER_TRY(answer, parse_answer(response));
  std::vector<Generations> all;
  for (const auto* schema : schemas)
    all.push_back(generations_in(answer, client.options(), *schema));
  return all;
}

Result<Generations> find_generations(Client& client, const projections::ReadModelSchema& schema) {
  const auto* one = &schema;
  AUTHLEDGER_TRY(all, find_generations(client, std::span(&one, 1)));
  return std::move(all.front());
}

Result<bool> is_alias(Client& client, const std::string& alias) {
  AUTHLEDGER_TRY(response, client.send(Method::kGet, "/_alias/" + alias, {},
                                       client.options().search_timeout_ms));
  if (response.status == 404) return false;
  if (!is_ok(response)) return fail(refusal(response));
  return true;
}

Status change_aliases(Client& client, const std::string& actions) {
  AUTHLEDGER_TRY(response,
                 client.send(Method::kPost, "/_aliases", "{\"actions\":[" + actions + "]}",
                             client.options().write_timeout_ms));
  if (!is_ok(response)) return fail(refusal(response));
  return {};
}

Result<bool> create_index(Client& client, const std::string& name, const std::string& body) {
  AUTHLEDGER_TRY(response,
                 client.send(Method::kPut, "/" + name, body, client.options().write_timeout_ms));
  if (response.status == 400 &&
      response.body.find("resource_already_exists_exception") != std::string::npos)
    return false;
  if (!is_ok(response)) return fail(refusal(response));
  return true;
}

}  // namespace authledger::infra::elastic
