#include "lint/tree.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace lint {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kExtensions = {".h", ".cc", ".md", ".txt"};
constexpr std::array<std::string_view, 2> kScripts = {"dev", ".ci/run"};

bool is_skipped(const std::string& folder) {
  return folder == "build" || folder == "out" || (folder.starts_with('.') && folder != ".ci");
}

bool is_ours(const std::string& path) {
  return std::ranges::find(kScripts, path) != kScripts.end() ||
         std::ranges::find(kExtensions, fs::path(path).extension()) != kExtensions.end();
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::vector<File> read_tree(const std::string& root) {
  std::vector<File> files;
  for (fs::recursive_directory_iterator at(root), end; at != end; ++at) {
    const auto path = at->path().lexically_relative(root).string();
    if (at->is_directory() && is_skipped(path)) at.disable_recursion_pending();
    if (at->is_regular_file() && is_ours(path)) files.push_back({path, read(at->path())});
  }
  std::ranges::sort(files, {}, &File::path);
  return files;
}

}  // namespace lint
