#include "scenarios/runner/report_of.h"

#include <algorithm>

#include "scenarios/runner/build_id.h"

namespace scenarios {
namespace {

std::string shell_quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./+,:@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// An option is not a path, however the file is called.
std::string path_argument(const std::string& path) {
  return shell_quoted(path.starts_with('-') ? "./" + path : path);
}

reports::Violation report_of(const Violation& violation) {
  return {violation.clause, violation.property == Property::safety ? "safety" : "liveness",
          violation.at.time_since_epoch().count(), violation.event, violation.text};
}

void copy_findings(const RunResult& result, reports::RunReport& out) {
  for (const auto& violation : result.violations) out.violations.push_back(report_of(violation));
  for (const auto& [index, text] : result.unmet) out.unmet.push_back({index, text});
  out.never_happened = result.never_happened;
  out.clauses_not_tested = result.clauses_not_tested;
  out.endless = result.endless;
  out.interrupted = result.interrupted;
}

void copy_figures(const RunResult& result, reports::RunReport& out) {
  out.virtual_us = result.virtual_time.count();
  out.events = result.events;
  out.steps = result.steps;
  out.draws = result.draws;
  out.trace_hash = result.trace_hash;
  out.occasions = result.occasions;
  out.situations = result.situations;
  out.metrics = result.metrics;
  out.faults = result.faults;
}

}  // namespace

// By name, so that neither list can change without the other.
reports::Verdict report_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return reports::Verdict::passed;
    case Verdict::inconclusive:
      return reports::Verdict::inconclusive;
    case Verdict::failed:
      return reports::Verdict::failed;
    case Verdict::nondeterministic:
      return reports::Verdict::nondeterministic;
    case Verdict::crashed:
      break;
  }
  return reports::Verdict::crashed;
}

std::string replay_command(const std::string& file) {
  return "pairbench replay " + path_argument(file);
}

std::string minimize_command(const std::string& file) {
  return "pairbench minimize " + path_argument(file);
}

std::string replay_command(const RunResult& result) {
  return replay_command(result.file) + " --seed " + std::to_string(result.seed);
}

reports::RunReport report_of(const RunResult& result) {
  reports::RunReport out;
  out.scenario = result.scenario;
  out.file = result.file;
  out.seed = result.seed;
  out.verdict = report_of(result.verdict);
  out.clauses = result.clauses;
  copy_findings(result, out);
  copy_figures(result, out);
  out.build = this_build();
  out.replay = replay_command(result);
  return out;
}

}  // namespace scenarios
