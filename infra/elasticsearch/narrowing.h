// The searches by which a place in a long list is narrowed down: what deep pages and scans share.
#pragma once

#include <string>
#include <vector>

#include "infra/elasticsearch/intervals.h"
#include "infra/elasticsearch/snapshot.h"

namespace authledger::infra::elastic {

// read_model.unavailable: answers that cannot be of one snapshot.
Error changed();

// Members of searches (Snapshot::search).
std::string rows_members(int size, const std::string& query, const std::string& sort);
std::string counting_members(const std::string& query);

// The rows of the plan's list inside the filter, with the plan's order.
std::string stretch_query(const std::string& plan_query, const std::string& inside);

// From the lowest to the highest value in the rows of all filters, not beyond `outer`. For numbers
// it may reach a little further. Errors: read_model.unavailable, also when there is no row.
Result<Interval> span(Snapshot& snapshot, const std::vector<std::string>& filters,
                      const Level& level, const Interval& outer);

// How many of the rows of all filters are in each part.
Result<std::vector<std::int64_t>> count_each(Snapshot& snapshot,
                                             const std::vector<std::string>& filters,
                                             const Level& level,
                                             const std::vector<Interval>& parts);

}  // namespace authledger::infra::elastic
