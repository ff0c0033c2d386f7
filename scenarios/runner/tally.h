// What is kept of all runs of one scenario: little, since there may be a million of them. The runs
// may come in any order; the reports are the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reports/report.h"
#include "scenarios/runner/exit_code.h"
#include "scenarios/runner/plan.h"
#include "scenarios/runner/run_one.h"

namespace scenarios {

class Tally {
 public:
  // How much of what did not pass is shown; result.json has the rest.
  static constexpr std::size_t kSeedsShown = 10;
  static constexpr std::size_t kFindingsShown = 10;

  // `planned` must outlive it.
  explicit Tally(const Planned& planned);

  // `index`: the place of the seed. Once for each.
  void add(std::size_t index, const RunOutcome& outcome);

  [[nodiscard]] bool complete() const { return report_.runs == report_.runs_planned; }
  [[nodiscard]] const Planned& planned() const { return planned_; }
  [[nodiscard]] Verdict verdict() const { return verdict_; }
  [[nodiscard]] double wall_seconds() const { return wall_seconds_; }

  [[nodiscard]] reports::ScenarioReport report() const;
  [[nodiscard]] reports::PerfEntry perf() const;
  // The text of seeds.jsonl: the runs that there were, in the order of the seeds.
  [[nodiscard]] std::string seed_lines() const;

 private:
  struct Line {
    std::uint64_t hash = 0;
    Verdict verdict = Verdict::passed;
    bool done = false;
  };

  void count(const RunResult& result);
  void note_idle(const std::vector<std::string>& idle);
  void note(std::size_t index, const RunOutcome& outcome);

  const Planned& planned_;
  std::vector<Line> lines_;
  reports::ScenarioReport report_;
  std::map<std::size_t, reports::SeedReport> shown_;
  Verdict verdict_ = Verdict::passed;
  double wall_seconds_ = 0;
};

}  // namespace scenarios
