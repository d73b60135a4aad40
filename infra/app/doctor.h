// Can everything be reached that a profile needs?
#pragma once

#include <string>
#include <vector>

#include "infra/config/settings.h"

namespace authledger::infra {

struct Finding {
  std::string part;  // event log, keys, topic, read models, data folder
  bool well = false;
  std::string text;  // a sentence
};

// Looks, and changes nothing but what a start would (schema, first keys). Never throws.
std::vector<Finding> examine(const Settings& settings);

}  // namespace authledger::infra
