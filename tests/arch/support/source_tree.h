// The sources as text, for rules about them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace authledger::test {

struct SourceFile {
  std::string path;  // from the root, with slashes
  std::string text;
  std::string folder() const { return path.substr(0, path.find('/')); }
  bool is_cpp() const { return path.ends_with(".h") || path.ends_with(".cpp"); }
  bool is_product() const;  // in one of the layers
};

struct Include {
  std::string header;
  bool system = false;  // <…>
};

using SourceTree = std::vector<SourceFile>;

inline constexpr std::string_view kLayers[] = {"shared",      "events", "command",
                                               "projections", "query",  "infra"};

// Sources of the layers and the tests, and every CMakeLists.txt.
SourceTree load_tree(const std::filesystem::path& root);

std::vector<Include> includes_of(const SourceFile& file);
std::vector<std::string> lines_of(std::string_view text);
const SourceFile* find_file(const SourceTree& tree, std::string_view path);

}  // namespace authledger::test
