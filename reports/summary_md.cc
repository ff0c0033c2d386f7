#include "reports/summary_md.h"

#include <algorithm>

#include "reports/findings.h"
#include "reports/text.h"

namespace reports {
namespace {

bool has_run(const ScenarioReport& scenario) { return scenario.runs > 0; }

std::string verdict_cell(const ScenarioReport& scenario) {
  if (!has_run(scenario)) return "not run";
  const std::string name(verdict_text(scenario));
  const bool fine = scenario.verdict == Verdict::passed && !is_interrupted(scenario);
  return fine ? name : "**" + name + "**";
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

// Longer than any run of back quotes inside, as Markdown wants it.
std::string code(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const std::string pad = longest > 0 ? " " : "";
  return fence + pad + printable(text) + pad + fence;
}

void append_totals(const Summary& summary, std::string& out) {
  std::uint64_t runs = 0;
  std::int64_t virtual_us = 0;
  for (const auto& scenario : summary.scenarios) {
    runs += scenario.runs;
    virtual_us += scenario.virtual_us;
  }
  out += "# Results\n\n";
  if (summary.interrupted) out += "**The run was interrupted: this is not all of it.**\n\n";
  out += counted(summary.scenarios.size(), "scenario") + ", " + counted(runs, "run") + ", " +
         time_text(virtual_us) + " of virtual time: " + verdicts_text(summary) + ".\n";
}

void append_table(const Summary& summary, std::string& out) {
  out += "\n| scenario | clauses | verdict | runs | virtual time | events |\n";
  out += "|---|---|---|--:|--:|--:|\n";
  for (const auto& scenario : summary.scenarios)
    out += "| " + markdown_escaped(scenario.name) + " | " +
           markdown_escaped(joined(scenario.clauses)) + " | " + verdict_cell(scenario) + " | " +
           grouped(scenario.runs) + " | " + time_text(scenario.virtual_us) + " | " +
           grouped(scenario.events) + " |\n";
}

void append_seed(const std::string& scenario, const SeedReport& seed, std::string& out) {
  const auto number = std::to_string(seed.seed);
  out += "\nSeed [" + number + "](" + scenario + "/" + number +
         "/result.json): " + std::string(name_of(seed.verdict)) + "\n\n";
  for (const auto& finding : seed.findings) out += "- " + markdown_escaped(to_text(finding)) + "\n";
  if (const auto more = seed.findings_count - seed.findings.size(); more > 0)
    out += "- and " + grouped(more) + " more\n";
  out += "- replay: " + code(seed.replay) + "\n";
}

void append_failures(const Summary& summary, std::string& out) {
  for (const auto& scenario : summary.scenarios) {
    if (scenario.seeds.empty()) continue;
    out += "\n## " + markdown_escaped(scenario.name) + "\n\n" + runs_text(scenario) + ".\n";
    for (const auto& seed : scenario.seeds) append_seed(scenario.name, seed, out);
  }
}

struct ClauseRow {
  std::uint64_t occasions = 0;
  std::uint64_t violations = 0;
  std::uint64_t scenarios = 0;  // that name it
};

auto clause_rows(const Summary& summary) {
  std::map<std::string, ClauseRow, decltype(&clause_before)> rows(&clause_before);
  for (const auto& scenario : summary.scenarios) {
    for (const auto& clause : scenario.clauses) ++rows[clause].scenarios;
    for (const auto& [clause, count] : scenario.occasions) rows[clause].occasions += count;
    for (const auto& [clause, count] : scenario.violations) rows[clause].violations += count;
  }
  return rows;
}

void append_clauses(const Summary& summary, std::string& out) {
  const auto rows = clause_rows(summary);
  if (rows.empty()) return;
  out += "\n## Clauses\n\nHow often each was put to the test, in all runs together.\n\n";
  out += "| clause | scenarios that name it | occasions | violations |\n|---|--:|--:|--:|\n";
  for (const auto& [clause, row] : rows)
    out += "| " + markdown_escaped(clause) + " | " + grouped(row.scenarios) + " | " +
           grouped(row.occasions) + " | " + grouped(row.violations) + " |\n";
}

void append_situations(const Summary& summary, std::string& out) {
  Counts totals;
  for (const auto& scenario : summary.scenarios)
    for (const auto& [name, count] : scenario.situations) totals[name] += count;
  std::string never;
  for (const auto& [name, count] : totals)
    if (count == 0) never += (never.empty() ? "" : ", ") + code(name);
  if (!never.empty()) out += "\nSituations that never came about: " + never + ".\n";
}

// A rule that strikes nothing tests nothing.
void append_faults(const Summary& summary, std::string& out) {
  std::string lines;
  for (const auto& scenario : summary.scenarios) {
    std::string never;
    for (const auto& [rule, count] : scenario.faults)
      if (count == 0) never += (never.empty() ? "" : ", ") + code(rule);
    if (has_run(scenario) && !never.empty())
      lines += "- " + markdown_escaped(scenario.name) + ": " + never + "\n";
  }
  if (!lines.empty()) out += "\n## Fault rules that never struck\n\n" + lines;
}

}  // namespace

std::string markdown_escaped(std::string_view text) {
  constexpr std::string_view kSpecial = "\\`*_[]<>|#~&";
  std::string out;
  for (const char c : printable(text)) {
    if (kSpecial.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string verdicts_text(const Summary& summary) {
  std::string out;
  const auto add = [&](auto count, std::string_view name) {
    if (count == 0) return;
    out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(name);
  };
  for (std::size_t i = 0; i < kVerdicts; ++i) {
    const auto verdict = static_cast<Verdict>(i);
    const auto is_one = [&](const ScenarioReport& s) {
      return has_run(s) && s.verdict == verdict && !is_interrupted(s);
    };
    std::uint64_t scenarios = 0;
    std::uint64_t runs = 0;  // of these: some may have had a better verdict
    for (const auto& scenario : summary.scenarios) {
      if (!is_one(scenario)) continue;
      ++scenarios;
      runs += scenario.runs_by_verdict[i];
    }
    add(scenarios, name_of(verdict));
    if (verdict != Verdict::passed && runs != scenarios) out += " (" + counted(runs, "run") + ")";
  }
  add(std::ranges::count_if(summary.scenarios,
                            [](const auto& s) { return has_run(s) && is_interrupted(s); }),
      "interrupted");
  add(std::ranges::count_if(summary.scenarios, [](const auto& s) { return !has_run(s); }),
      "not run");
  return out.empty() ? "none" : out;
}

std::string summary_md(const Summary& summary) {
  std::string out;
  append_totals(summary, out);
  append_table(summary, out);
  append_failures(summary, out);
  append_clauses(summary, out);
  append_situations(summary, out);
  append_faults(summary, out);
  return out;
}

}  // namespace reports
