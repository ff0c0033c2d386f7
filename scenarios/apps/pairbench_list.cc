#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_listing.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/runner/plan.h"

namespace scenarios::apps {
namespace {

struct ListArguments {
  std::vector<std::string> paths;
  bool markdown = false;
  bool json = false;
  bool matrix = false;
};

std::string listing(const ListArguments& arguments, const Plan& plan) {
  if (arguments.json) return json_listing(plan, arguments.matrix);
  const auto table = arguments.matrix ? clause_table(plan) : scenario_table(plan);
  return arguments.markdown ? as_markdown(table) : as_text(table);
}

Outcome run(const ListArguments& arguments) {
  const auto plan = make_plan(arguments.paths);
  if (!plan.scenarios.empty()) std::cout << listing(arguments, plan);
  complain(plan.errors);
  return flush_output() && plan.errors.empty() ? Outcome::passed : Outcome::bad_input;
}

constexpr const char* kExamples = R"(
Examples:
  pairbench list scenarios/library
  pairbench list scenarios/library --matrix
  pairbench list scenarios/library --matrix --markdown > coverage.md
  pairbench list scenarios/library --json)";

}  // namespace

void add_list(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("list", "List scenarios with their clauses and tags");
  const auto arguments = std::make_shared<ListArguments>();
  command->add_option("PATH", arguments->paths, "Scenario files, or folders searched for *.json")
      ->type_name("")
      ->required();
  auto* markdown = command->add_flag("--markdown", arguments->markdown, "As a Markdown table");
  command->add_flag("--json", arguments->json, "For programs")->excludes(markdown);
  command->add_flag("--matrix", arguments->matrix, "By clause: the scenarios that name it");
  command->footer(kExamples);
  command->callback([arguments, &exit] { exit = run(*arguments); });
}

}  // namespace scenarios::apps
