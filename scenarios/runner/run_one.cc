#include "scenarios/runner/run_one.h"

#include <exception>

#include "reports/text.h"
#include "scenarios/format/writer.h"
#include "scenarios/runner/line_difference.h"
#include "scenarios/runner/report_of.h"

namespace scenarios {
namespace {

RunOutcome attempt(const RunFunction& run, const Planned& planned, std::uint64_t seed, bool traced,
                   std::vector<DrawRecord>* draws = nullptr) {
  RunOutcome outcome;
  RunOptions options{.seed = seed, .draws = draws};
  if (traced) options.trace = &outcome.trace;
  try {
    outcome.result = run(planned.scenario, options);
  } catch (const std::exception& exception) {
    outcome.result = RunResult{};
    outcome.result.verdict = Verdict::crashed;
    outcome.remark = std::string("internal error: ") + exception.what();
  }
  if (outcome.result.interrupted)
    outcome.remark = "interrupted at " +
                     reports::instant_text(outcome.result.virtual_time.count()) +
                     " of virtual time";
  outcome.result.scenario = planned.scenario.name;
  outcome.result.file = planned.file;
  outcome.result.clauses = planned.scenario.clauses;
  outcome.result.seed = seed;
  return outcome;
}

std::string findings_of(const RunResult& result) {
  return reports::hex(result.trace_hash) + " (" + std::string(name_of(result.verdict)) + ")";
}

// One draw a line.
std::string text_of(const std::vector<DrawRecord>& draws) {
  std::string out;
  for (const auto& draw : draws)
    out += draw.site + " " + std::to_string(draw.nth) + " at " +
           reports::instant_text(draw.at.time_since_epoch().count()) + ": " +
           std::to_string(draw.value) + " of " + std::to_string(draw.bound) + "\n";
  return out;
}

// Where two more runs part, of which everything is kept, or both from the second, whose trace is.
std::string parting(const RunFunction& run, const Planned& planned, std::uint64_t seed,
                    const RunOutcome& second) {
  std::vector<DrawRecord> left_draws;
  std::vector<DrawRecord> right_draws;
  const auto left = attempt(run, planned, seed, true, &left_draws);
  const auto right = attempt(run, planned, seed, true, &right_draws);
  if (left.result.interrupted || right.result.interrupted) return {};
  const auto events = line_difference(left.trace, right.trace);
  if (!events) {
    const auto from_second = line_difference(second.trace, left.trace);
    return from_second
               ? "; the second and two more runs part at the event in " + remark_of(*from_second)
               : "; two more runs were the same";
  }
  const auto draws = line_difference(text_of(left_draws), text_of(right_draws));
  return "; two more runs part at the event in " + remark_of(*events) +
         (draws ? ", and at the draw in " + remark_of(*draws) : ", and all draws are the same");
}

RunOutcome compared_again(const RunFunction& run, const Planned& planned, std::uint64_t seed,
                          const RunOutcome& first) {
  auto second = attempt(run, planned, seed, true);
  if (second.result.interrupted) return second;
  second.result.wall_seconds += first.result.wall_seconds;
  if (first.result.trace_hash == second.result.trace_hash &&
      first.result.verdict == second.result.verdict)
    return second;
  second.remark = "the same seed gave two traces, " + findings_of(first.result) + " and " +
                  findings_of(second.result) + parting(run, planned, seed, second) +
                  (second.remark.empty() ? "" : "; " + second.remark);
  second.result.verdict = Verdict::nondeterministic;
  return second;
}

}  // namespace

RunOutcome run_one(const RunFunction& run, const Planned& planned, std::uint64_t seed,
                   bool traced) {
  auto first = attempt(run, planned, seed, traced);
  if (traced || first.result.verdict == Verdict::passed || first.result.interrupted) return first;
  return compared_again(run, planned, seed, first);
}

RunOutcome run_twice(const RunFunction& run, const Planned& planned, std::uint64_t seed) {
  auto first = attempt(run, planned, seed, false);
  return first.result.interrupted ? first : compared_again(run, planned, seed, first);
}

reports::RunReport report_of(const RunOutcome& outcome, const Planned& planned) {
  auto report = report_of(outcome.result);
  report.remark = outcome.remark;
  if (!planned.again.empty()) report.replay = planned.again;
  report.definition = write_scenario(planned.scenario);
  return report;
}

}  // namespace scenarios
