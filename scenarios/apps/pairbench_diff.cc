#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

#include "reports/text.h"
#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/runner/compare_results.h"

namespace scenarios::apps {
namespace {

struct DiffArguments {
  std::string left;
  std::string right;
};

// The first ones tell most, and hundreds tell no more.
constexpr std::size_t kDifferencesShown = 3;

void print(const ResultComparison& found) {
  const auto count = found.differences.size();
  const auto shown = std::min(count, kDifferencesShown);
  for (std::size_t i = 0; i < shown; ++i)
    std::cout << reports::printable(found.differences[i].name) << ": " << found.differences[i].text;
  if (count > shown) std::cout << "… and so do " << reports::grouped(count - shown) << " more\n";
  const auto files = reports::counted(found.files, "file");
  std::cout << (count == 0 ? files + " on both sides, all the same\n"
                           : reports::grouped(count) + " of " + files +
                                 (count == 1 ? " differs\n" : " differ\n"));
  if (found.left_out > 0)
    std::cout << reports::counted(found.left_out, "file") + " more on one side alone: "
              << "the other is of a replay, which writes none of them\n";
}

Outcome run(const DiffArguments& arguments) {
  const auto found = compare_results(arguments.left, arguments.right);
  if (!found) {
    complain(found.error());
    return Outcome::bad_input;
  }
  if (found->files == 0) {
    complain("neither folder has results: " + arguments.left + ", " + arguments.right);
    return Outcome::bad_input;
  }
  print(*found);
  const auto outcome = found->differences.empty() ? Outcome::passed : Outcome::nondeterministic;
  return flush_output() ? outcome : worse(outcome, Outcome::bad_input);
}

constexpr const char* kDiffExamples = R"(
Both are result folders (their perf.json is left out), or two files: traces, results.
Shown is the first event, or line, that differs, with both sides: - LEFT and + RIGHT.

Examples:
  pairbench diff out again
  pairbench diff out/approval-joined/7/trace.jsonl again/approval-joined/7/trace.jsonl

Exit codes: 0 the same, 2 bad usage or input, 4 different.)";

}  // namespace

void add_diff(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("diff", "Show where two runs part");
  const auto arguments = std::make_shared<DiffArguments>();
  command->add_option("LEFT", arguments->left, "A result folder or a file of one")
      ->type_name("")
      ->required();
  command->add_option("RIGHT", arguments->right, "Another one")->type_name("")->required();
  command->footer(kDiffExamples);
  command->callback([arguments, &exit] { exit = run(*arguments); });
}

}  // namespace scenarios::apps
