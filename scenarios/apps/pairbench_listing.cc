#include "scenarios/apps/pairbench_listing.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "reports/summary_md.h"
#include "reports/text.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "sim/gateway/json_value.h"

namespace scenarios::apps {
namespace {

using sim::Json;

Json array_of(const std::vector<std::string>& words) {
  auto out = Json::array();
  for (const auto& word : words) out.push_back(word);
  return out;
}

// On one line.
std::string about(const Scenario& scenario) {
  std::string text = scenario.about;
  std::ranges::replace(text, '\n', ' ');
  return text;
}

Json scenario_json(const Planned& planned) {
  Json out;
  out["name"] = planned.scenario.name;
  out["file"] = planned.file;
  out["about"] = about(planned.scenario);
  out["clauses"] = array_of(planned.scenario.clauses);
  out["tags"] = array_of(planned.scenario.tags);
  out["seeds"] = planned.seeds.size();
  out["duration_us"] = planned.scenario.duration.count();
  return out;
}

std::string text_of(const Json& json) { return sim::pretty(json) + "\n"; }

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string folder_of(const std::string& file) {
  const auto folder = std::filesystem::path(file).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const auto& cell : cells)
    out += cell.empty() ? " |" : " " + reports::markdown_escaped(cell) + " |";
  return out + "\n";
}

}  // namespace

std::string scenarios_as_text(const Plan& plan) {
  std::vector<std::array<std::string, 3>> rows;
  std::array<std::size_t, 3> widths{};
  for (const auto& planned : plan.scenarios) {
    const auto& scenario = planned.scenario;
    rows.push_back({scenario.name, joined(scenario.clauses, " "), joined(scenario.tags, " ")});
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths.at(i) = std::max(widths.at(i), rows.back().at(i).size());
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) line += padded(row.at(i), widths.at(i)) + "  ";
    out += trimmed(line) + "\n";
  }
  return out;
}

std::string catalogue(const Plan& plan) {
  std::map<std::string, std::vector<const Scenario*>> folders;
  for (const auto& planned : plan.scenarios)
    folders[folder_of(planned.file)].push_back(&planned.scenario);
  std::string out = "# Scenarios\n\n" + reports::counted(plan.scenarios.size(), "scenario") +
                    " in " + reports::counted(folders.size(), "folder") + ".\n";
  for (const auto& [folder, scenarios] : folders) {
    out += "\n## " + reports::markdown_escaped(folder) + "\n\n" +
           "| scenario | what it is about | clauses | tags |\n|---|---|---|---|\n";
    for (const auto* scenario : scenarios)
      out += markdown_row({scenario->name, about(*scenario), joined(scenario->clauses, " "),
                           joined(scenario->tags, " ")});
  }
  return out;
}

std::string scenarios_as_json(const Plan& plan) {
  auto out = Json::array();
  for (const auto& planned : plan.scenarios) out.push_back(scenario_json(planned));
  return text_of(out);
}

Coverage coverage_of(const Plan& plan) {
  std::vector<Scenario> scenarios;
  for (const auto& planned : plan.scenarios) scenarios.push_back(planned.scenario);
  return scenarios::coverage_of(scenarios, {});
}

std::string matrix_as_json(const Coverage& coverage) {
  auto out = Json::object();
  for (std::size_t i = 0; i < coverage.clauses.size(); ++i) {
    auto& names = out[coverage.clauses[i]] = Json::array();
    for (const auto& row : coverage.rows)
      if (row.cells[i].named) names.push_back(row.scenario);
  }
  return text_of(out);
}

}  // namespace scenarios::apps
