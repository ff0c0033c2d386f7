// Every source is formatted as .clang-format says.
#include <gtest/gtest.h>
#include <stdio.h>

#include <array>
#include <future>
#include <map>
#include <sstream>
#include <string>
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

TEST(Tree, IsFormatted) {
  constexpr std::size_t kJobs = 2;
  std::vector<std::string> commands(
      kJobs, "cd '" PAIRBENCH_SOURCE_DIR "' && clang-format --dry-run -Werror 2>&1");
  std::size_t next = 0;
  for (const auto& file : read_tree(PAIRBENCH_SOURCE_DIR))
    if (file.is_code()) commands[next++ % kJobs] += " " + file.path;

  std::vector<std::future<Outcome>> outcomes;
  for (const auto& command : commands)
    outcomes.push_back(std::async(std::launch::async, run, command));
  for (auto& outcome : outcomes) {
    const auto [status, output] = outcome.get();
    if (status != 0) ADD_FAILURE() << places(output) << "Mend it with: ./dev format";
  }
}

}  // namespace
}  // namespace lint
