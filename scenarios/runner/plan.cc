#include "scenarios/runner/plan.h"

#include <filesystem>
#include <map>

#include "scenarios/format/loader.h"
#include "scenarios/runner/discover.h"

namespace scenarios {
namespace {

// A scenario has the name of its file.
std::string name_of_file(const std::string& file) {
  return std::filesystem::path(file).stem().string();
}

void load(const std::string& file, const PlanOptions& options, Plan& plan) {
  auto scenario = load_scenario(file);
  if (!scenario) {
    const auto other = other_than_scenario(file);
    plan.errors.push_back(other.empty() ? to_string(scenario.error()) : file + ": " + other);
    return;
  }
  auto seeds = options.seeds ? *options.seeds : Seeds(seeds_of(*scenario));
  plan.scenarios.push_back({file, std::move(*scenario), std::move(seeds)});
}

// Their results would go to the same folder.
void refuse_twins(Plan& plan) {
  std::map<std::string, std::string> files;
  for (const auto& planned : plan.scenarios) {
    const auto [first, fresh] = files.emplace(planned.scenario.name, planned.file);
    if (!fresh)
      plan.errors.push_back(planned.file + ": " + first->second +
                            " has the same name: rename one of them");
  }
}

}  // namespace

std::string seed_text(const Scenario& scenario, std::uint64_t seed) {
  return scenario.name + " with seed " + std::to_string(seed);
}

Plan make_plan(const std::vector<std::string>& paths, const PlanOptions& options) {
  auto [files, errors] = discover(paths);
  Plan plan;
  plan.errors = std::move(errors);
  std::size_t matching = 0;
  for (const auto& file : files) {
    if (!matches(options.filter, name_of_file(file))) continue;
    ++matching;
    load(file, options, plan);
  }
  if (matching == 0 && !files.empty())
    plan.errors.push_back("no scenario's name matches \"" + options.filter +
                          "\": pairbench list shows their names");
  refuse_twins(plan);
  return plan;
}

}  // namespace scenarios
