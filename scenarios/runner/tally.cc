#include "scenarios/runner/tally.h"

#include <algorithm>

#include "reports/findings.h"
#include "reports/seeds_jsonl.h"
#include "scenarios/runner/report_of.h"

namespace scenarios {
namespace {

void add_to(reports::Counts& sums, const reports::Counts& counts) {
  for (const auto& [name, count] : counts) sums[name] += count;
}

reports::SeedReport seed_report(const RunOutcome& outcome) {
  auto run = report_of(outcome.result);
  run.remark = outcome.remark;
  reports::SeedReport out;
  out.seed = run.seed;
  out.verdict = run.verdict;
  out.findings = reports::findings_of(run);
  out.findings_count = out.findings.size();
  out.findings.resize(std::min(out.findings.size(), Tally::kFindingsShown));
  out.findings.shrink_to_fit();
  out.replay = run.replay;
  return out;
}

}  // namespace

Tally::Tally(const Planned& planned) : planned_(planned), lines_(planned.seeds.size()) {
  report_.name = planned.scenario.name;
  report_.file = planned.file;
  report_.clauses = planned.scenario.clauses;
  report_.runs_planned = planned.seeds.size();
}

// What was idle in every run.
void Tally::note_idle(const std::vector<std::string>& idle) {
  auto& out = report_.idle_choices;
  if (report_.runs == 0) {
    out = idle;
  } else {
    std::erase_if(out, [&](const auto& choice) { return !std::ranges::count(idle, choice); });
  }
}

void Tally::count(const RunResult& result) {
  note_idle(result.idle_choices);
  ++report_.runs;
  ++report_.runs_by_verdict[static_cast<std::size_t>(report_of(result.verdict))];
  report_.virtual_us += result.virtual_time.count();
  report_.events += result.events;
  add_to(report_.occasions, result.occasions);
  add_to(report_.situations, result.situations);
  add_to(report_.faults, result.faults);
  for (const auto& violation : result.violations) ++report_.violations[violation.clause];
  wall_seconds_ += result.wall_seconds;
}

// Only the first seeds stay, whatever the order of their coming.
void Tally::note(std::size_t index, const RunOutcome& outcome) {
  if (shown_.size() == kSeedsShown && shown_.rbegin()->first < index) return;
  shown_.emplace(index, seed_report(outcome));
  if (shown_.size() > kSeedsShown) shown_.erase(std::prev(shown_.end()));
}

void Tally::add(std::size_t index, const RunOutcome& outcome) {
  const auto& result = outcome.result;
  lines_[index] = {result.trace_hash, result.verdict, true};
  verdict_ = std::max(verdict_, result.verdict);
  report_.cut_short = result.interrupted && result.verdict < Verdict::failed;
  count(result);
  if (result.verdict != Verdict::passed) note(index, outcome);
}

reports::ScenarioReport Tally::report() const {
  auto out = report_;
  out.verdict = report_of(verdict_);
  for (const auto& [index, seed] : shown_) out.seeds.push_back(seed);
  return out;
}

reports::PerfEntry Tally::perf() const {
  return {report_.name, report_.runs, wall_seconds_, report_.virtual_us, report_.events};
}

std::string Tally::seed_lines() const {
  std::string out;
  for (std::size_t i = 0; i < lines_.size(); ++i)
    if (lines_[i].done)
      reports::append_seed_line(planned_.seeds[i], report_of(lines_[i].verdict), lines_[i].hash,
                                out);
  return out;
}

}  // namespace scenarios
