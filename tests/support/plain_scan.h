// query/list_query.h, literally: every document looked at, everything sorted. What engines are
// compared with.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "projections/document.h"
#include "query/list_query.h"

namespace authledger::tests {

// With page_number 0: all rows.
query::Page plain_scan(const projections::ReadModelSchema& schema,
                       std::span<const projections::Document> documents,
                       const query::ListQuery& query);

// A document shape with every field kind, for tests of engines.
struct Sample {
  std::string fullname{};
  std::string email{};
  std::optional<std::string> note{};
  std::optional<UserId> owner{};
  bool active = true;
  std::optional<bool> verified{};
  std::int64_t score = 0;
  Timestamp created_at{};
  std::optional<Timestamp> seen_at{};
  static constexpr auto fields() {
    return std::tuple{
        field("fullname", &Sample::fullname, {.filter = true, .sort = true, .search = true}),
        field("email", &Sample::email, {.filter = true, .sort = true, .search = true}),
        field("note", &Sample::note, {.filter = true, .sort = true, .search = true}),
        field("owner", &Sample::owner, {.filter = true, .sort = true}),
        field("active", &Sample::active, {.filter = true, .sort = true}),
        field("verified", &Sample::verified, {.filter = true}),
        field("score", &Sample::score, {.filter = true, .sort = true}),
        field("createdAt", &Sample::created_at, {.filter = true, .sort = true}),
        field("seenAt", &Sample::seen_at, {.filter = true, .sort = true})};
  }
};
projections::ReadModelSchema sample_schema();
projections::Document sample_document(std::string id, const Sample& sample, Position version = 1);

}  // namespace authledger::tests
