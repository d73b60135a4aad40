// What the lists of the manage face read beside the app: keyword, page, consistency.
#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "infra/api/manage/input.h"
#include "query/list_query.h"

namespace authledger::infra::manage {

// app_id, keyword and the page; without a page all rows.
struct ListInput {
  std::optional<AppId> app_id;
  std::optional<std::string> keyword;
  static constexpr auto fields() {
    return std::tuple{field("app_id", &ListInput::app_id),
                      field("keyword", &ListInput::keyword, {.length_min = 1, .length_max = 256})};
  }
};

// REQUIRES: gather_input(). Errors: request.invalid_input.
Result<query::ListQuery> read_list(Call& call, const ListInput& input);

}  // namespace authledger::infra::manage
