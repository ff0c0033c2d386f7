// Where results go: docs/results.md describes the layout.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "reports/files.h"
#include "reports/report.h"
#include "scenarios/runner/plan.h"

namespace scenarios {

class RunDirectory {
 public:
  explicit RunDirectory(std::string root) : root_(std::move(root)) {}

  // Makes it, sees whether it can be written, and removes what earlier runs of these scenarios
  // left: nothing may stay that contradicts the new results. Files that are not ours are left
  // alone.
  [[nodiscard]] reports::FileError prepare(const Plan& plan) const;

  // <scenario>/<seed>/{result.json,trace.jsonl}, both or none: when they cannot be written, what
  // was there stays. Safe from several threads, for different runs.
  [[nodiscard]] reports::FileError keep(const reports::RunReport& run,
                                        std::string_view trace) const;

  // Removes what `keep` left of this run.
  void drop(const std::string& scenario, std::uint64_t seed) const;

  // <scenario>/seeds.jsonl
  [[nodiscard]] reports::FileError write_seeds(const std::string& scenario,
                                               std::string_view lines) const;

  // summary.md, junit.xml and perf.json
  [[nodiscard]] reports::FileError finish(const reports::Summary& summary,
                                          const reports::PerfReport& perf) const;

  [[nodiscard]] std::string path_of(const std::string& name) const;

 private:
  std::string root_;
};

}  // namespace scenarios
