// The query string of a request: common parameters, filters and sorting of lists, small parsers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/http/call.h"
#include "query/list_query.h"

namespace authledger::infra {

// Fills call.common in. Errors: request.invalid_input naming every wrong one; on lists
// request.unknown_filter naming a parameter that the route does not know.
Status read_common_parameters(Call& call);

// The filters, keyword and sorting of a list route, from its read model's fields. Errors:
// request.invalid_input.
Result<query::ListQuery> read_list_query(const Call& call);

// {field, values} of what was applied, as JSON list.
std::string applied_filters(const Call& call);

std::string lower_id(std::string_view id);
bool is_json_type(std::string_view content_type);
std::optional<StreamVersion> parse_record_version(std::string_view if_match);

}  // namespace authledger::infra
