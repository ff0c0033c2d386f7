#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/runner/plan.h"

namespace scenarios::apps {
namespace {

Outcome run(const std::vector<std::string>& paths) {
  const auto plan = make_plan(paths);
  for (const auto& planned : plan.scenarios) std::cout << "ok  " << planned.file << "\n";
  complain(plan.errors);
  return flush_output() && plan.errors.empty() ? Outcome::passed : Outcome::bad_input;
}

constexpr const char* kCheckExamples = R"(
Every error names the file, the line and the column, and what was expected.

Examples:
  pairbench check scenarios/library
  pairbench check my-scenario.json

Exit codes: 0 all are fine, 2 at least one is not.)";

}  // namespace

void add_check(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("check", "See whether scenario files are valid");
  const auto paths = std::make_shared<std::vector<std::string>>();
  command->add_option("PATH", *paths, "Scenario files, or folders searched for *.json")
      ->type_name("")
      ->required();
  command->footer(kCheckExamples);
  command->callback([paths, &exit] { exit = run(*paths); });
}

}  // namespace scenarios::apps
