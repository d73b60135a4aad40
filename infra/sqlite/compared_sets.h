// Two sets of named values, compared outside of memory: rows go to a temporary file that has no
// name and is gone with the object; SQLite sorts it. So a check of a whole log stays within a few
// megabytes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "infra/sqlite/connection.h"
#include "shared/result.h"

namespace authledger::infra {

// Not thread-safe. Errors of all: request.internal_error when the temporary folder (TMPDIR) is
// full.
class ComparedSets {
 public:
  enum class Side { kExpected, kFound };
  struct Entry {
    std::string value;
    std::string origin;  // not compared: where it came from
  };
  struct Named {
    std::string name;
    std::vector<Entry> expected, found;
    bool agrees() const {
      return expected.size() == 1 && found.size() == 1 && expected[0].value == found[0].value;
    }
  };

  static Result<std::unique_ptr<ComparedSets>> make();

  Status put(Side side, std::string_view name, std::string_view value,
             std::string_view origin = {});

  // Every name that has not one equal value on each side, in byte order. An error of `take` ends
  // it.
  Status each_difference(const std::function<Status(const Named&)>& take);

 private:
  ComparedSets();

  sqlite::Connection connection_;
};

}  // namespace authledger::infra
