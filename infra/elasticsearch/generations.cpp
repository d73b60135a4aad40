// The part of the document store that makes, switches and drops generations.
#include "infra/elasticsearch/answers.h"
#include "infra/elasticsearch/document_store.h"
#include "infra/elasticsearch/indices.h"
#include "infra/elasticsearch/mapping.h"

namespace authledger::infra {

using elastic::Method;
using projections::Generation;
using projections::ReadModelSchema;

namespace {

constexpr int kTriesMax = 10;  // others make generations too

std::string action(const std::string& verb, const std::string& index, const std::string& alias) {
  return "{\"" + verb + "\":{\"index\":" + json_quote(index) + ",\"alias\":" + json_quote(alias) +
         (verb == "remove" ? ",\"must_exist\":false}}" : "}}");
}

}  // namespace

Result<bool> ElasticsearchDocumentStore::create(const ReadModelSchema& schema,
                                                const std::string& physical,
                                                const std::vector<std::string>& aliases) {
  AUTHLEDGER_CHECK(state_.prepare());
  // What an index of this name that somebody deleted by hand left behind must not count for the new
  // one.
  AUTHLEDGER_CHECK(state_.reset(physical));
  const auto& options = client_->options();
  std::string names = json_quote(elastic::write_alias(physical)) + ":{}";
  for (const auto& alias : aliases) names += "," + json_quote(alias) + ":{}";
  return elastic::create_index(
      *client_, physical,
      "{" + elastic::index_members(schema, {options.replicas, options.refresh_interval}) +
          ",\"aliases\":{" + names + "}}");
}

Result<Generation> ElasticsearchDocumentStore::live(const ReadModelSchema& schema) {
  const auto& options = client_->options();
  for (int i = 0; i < kTriesMax; ++i) {
    AUTHLEDGER_TRY(found, elastic::find_generations(*client_, schema));
    if (found.live) return Generation{schema, *found.live};
    // Two processes that see none choose the same name, and one of them makes it, with its alias in
    // the same step.
    const std::string physical = elastic::generation_name(options, schema, found.last_number + 1);
    std::vector<std::string> aliases = {elastic::live_alias(options, schema)};
    AUTHLEDGER_TRY(published, elastic::is_alias(*client_, elastic::public_alias(options, schema)));
    if (!published) aliases.push_back(elastic::public_alias(options, schema));
    AUTHLEDGER_TRY(made, create(schema, physical, aliases));
    if (made) return Generation{schema, physical};
  }
  return fail(elastic::unavailable("Too many processes make the index of " + schema.name + "."));
}

Result<Generation> ElasticsearchDocumentStore::create_candidate(const ReadModelSchema& schema) {
  for (int i = 0; i < kTriesMax; ++i) {
    AUTHLEDGER_TRY(found, elastic::find_generations(*client_, schema));
    for (const auto& one : found.abandoned) AUTHLEDGER_CHECK(drop({schema, one}));
    const std::string physical =
        elastic::generation_name(client_->options(), schema, found.last_number + 1);
    AUTHLEDGER_TRY(made, create(schema, physical, {}));
    if (made) return Generation{schema, physical};
  }
  return fail(elastic::unavailable("Too many processes make the index of " + schema.name + "."));
}

Status ElasticsearchDocumentStore::activate(const Generation& candidate) {
  const auto& options = client_->options();
  const auto& schema = candidate.schema;
  AUTHLEDGER_CHECK(refresh(candidate));
  AUTHLEDGER_TRY(found, elastic::find_generations(*client_, schema));
  if (found.live == candidate.physical) return {};
  const std::string live = elastic::live_alias(options, schema);
  const std::string previous = elastic::previous_alias(options, schema);
  const std::string published = elastic::public_alias(options, schema);
  std::string actions;
  if (found.previous) actions += action("remove", *found.previous, previous) + ",";
  if (found.proposed) {
    actions += action("remove", *found.proposed, elastic::proposed_alias(options, schema)) + ",";
  }
  if (found.live) {
    actions +=
        action("remove", *found.live, live) + "," + action("add", *found.live, previous) + ",";
  }
  AUTHLEDGER_TRY(taken, elastic::is_alias(*client_, published));
  if (taken) actions += action("remove", published + "-v*", published) + ",";
  actions +=
      action("add", candidate.physical, live) + "," + action("add", candidate.physical, published);
  return elastic::change_aliases(*client_, actions);
}

Status ElasticsearchDocumentStore::propose(const Generation& candidate) {
  const auto& options = client_->options();
  const std::string proposed = elastic::proposed_alias(options, candidate.schema);
  AUTHLEDGER_TRY(found, elastic::find_generations(*client_, candidate.schema));
  std::string actions;
  if (found.proposed) actions = action("remove", *found.proposed, proposed) + ",";
  return elastic::change_aliases(*client_, actions + action("add", candidate.physical, proposed));
}

Status ElasticsearchDocumentStore::withdraw(const ReadModelSchema& schema) {
  AUTHLEDGER_TRY(found, elastic::find_generations(*client_, schema));
  if (!found.proposed) return {};
  const std::string proposed = elastic::proposed_alias(client_->options(), schema);
  return elastic::change_aliases(*client_, action("remove", *found.proposed, proposed));
}

Result<std::optional<Generation>> ElasticsearchDocumentStore::proposed(
    const ReadModelSchema& schema) {
  AUTHLEDGER_TRY(found, elastic::find_generations(*client_, schema));
  if (!found.proposed) return std::nullopt;
  return Generation{schema, *found.proposed};
}

Result<std::vector<projections::Standing>> ElasticsearchDocumentStore::standings(
    std::span<const ReadModelSchema* const> schemas) {
  AUTHLEDGER_TRY(found, elastic::find_generations(*client_, schemas));
  std::vector<projections::Standing> all;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < schemas.size(); ++i) {
    if (!found[i].live) {
      AUTHLEDGER_TRY(made, live(*schemas[i]));
      found[i].live = made.physical;
    }
    names.push_back(*found[i].live);
    all.push_back({Generation{*schemas[i], *found[i].live}, std::nullopt, 0});
    if (found[i].proposed) all.back().proposed = Generation{*schemas[i], *found[i].proposed};
  }
  AUTHLEDGER_TRY(positions, state_.checkpoints(names));
  for (std::size_t i = 0; i < all.size(); ++i) all[i].checkpoint = positions[i];
  return all;
}

Result<std::optional<Generation>> ElasticsearchDocumentStore::previous(
    const ReadModelSchema& schema) {
  AUTHLEDGER_TRY(found, elastic::find_generations(*client_, schema));
  if (!found.previous) return std::nullopt;
  return Generation{schema, *found.previous};
}

Status ElasticsearchDocumentStore::drop(const Generation& generation) {
  AUTHLEDGER_CHECK(state_.prepare());
  AUTHLEDGER_CHECK(state_.forget(generation.physical));
  AUTHLEDGER_TRY(response, client_->send(Method::kDelete, "/" + generation.physical, {},
                                         client_->options().write_timeout_ms));
  if (elastic::is_ok(response) || response.status == 404) return {};
  return fail(elastic::refusal(response));
}

}  // namespace authledger::infra
