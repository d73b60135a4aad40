#include "tests/arch/support/source_tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace authledger::test {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

bool is_read(const fs::path& path) {
  const auto extension = path.extension();
  return extension == ".h" || extension == ".cpp" || path.filename() == "CMakeLists.txt";
}

}  // namespace

bool SourceFile::is_product() const {
  return is_cpp() &&
         std::find(std::begin(kLayers), std::end(kLayers), folder()) != std::end(kLayers);
}

SourceTree load_tree(const fs::path& root) {
  SourceTree tree;
  const auto add = [&](const fs::path& path) {
    tree.push_back({path.lexically_relative(root).generic_string(), text_of(path)});
  };
  if (fs::exists(root / "CMakeLists.txt")) add(root / "CMakeLists.txt");
  std::vector<std::string> folders(std::begin(kLayers), std::end(kLayers));
  folders.emplace_back("tests");
  for (const auto& folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file() && is_read(entry.path())) add(entry.path());
    }
  }
  std::sort(tree.begin(), tree.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return tree;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> out;
  for (const auto& line : lines_of(file.text)) {
    if (!line.starts_with("#include ")) continue;
    const auto open = line.find_first_of("<\"");
    const auto close = line.find_first_of(">\"", open + 1);
    if (open == std::string::npos || close == std::string::npos) continue;
    out.push_back({line.substr(open + 1, close - open - 1), line[open] == '<'});
  }
  return out;
}

const SourceFile* find_file(const SourceTree& tree, std::string_view path) {
  const auto found =
      std::find_if(tree.begin(), tree.end(), [&](const auto& file) { return file.path == path; });
  return found == tree.end() ? nullptr : &*found;
}

}  // namespace authledger::test
