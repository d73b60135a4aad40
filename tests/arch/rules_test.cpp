// Every rule holds, and every rule can fail: each one catches its planted violations in a tree of
// its own and leaves innocent files alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/arch/support/rules.h"

namespace authledger::test {
namespace {

namespace fs = std::filesystem;

class TemporaryTree {
 public:
  TemporaryTree() {
    std::string name = (fs::temp_directory_path() / "authledger_arch_XXXXXX").string();
    root_ = mkdtemp(name.data());
  }
  TemporaryTree(const TemporaryTree&) = delete;
  TemporaryTree& operator=(const TemporaryTree&) = delete;
  ~TemporaryTree() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  void write(const SourceFile& file) const {
    fs::create_directories((root_ / file.path).parent_path());
    std::ofstream(root_ / file.path) << file.text;
  }
  SourceTree load() const { return load_tree(root_); }

 private:
  fs::path root_;
};

std::vector<Rule> all_rules() {
  auto rules = include_rules();
  const auto more = text_rules();
  rules.insert(rules.end(), more.begin(), more.end());
  return rules;
}

class Architecture : public testing::TestWithParam<Rule> {};

TEST_P(Architecture, Holds) {
  static const SourceTree tree = load_tree(AUTHLEDGER_SOURCE_DIR);
  EXPECT_EQ(GetParam().check(tree), Findings{});
}

TEST_P(Architecture, CatchesWhatIsPlanted) {
  ASSERT_FALSE(GetParam().violations.empty());
  for (const auto& planted : GetParam().violations) {
    TemporaryTree tree;
    for (const auto& file : GetParam().innocent) tree.write(file);
    tree.write(planted);
    const auto found = GetParam().check(tree.load());
    EXPECT_FALSE(found.empty()) << "not caught in " << planted.path << ":\n" << planted.text;
    for (const auto& one : found) EXPECT_TRUE(one.starts_with(planted.path)) << one;
  }
}

TEST_P(Architecture, LeavesTheInnocentAlone) {
  TemporaryTree tree;
  for (const auto& file : GetParam().innocent) tree.write(file);
  EXPECT_EQ(GetParam().check(tree.load()), Findings{});
}

INSTANTIATE_TEST_SUITE_P(Rules, Architecture, testing::ValuesIn(all_rules()),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(SourceTree, ReadsTheWholeProduct) {
  const auto tree = load_tree(AUTHLEDGER_SOURCE_DIR);
  for (const auto layer : kLayers) {
    EXPECT_TRUE(std::any_of(tree.begin(), tree.end(), [&](const auto& file) {
      return file.folder() == layer;
    })) << layer;
  }
  EXPECT_NE(find_file(tree, "CMakeLists.txt"), nullptr);
  EXPECT_NE(find_file(tree, "tests/arch/rules_test.cpp"), nullptr);
}

}  // namespace
}  // namespace authledger::test
