#include "scenarios/runner/replay.h"

#include "reports/explore_json.h"
#include "reports/text.h"
#include "scenarios/format/document.h"
#include "scenarios/format/loader.h"
#include "scenarios/format/recordings.h"
#include "scenarios/format/text_file.h"
#include "scenarios/runner/build_id.h"
#include "scenarios/runner/discover.h"
#include "scenarios/runner/running_now.h"

namespace scenarios {
namespace {

using controller::Failure;
using Source = controller::Result<ReplaySource, std::string>;

// A result holds its scenario, and violations on top.
constexpr std::size_t kResultMaxBytes = std::size_t{64} << 20U;

Source from_scenario(const std::string& path, std::optional<std::uint64_t> seed) {
  auto scenario = load_scenario(path);
  if (!scenario) return Failure{to_string(scenario.error())};
  const auto first = seeds_of(*scenario).front();
  return ReplaySource{{relative_path(path), std::move(*scenario), Seeds(seed.value_or(first), 1)},
                      std::nullopt};
}

controller::Result<Scenario, ScenarioError> load_definition(const reports::StoredResult& result) {
  auto scenario = parse_scenario(result.definition, result.file,
                                 {.recordings = {}, .name_is_file_name = false});
  if (!scenario) return scenario;
  const auto root = parse_document(result.definition, result.file);
  if (!root) return Failure{root.error()};
  Problems problems;
  read_recordings(*scenario, *root, result.file, "", problems);
  if (const auto& problem = problems.first())
    return Failure{ScenarioError{result.file, 0, 0, problem->message}};
  return scenario;
}

Source from_result(const std::string& path, const std::string& text) {
  auto [stored, error] = reports::read_result_json(text);
  if (!stored) return Failure{path + ": " + error};
  auto scenario = load_definition(*stored);
  if (!scenario)
    return Failure{path + ": the scenario under \"definition\": " + scenario.error().message};
  Planned planned{stored->file, std::move(*scenario), Seeds(stored->seed, 1)};
  // An explored run comes from no file.
  if (planned.file.empty()) planned.again = stored->replay;
  return ReplaySource{std::move(planned), std::move(stored)};
}

void compare(const reports::StoredResult& result, Replayed& replayed) {
  if (result.interrupted) {
    replayed.comment = "the result is of a run that was interrupted: nothing to compare with";
    return;
  }
  const bool same_build = is_same_build(result.build, this_build());
  const auto hash = replayed.outcome.result.trace_hash;
  replayed.is_same = hash == result.trace_hash;
  if (replayed.is_same) {
    replayed.comment = "the same trace as in the result, " + reports::hex(hash);
    if (!same_build) replayed.comment += ", though that is of " + another_build(result.build);
    return;
  }
  replayed.comment = "another trace, " + reports::hex(hash) + ", than in the result, " +
                     reports::hex(result.trace_hash);
  if (!same_build) {
    replayed.comment += ": the result is of " + another_build(result.build);
    return;
  }
  replayed.outcome.result.verdict =
      std::max(replayed.outcome.result.verdict, Verdict::nondeterministic);
  replayed.outcome.remark += (replayed.outcome.remark.empty() ? "" : "; ") + replayed.comment;
}

}  // namespace

Source load_replay(const std::string& path, std::optional<std::uint64_t> seed) {
  const auto text = read_text_file(path, kResultMaxBytes);
  if (!text) return Failure{path + ": " + text.error()};
  if (reports::looks_like_explore(*text))
    return Failure{path + ": the report of an exploration: it names the results of its findings, " +
                   "which are what can be replayed"};
  if (!reports::looks_like_result(*text)) return from_scenario(path, seed);
  if (seed) return Failure{path + ": a result names its seed: leave --seed out"};
  return from_result(path, *text);
}

Replayed replay(const ReplaySource& source, const RunFunction& run) {
  const RunningNow mark(seed_text(source.planned.scenario, source.planned.seeds[0]));
  Replayed replayed;
  replayed.outcome = run_one(run, source.planned, source.planned.seeds[0], true);
  if (source.result) compare(*source.result, replayed);
  return replayed;
}

}  // namespace scenarios
