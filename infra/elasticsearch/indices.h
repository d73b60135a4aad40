// Names of indices and aliases, and which generation is what.
//
//   <prefix>users-v1-7            a generation: an index
//   <prefix>users-v1-7-write      its own alias; writes go through it, so that no write makes a
//   dropped index anew <prefix>users-v1.<fields>     the live generation, which lists read
//   (<fields>: mapping.h, fields_mark) <prefix>users-v1.<fields>.previous   the one before it
//   <prefix>users-v1.<fields>.proposed   the one that is to become the live one
//   <prefix>users                 for analysts: follows the live one
//   <prefix>checkpoints           one document per generation (generation_state.h)
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "infra/elasticsearch/client.h"
#include "projections/ports/document_store.h"

namespace authledger::infra::elastic {

std::string live_alias(const ElasticsearchOptions& options,
                       const projections::ReadModelSchema& schema);
std::string previous_alias(const ElasticsearchOptions& options,
                           const projections::ReadModelSchema& schema);
std::string public_alias(const ElasticsearchOptions& options,
                         const projections::ReadModelSchema& schema);
std::string proposed_alias(const ElasticsearchOptions& options,
                           const projections::ReadModelSchema& schema);
std::string generation_name(const ElasticsearchOptions& options,
                            const projections::ReadModelSchema& schema, int number);
std::string write_alias(const std::string& physical);
std::string checkpoints_index(const ElasticsearchOptions& options);

struct Generations {
  std::optional<std::string> live;
  std::optional<std::string> previous;
  std::optional<std::string> proposed;
  std::vector<std::string> abandoned;  // no list reads them, none can be rolled back to
  bool published = false;              // some index of this version has the public alias
  int last_number = 0;
};

// Errors: read_model.unavailable.
Result<Generations> find_generations(Client& client, const projections::ReadModelSchema& schema);

// Of several, in their order, in one request.
Result<std::vector<Generations>> find_generations(
    Client& client, std::span<const projections::ReadModelSchema* const> schemas);

// Whether any index has the alias.
Result<bool> is_alias(Client& client, const std::string& alias);

// In one atomic step. `actions`: those of POST /_aliases, separated by commas.
Status change_aliases(Client& client, const std::string& actions);

// Makes an index. False: it exists already.
Result<bool> create_index(Client& client, const std::string& name, const std::string& body);

}  // namespace authledger::infra::elastic
