// A page deep in a list at flat cost: the engine's own `from` collects and throws away every row
// before it.
//
// The place is found by counting. All rows of the list are told apart into intervals of the values
// they are sorted by, up to parts_max at once; the interval with the wanted row is told apart
// further, until at most stretch_max rows are left, in which a small `from` is cheap. That takes
// one or two rounds for even values and a few more for crowded ones; equal values go on by id. The
// stretch is remembered, and serves the pages in it (and itself again) at once. All steps of a page
// see one snapshot, remembered counts are checked in it.
#pragma once

#include <string>

#include "infra/elasticsearch/page_marks.h"
#include "infra/elasticsearch/snapshot.h"
#include "infra/elasticsearch/translate.h"
#include "query/list_query.h"

namespace authledger::infra::elastic {

struct DeepPageLimits {
  std::int64_t stretch_max = 2000;  // rows
  int parts_max = 128;              // at least 2
};

// Thread-safe.
class DeepPages {
 public:
  explicit DeepPages(Client& client, DeepPageLimits limits = {})
      : client_(client), limits_(limits) {}
  // The rows offset … offset + count - 1 of the plan's list in `target` (an index or an alias), and
  // the exact total. Errors: read_model.unavailable.
  Result<query::Page> page(const std::string& target, const Plan& plan, std::int64_t offset,
                           int count);

 private:
  Client& client_;
  const DeepPageLimits limits_;
  PageMarks marks_;
};

}  // namespace authledger::infra::elastic
