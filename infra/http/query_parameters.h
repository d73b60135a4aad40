// The query string of a request: common parameters, filters and sorting of lists, small parsers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/http/call.h"
#include "query/list_query.h"

namespace authledger::infra {

inline constexpr int kFilterValuesMax = 25;  // of one filter of a list

// Fills call.common in and checks the parameters of lists. Errors, naming everything that is wrong:
// request.invalid_input; on lists request.unknown_filter when a parameter is among it that the
// route does not know.
Status read_common_parameters(Call& call);

// The filters, keyword and sorting of a list route, from its read model's fields. REQUIRES:
// read_common_parameters() found nothing wrong.
query::ListQuery read_list_query(const Call& call);

// {field, values} of what was applied, as JSON list.
std::string applied_filters(const Call& call);

std::string lower_id(std::string_view id);
bool printable(std::string_view text, std::size_t length_max);  // visible ASCII, not empty
bool is_json_type(std::string_view content_type);
// In UTF-8, which is also meant where no charset is named. `wanted` in lower case.
bool media_type_is(std::string_view content_type, std::string_view wanted);
std::optional<StreamVersion> parse_record_version(std::string_view if_match);

}  // namespace authledger::infra
