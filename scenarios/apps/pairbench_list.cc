#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reports/text.h"
#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_listing.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/runner/plan.h"
#include "scenarios/runner/seeds.h"

namespace scenarios::apps {
namespace {

struct ListArguments {
  std::vector<std::string> paths;
  bool markdown = false;
  bool json = false;
  bool matrix = false;
  std::string at_least;
};

std::string scenario_list(const ListArguments& arguments, const Plan& plan) {
  if (arguments.json) return scenarios_as_json(plan);
  return arguments.markdown ? catalogue(plan) : scenarios_as_text(plan);
}

std::string matrix(const ListArguments& arguments, const Coverage& coverage, std::size_t at_least) {
  if (arguments.json) return matrix_as_json(coverage);
  return arguments.markdown ? markdown_table(coverage, at_least) : plain_table(coverage, at_least);
}

// Nothing, and a complaint, if it is no number.
std::optional<std::size_t> read_at_least(const ListArguments& arguments) {
  if (arguments.at_least.empty()) return 1;
  const auto number = parse_number(arguments.at_least);
  if (number) return static_cast<std::size_t>(*number);
  complain("--at-least: " + number.error());
  return std::nullopt;
}

Outcome print_matrix(const ListArguments& arguments, const Plan& plan, std::size_t at_least) {
  const Coverage coverage = coverage_of(plan);
  std::cout << matrix(arguments, coverage, at_least);
  if (!flush_output()) return Outcome::bad_input;
  const auto holes = coverage.holes(at_least);
  if (holes.empty()) return Outcome::passed;
  // The tables say it themselves.
  if (arguments.json)
    complain("named by fewer than " + reports::counted(at_least, "scenario") + ": " +
             holes_text(holes));
  return Outcome::failed;
}

Outcome run(const ListArguments& arguments) {
  const auto at_least = read_at_least(arguments);
  if (!at_least) return Outcome::bad_input;
  const auto plan = make_plan(arguments.paths);
  auto outcome = Outcome::passed;
  if (!plan.scenarios.empty()) {
    if (arguments.matrix) {
      outcome = print_matrix(arguments, plan, *at_least);
    } else {
      std::cout << scenario_list(arguments, plan);
    }
  }
  complain(plan.errors);
  return flush_output() && plan.errors.empty() ? outcome : Outcome::bad_input;
}

constexpr const char* kListExamples = R"(
--matrix lists every clause that a judge exists for, and others that a scenario
names. A judged clause that too few scenarios name is a hole.

Examples:
  pairbench list scenarios/library
  pairbench list scenarios/library --markdown > catalogue.md
  pairbench list scenarios/library --matrix
  pairbench list scenarios/library --matrix --at-least 2
  pairbench list scenarios/library --matrix --markdown > coverage.md
  pairbench list scenarios/library --json

Exit codes: 0 fine, 1 the matrix has holes, 2 bad usage or scenario.)";

}  // namespace

void add_list(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("list", "List scenarios with their clauses and tags");
  const auto arguments = std::make_shared<ListArguments>();
  command->add_option("PATH", arguments->paths, "Scenario files, or folders searched for *.json")
      ->type_name("")
      ->required();
  auto* markdown = command->add_flag("--markdown", arguments->markdown,
                                     "As a Markdown page that tells what each is about");
  command->add_flag("--json", arguments->json, "For programs")->excludes(markdown);
  auto* matrix = command->add_flag("--matrix", arguments->matrix,
                                   "As a table: which scenario names which clause");
  command
      ->add_option("--at-least", arguments->at_least,
                   "With --matrix: how many scenarios must name each clause (default: 1)")
      ->type_name("N")
      ->needs(matrix);
  command->footer(kListExamples);
  command->callback([arguments, &exit] { exit = run(*arguments); });
}

}  // namespace scenarios::apps
