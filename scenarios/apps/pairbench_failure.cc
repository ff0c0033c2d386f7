#include "scenarios/apps/pairbench_failure.h"

#include <CLI/CLI.hpp>
#include <filesystem>

#include "reports/files.h"
#include "scenarios/apps/pairbench_interrupt.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/format/loader.h"
#include "scenarios/format/writer.h"
#include "scenarios/runner/build_id.h"
#include "scenarios/runner/run.h"

namespace scenarios::apps {
namespace {

using controller::Failure;

std::optional<ReplaySource> refused(const std::string& why) {
  complain(why);
  return std::nullopt;
}

bool failed_in_this_build(const ReplaySource& source) {
  if (!source.result || !is_same_build(source.result->build, this_build())) return false;
  const auto& verdict = source.result->verdict;
  return verdict != name_of(Verdict::passed) && verdict != name_of(Verdict::inconclusive);
}

}  // namespace

void add_failure_arguments(CLI::App& command, FailureArguments& arguments) {
  command.add_option("FILE", arguments.file, "A scenario or a result.json")
      ->type_name("")
      ->required();
  command.add_option("--seed", arguments.seed, "For a scenario: the seed (default: its first)")
      ->type_name("N");
  command.add_flag("--anyway", arguments.anyway, "Even if the result is of another build");
}

std::optional<ReplaySource> load_failure(const FailureArguments& arguments) {
  std::optional<std::uint64_t> seed;
  if (!arguments.seed.empty()) {
    const auto parsed = parse_number(arguments.seed);
    if (!parsed) return refused("--seed: " + parsed.error());
    seed = *parsed;
  }
  auto source = load_replay(arguments.file, seed);
  if (!source) return refused(source.error());
  // That it does not fail any more would look like a mistake of the search.
  if (source->result && !is_same_build(source->result->build, this_build()) && !arguments.anyway)
    return refused(arguments.file + ": the result is of " + another_build(source->result->build) +
                   ", so this one may not fail in the same way: --anyway tries it");
  return std::move(*source);
}

controller::Result<FailureSeen, Outcome> see_failure(const ReplaySource& source) {
  auto replayed = replay(source, run_until_interrupted);
  if (interrupted() != 0) return Failure{Outcome::inconclusive};
  const auto& result = replayed.outcome.result;
  const auto& remark = replayed.outcome.remark;
  const auto fingerprint = fingerprint_of(result, remark);
  if (fingerprint)
    return FailureSeen{*fingerprint, finding_of(result, *fingerprint, remark),
                       std::move(replayed.outcome.trace)};
  const auto said = seed_text(source) + ": " + std::string(name_of(result.verdict));
  if (failed_in_this_build(source)) {
    complain(said + ", but the result says " + source.result->verdict +
             ": the run is not deterministic");
    return Failure{Outcome::nondeterministic};
  }
  complain(said + ", and only what failed can be looked into");
  return Failure{Outcome::bad_input};
}

std::string seed_text(const ReplaySource& source) {
  return scenarios::seed_text(source.planned.scenario, source.planned.seeds[0]);
}

std::string problem_with_out(const std::string& out, Scenario scenario) {
  const std::filesystem::path path(out);
  if (path.extension() != ".json")
    return "--out " + out + ": a scenario is in a .json file: expected " + out + ".json";
  scenario.name = path.stem().string();
  const auto parsed = parse_scenario(write_scenario(scenario), out);
  if (!parsed) return "--out " + out + ": " + parsed.error().message;
  return reports::check_writable_file(out).value_or("");
}

bool is_input(const std::string& out, const std::string& input) {
  std::error_code error;
  if (!std::filesystem::equivalent(out, input, error) || error) return false;
  complain("--out " + out + ": that is the file to be read: name another one");
  return true;
}

std::string unfinished(MinimizeEnd end, const std::string& runs, const std::string& time) {
  if (end == MinimizeEnd::done) return {};
  if (interrupted() != 0) return "; interrupted, this is the best so far";
  return "; " + (end == MinimizeEnd::runs_max ? runs : time) +
         " allows no more, there may be something simpler";
}

std::optional<std::uint64_t> number_from_one(const std::string& option, const std::string& text) {
  const auto number = parse_number(text);
  if (number && *number >= 1) return *number;
  complain(option + ": expected a number from 1 on, not \"" + text + '"');
  return std::nullopt;
}

}  // namespace scenarios::apps
