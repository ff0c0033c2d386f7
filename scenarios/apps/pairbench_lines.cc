#include "scenarios/apps/pairbench_lines.h"

#include <algorithm>
#include <cmath>

#include "reports/findings.h"
#include "reports/summary_md.h"
#include "reports/text.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/runner/run_directory.h"

namespace scenarios::apps {
namespace {

// One scenario that names all clauses need not push the columns of all others aside.
constexpr std::size_t kClausesWidthMax = 24;
constexpr std::size_t kFindingsMax = 5;

Verdict verdict_of(reports::Verdict verdict) { return static_cast<Verdict>(verdict); }

// Three significant digits: more would be noise.
std::uint64_t rounded(double value) {
  if (!(value < 1e18)) return 0;
  const double unit = std::pow(10, std::max(0.0, std::floor(std::log10(std::max(1.0, value))) - 2));
  return static_cast<std::uint64_t>(std::round(value / unit) * unit);
}

// The first seed with the scenario's verdict, which others may precede with a lesser one.
const reports::SeedReport* seed_to_show(const reports::ScenarioReport& scenario) {
  for (const auto& seed : scenario.seeds)
    if (seed.verdict == scenario.verdict) return &seed;
  return scenario.seeds.empty() ? nullptr : scenario.seeds.data();
}

std::string seed_lines(const reports::ScenarioReport& scenario, const reports::SeedReport& seed,
                       const std::string& folder) {
  std::string out;
  if (scenario.runs_planned > 1) out += "    " + reports::runs_text(scenario) + "\n";
  const auto number = std::to_string(seed.seed);
  out += "    seed " + number;
  if (!folder.empty())
    out += ": " + RunDirectory(folder).path_of(scenario.name + "/" + number) + "/";
  return out + "\n";
}

}  // namespace

Columns columns_of(const Plan& plan) {
  Columns columns;
  for (const auto& planned : plan.scenarios) {
    const auto clauses = joined(planned.scenario.clauses, " ").size();
    columns.name = std::max(columns.name, planned.scenario.name.size());
    columns.clauses = std::max(columns.clauses, std::min(clauses, kClausesWidthMax));
  }
  return columns;
}

std::string scenario_line(const reports::ScenarioReport& scenario, double wall_seconds,
                          const Columns& columns) {
  constexpr std::size_t kVerdictWidth = 12;
  constexpr std::size_t kTimeWidth = 12;
  // Yellow: neither good nor bad.
  const auto verdict =
      reports::is_interrupted(scenario) ? Verdict::inconclusive : verdict_of(scenario.verdict);
  const auto shown = padded(reports::verdict_text(scenario), kVerdictWidth);
  return padded(scenario.name, columns.name) + "  " +
         padded(joined(scenario.clauses, " "), columns.clauses) + "  " + coloured(verdict, shown) +
         "  " + padded(reports::time_text(scenario.virtual_us), kTimeWidth) + "  " +
         speed_up(scenario.virtual_us, wall_seconds) + "\n";
}

std::string failure_lines(const reports::ScenarioReport& scenario, const std::string& folder) {
  const auto* seed = seed_to_show(scenario);
  std::string out;
  if (scenario.runs < scenario.runs_planned && reports::is_interrupted(scenario))
    out += "    " + reports::runs_text(scenario) + "\n";
  if (seed == nullptr) return out;
  const auto shown = std::min(seed->findings.size(), kFindingsMax);
  for (std::size_t i = 0; i < shown; ++i) out += "    " + to_text(seed->findings[i]) + "\n";
  if (const auto more = seed->findings_count - shown; more > 0)
    out += "    and " + reports::grouped(more) + " more\n";
  return out + seed_lines(scenario, *seed, folder) + "    replay: " + seed->replay + "\n";
}

std::string fault_line(const reports::ScenarioReport& scenario, FaultsShown shown) {
  std::string out;
  for (const auto& [rule, count] : scenario.faults) {
    if (count > 0 && shown == FaultsShown::silent) continue;
    out += (out.empty() ? "    faults: " : ", ") + rule +
           (count > 0 ? " " + reports::grouped(count) + "×" : std::string(" never struck"));
  }
  return out.empty() ? out : out + "\n";
}

std::string choice_line(const reports::ScenarioReport& scenario) {
  if (scenario.idle_choices.empty()) return {};
  return "    choices: " + joined(scenario.idle_choices, ", ") + " never came into play\n";
}

std::string totals_line(const reports::Summary& summary, double wall_seconds) {
  std::uint64_t runs = 0;
  std::int64_t virtual_us = 0;
  for (const auto& scenario : summary.scenarios) {
    runs += scenario.runs;
    virtual_us += scenario.virtual_us;
  }
  const auto wall_us = static_cast<std::int64_t>(wall_seconds * 1000) * 1000;
  return reports::counted(summary.scenarios.size(), "scenario") + ", " +
         reports::counted(runs, "run") + ": " + reports::verdicts_text(summary) + "\n" +
         reports::time_text(virtual_us) + " of virtual time in " + reports::time_text(wall_us) +
         " (" + speed_up(virtual_us, wall_seconds) + ")\n";
}

std::string speed_up(std::int64_t virtual_us, double wall_seconds) {
  if (wall_seconds <= 0) return "-";
  return reports::grouped(rounded(static_cast<double>(virtual_us) / 1e6 / wall_seconds)) + "×";
}

}  // namespace scenarios::apps
