#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_lines.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/runner/replay.h"
#include "scenarios/runner/report_of.h"
#include "scenarios/runner/run.h"
#include "scenarios/runner/run_directory.h"
#include "scenarios/runner/tally.h"

namespace scenarios::apps {
namespace {

struct ReplayArguments {
  std::string file;
  std::string seed;
  std::string out;
};

// The trace on standard output has it for itself; with --out the words go there.
std::ostream& words(const ReplayArguments& arguments) {
  return arguments.out.empty() ? std::cerr : std::cout;
}

bool keep(const ReplayArguments& arguments, const Planned& planned, const Replayed& replayed) {
  if (arguments.out.empty()) {
    std::cout << replayed.outcome.trace;
    return flush_output();
  }
  const RunDirectory directory(arguments.out);
  const auto error = directory.keep(report_of(replayed.outcome, planned), replayed.outcome.trace);
  if (error) complain(*error);
  return !error;
}

void print(const ReplayArguments& arguments, const Planned& planned, const Replayed& replayed,
           bool is_result, bool kept) {
  Tally tally(planned);
  tally.add(0, replayed.outcome);
  auto report = tally.report();
  // A result replays wherever it lies; its scenario's file may be elsewhere, or changed.
  if (is_result)
    for (auto& seed : report.seeds) seed.replay = replay_command(arguments.file);
  const Columns columns{planned.scenario.name.size(), 0};
  auto& out = words(arguments);
  out << scenario_line(report, tally.wall_seconds(), columns)
      << fault_line(report, FaultsShown::all) << choice_line(report)
      << failure_lines(report, kept ? arguments.out : "");
  if (!replayed.comment.empty()) out << replayed.comment << "\n";
  if (arguments.out.empty() || !kept) return;
  const auto folder = planned.scenario.name + "/" + std::to_string(planned.seeds[0]);
  out << "Trace: " << RunDirectory(arguments.out).path_of(folder + "/trace.jsonl") << "\n";
}

// False if there is one and it is no seed.
bool read_seed(const ReplayArguments& arguments, std::optional<std::uint64_t>& seed) {
  if (arguments.seed.empty()) return true;
  const auto parsed = parse_number(arguments.seed);
  if (parsed) {
    seed = *parsed;
  } else {
    complain("--seed: " + parsed.error());
  }
  return parsed.ok();
}

Outcome run(const ReplayArguments& arguments) {
  std::optional<std::uint64_t> seed;
  if (!read_seed(arguments, seed)) return Outcome::bad_input;
  const auto source = load_replay(arguments.file, seed);
  if (!source) {
    complain(source.error());
    return Outcome::bad_input;
  }
  if (!arguments.out.empty())
    if (const auto error = reports::check_writable_folder(arguments.out)) {
      complain(*error);
      return Outcome::bad_input;
    }
  const auto replayed = replay(*source, run_scenario);
  const bool kept = keep(arguments, source->planned, replayed);
  print(arguments, source->planned, replayed, source->result.has_value(), kept);
  return worse(outcome_of(replayed.outcome.result.verdict),
               kept ? Outcome::passed : Outcome::bad_input);
}

constexpr const char* kReplayExamples = R"(
The file is a scenario, or the result.json of an earlier run. A result brings its
scenario and seed with it, and the new trace is compared with the one it tells of.

Examples:
  pairbench replay out/approval-joined/7/result.json --out again
  pairbench replay scenarios/library/cache/approval-joined.json --seed 7 > trace.jsonl

Exit codes are those of pairbench run; 4 if the same build gave another trace.)";

}  // namespace

void add_replay(CLI::App& app, Exit& exit) {
  auto* command =
      app.add_subcommand("replay", "Run once more what a file tells of: the same trace");
  const auto arguments = std::make_shared<ReplayArguments>();
  command->add_option("FILE", arguments->file, "A scenario or a result.json")
      ->type_name("")
      ->required();
  command->add_option("--seed", arguments->seed, "For a scenario: the seed (default: its first)")
      ->type_name("N");
  command
      ->add_option("--out", arguments->out,
                   "Folder for trace and result (default: the trace goes to standard output)")
      ->type_name("DIR");
  command->footer(kReplayExamples);
  command->callback([arguments, &exit] { exit = run(*arguments); });
}

}  // namespace scenarios::apps
