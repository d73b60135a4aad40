// The architecture as data: each rule, how it is checked, a violation that it must catch and a file
// that it must leave alone.
#pragma once

#include <vector>

#include "tests/arch/support/source_tree.h"

namespace authledger::test {

// What is wrong, each starting with the file's path.
using Findings = std::vector<std::string>;

struct Rule {
  const char* name;
  Findings (*check)(const SourceTree& tree);
  std::vector<SourceFile> violations;  // each is caught when it stands alone with `innocent`
  std::vector<SourceFile> innocent;    // not a finding
};

std::vector<Rule> include_rules();  // layers, third-party headers, CMake's link lines
std::vector<Rule> text_rules();     // what may not be written

}  // namespace authledger::test
