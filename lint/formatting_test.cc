// Every source is formatted as .clang-format says. clang-format takes seconds for all of them, so
// what it was content with is remembered in the build tree, by content.
#include <gtest/gtest.h>
#include <stdio.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "lint/tree.h"

namespace lint {
namespace {

struct Outcome {
  int status = 0;
  std::string output;
};

Outcome run(const std::string& command) {
  auto* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {-1, "cannot run " + command};
  Outcome outcome;
  std::array<char, 4096> part{};
  while (const auto size = fread(part.data(), 1, part.size(), pipe))
    outcome.output.append(part.data(), size);
  outcome.status = pclose(pipe);
  return outcome;
}

// The lines of clang-format that name a place, one for each file.
std::string places(const std::string& output) {
  std::istringstream lines(output);
  std::map<std::string, std::string> first;
  for (std::string line; std::getline(lines, line);)
    if (line.find(": error: ") != line.npos) first.emplace(line.substr(0, line.find(':')), line);
  std::string all;
  for (const auto& [file, line] : first) all += line + "\n";
  return all.empty() ? output : all;
}

// Hashes of what clang-format was content with: a text, the rules and the program's version.
class Remembered {
 public:
  explicit Remembered(std::string path) : path_(std::move(path)) {
    std::ifstream file(path_);
    for (std::size_t hash = 0; file >> hash;) before_.insert(hash);
  }
  [[nodiscard]] bool has(std::size_t hash) const { return before_.contains(hash); }
  void add(std::size_t hash) { now_.insert(hash); }
  // Of this time alone, so that it does not grow without end.
  void keep() const {
    std::ofstream file(path_ + ".new");
    for (const std::size_t hash : now_) file << hash << '\n';
    file.close();
    if (file) std::filesystem::rename(path_ + ".new", path_);
  }

 private:
  std::string path_;
  std::set<std::size_t> before_;
  std::set<std::size_t> now_;
};

TEST(Tree, IsFormatted) {
  constexpr std::size_t kJobs = 2;
  const std::string source = PAIRBENCH_SOURCE_DIR;
  const auto rules = run("cd '" + source + "' && cat .clang-format && clang-format --version 2>&1");
  ASSERT_EQ(rules.status, 0) << rules.output;
  Remembered remembered(PAIRBENCH_FORMATTED);
  std::vector<std::string> commands(kJobs,
                                    "cd '" + source + "' && clang-format --dry-run -Werror 2>&1");
  std::size_t changed = 0;
  for (const auto& file : read_tree(source)) {
    if (!file.is_code()) continue;
    const std::size_t hash = std::hash<std::string>()(rules.output + file.path + file.text);
    remembered.add(hash);
    if (!remembered.has(hash)) commands[changed++ % kJobs] += " " + file.path;
  }
  commands.resize(std::min(changed, kJobs));  // without a file it would read its input

  std::vector<std::future<Outcome>> outcomes;
  for (const auto& command : commands)
    outcomes.push_back(std::async(std::launch::async, run, command));
  for (auto& outcome : outcomes) {
    const auto [status, output] = outcome.get();
    if (status != 0) ADD_FAILURE() << places(output) << "Mend it with: ./dev format";
  }
  if (!HasFailure()) remembered.keep();
}

}  // namespace
}  // namespace lint
