// Intervals of a field's values and how they are split, for narrowing down to a place in a list.
#pragma once

#include <string>
#include <vector>

#include "infra/elasticsearch/answers.h"
#include "infra/elasticsearch/translate.h"

namespace authledger::infra::elastic {

// low <= value <= high, or value < high with `open`. Numbers or texts, as the level says.
struct Interval {
  SortValue low;
  SortValue high;
  bool open = false;
};

// All whole numbers.
Interval all_numbers();

// The numbers of `outer` between two that are known as doubles, that is, not to the last digit:
// none of those between the true ones is left out.
Interval numbers_between(double low, double high, const Interval& outer);

bool is_single(const Interval& interval);  // one value

// At most `parts_max` intervals, disjoint, together the whole, in the level's order; at least two.
// REQUIRES: closed, more than one value, parts_max >= 2.
std::vector<Interval> split(const Level& level, const Interval& interval, int parts_max);

// From the first to the last of neighbours, in the level's order.
Interval joined(const Level& level, const Interval& first, const Interval& last);

std::string inside(const Level& level, const Interval& interval);  // the query for its values
std::string before(const Level& level,
                   const Interval& interval);  // for the values that come before it in the order

}  // namespace authledger::infra::elastic
