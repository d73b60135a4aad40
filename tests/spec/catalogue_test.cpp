// Every command of the catalogue has a spec of its own: tests/spec/<aggregate>/<name>_test.cpp with
// a scenario in it.
#include "command/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace authledger::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> without_spec(const std::vector<std::string_view>& names,
                                      const fs::path& folder) {
  std::vector<std::string> missing;
  for (const auto name : names) {
    const std::string file = std::string(name) + "_test.cpp";
    const bool found =
        std::any_of(fs::recursive_directory_iterator(folder), fs::recursive_directory_iterator(),
                    [&](const fs::directory_entry& entry) {
                      if (entry.path().filename() != file) return false;
                      std::stringstream text;
                      text << std::ifstream(entry.path()).rdbuf();
                      return text.str().find(".when(") != std::string::npos;
                    });
    if (!found) missing.emplace_back(name);
  }
  return missing;
}

const fs::path kSpecs = fs::path(AUTHLEDGER_SOURCE_DIR) / "tests" / "spec";

TEST(CommandCatalogue, EveryCommandHasASpec) {
  EXPECT_EQ(without_spec(command::command_names(), kSpecs), std::vector<std::string>{})
      << "write tests/spec/<aggregate>/<name>_test.cpp";
}

TEST(CommandCatalogue, ACommandWithoutASpecIsNamed) {
  EXPECT_EQ(without_spec({"ban_nobody", "archive_user", "tickle_user"}, kSpecs),
            (std::vector<std::string>{"ban_nobody", "tickle_user"}));
}

TEST(CommandCatalogue, NamesAreUnique) {
  auto names = command::command_names();
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace authledger::test
