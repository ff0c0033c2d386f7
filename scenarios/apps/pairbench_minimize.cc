#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "reports/files.h"
#include "reports/text.h"
#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_failure.h"
#include "scenarios/apps/pairbench_interrupt.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/format/duration_text.h"
#include "scenarios/format/loader.h"
#include "scenarios/format/text_file.h"
#include "scenarios/format/writer.h"
#include "scenarios/minimize/minimize.h"
#include "scenarios/runner/report_of.h"
#include "scenarios/runner/run.h"

namespace scenarios::apps {
namespace {

struct MinimizeArguments {
  FailureArguments failure;
  std::string runs = "20000";
  std::string time = "60s";
  std::string out;
  bool force = false;
};

// The arguments, checked, and what they name.
struct MinimizeTask {
  ReplaySource source;
  std::uint64_t runs_max = 0;
  double seconds_max = 0;
  std::string out;
  std::string name;  // of the scenario to write
};

std::optional<double> read_seconds(const std::string& text) {
  const auto time = parse_duration(text);
  if (time && time->count() > 0) return std::chrono::duration<double>(*time).count();
  complain("--time: " + (time ? "expected a duration longer than 0s" : time.error()));
  return std::nullopt;
}

// Whether a file is there that is not the outcome of an earlier minimisation.
bool is_of_others(const std::string& out) {
  std::error_code ignored;
  if (!std::filesystem::exists(out, ignored)) return false;
  const auto text = read_text_file(out, kScenarioMaxBytes);
  return !text || text->find(kMinimizedComment) == std::string::npos;
}

std::optional<MinimizeTask> task_of(const MinimizeArguments& arguments) {
  const auto runs = number_from_one("--runs", arguments.runs);
  const auto seconds = read_seconds(arguments.time);
  if (!runs || !seconds || is_input(arguments.out, arguments.failure.file)) return std::nullopt;
  auto source = load_failure(arguments.failure);
  if (!source) return std::nullopt;
  MinimizeTask task{std::move(*source), *runs, *seconds, arguments.out, {}};
  if (task.out.empty()) task.out = task.source.planned.scenario.name + "-minimal.json";
  task.name = std::filesystem::path(task.out).stem().string();
  auto problem = problem_with_out(task.out, task.source.planned.scenario);
  if (problem.empty() && !arguments.force && is_of_others(task.out))
    problem = task.out + " is there already: --force replaces it";
  if (problem.empty()) return task;
  complain(problem);
  return std::nullopt;
}

void print(const MinimizeTask& task, const Minimized& found, double seconds) {
  std::cout << seed_text(task.source) << ": " << reports::printable(found.finding) << "\n"
            << "before: " << text_of(found.before) << "\n"
            << "after:  " << text_of(found.after) << "\n"
            << reports::counted(found.runs, "run") << " in "
            << reports::time_text(static_cast<std::int64_t>(seconds * 1000) * 1000)
            << unfinished(found.end, "--runs", "--time") << "\n"
            << "Scenario: " << task.out << "\n"
            << "replay: " << replay_command(task.out) << "\n";
}

int keep(const MinimizeTask& task, Minimized found, double seconds) {
  found.scenario.name = task.name;
  if (const auto error = reports::write_file(task.out, write_scenario(found.scenario))) {
    complain(*error);
    return exit_code(Outcome::bad_input);
  }
  print(task, found, seconds);
  if (interrupted() != 0) return exit_code_of_signal(interrupted());
  return exit_code(flush_output() ? Outcome::passed : Outcome::bad_input);
}

class Minimizer {
 public:
  explicit Minimizer(const MinimizeTask& task) : task_(task), begin_(clock_seconds()) {}

  int run() {
    const auto failure = see_failure(task_.source);
    if (interrupted() != 0) return exit_code_of_signal(interrupted());
    if (!failure) return exit_code(failure.error());
    auto found = minimize(task_.source.planned.scenario, task_.source.planned.seeds[0],
                          failure->fingerprint, run_scenario, options());
    progress_.clear();
    if (!found.finding.empty()) return keep(task_, std::move(found), clock_seconds() - begin_);
    // Not even the first run of all went as it did before.
    if (interrupted() != 0) return exit_code_of_signal(interrupted());
    const bool late = found.end == MinimizeEnd::stopped;
    complain(late ? "--time: it was over before one run was"
                  : seed_text(task_.source) + ": run again, it does not fail in the same way");
    return exit_code(late ? Outcome::bad_input : Outcome::nondeterministic);
  }

 private:
  bool stopped() {
    // A clock costs more than a piece of work.
    constexpr std::uint64_t kOneIn = 256;
    if (++asked_ % kOneIn == 0) late_ = clock_seconds() - begin_ > task_.seconds_max;
    return late_ || interrupted() != 0;
  }
  MinimizeOptions options() {
    MinimizeOptions options;
    options.runs_max = task_.runs_max;
    options.stopped = [this] { return stopped(); };
    options.progress = [this](const MinimizeProgress& progress) {
      progress_.show(reports::counted(progress.runs, "run") + ": " + text_of(progress.sizes));
    };
    return options;
  }

  const MinimizeTask& task_;
  double begin_;
  ProgressLine progress_;
  std::uint64_t asked_ = 0;
  bool late_ = false;
};

int run(const MinimizeArguments& arguments) {
  const auto task = task_of(arguments);
  if (!task) return exit_code(Outcome::bad_input);
  catch_interrupts();
  return Minimizer(*task).run();
}

constexpr const char* kMinimizeExamples = R"(
The file is a scenario, or the result.json of an earlier run. What is written is a
scenario that fails in the same way, with all left out that the failure does not need.

Examples:
  pairbench minimize out/approval-joined/7/result.json
  pairbench minimize my-scenario.json --seed 7 --out smaller.json --time 10m

Exit codes: 0 written, 2 bad usage or input, or nothing failed, 4 if the run fails
differently each time, 70 internal error or a run that broke the program down, 130 (SIGINT),
143 (SIGTERM), 129 (SIGHUP) interrupted: the best so far is written.)";

}  // namespace

void add_minimize(CLI::App& app, Exit& exit) {
  auto* command =
      app.add_subcommand("minimize", "Find the smallest scenario that fails in the same way");
  const auto arguments = std::make_shared<MinimizeArguments>();
  add_failure_arguments(*command, arguments->failure);
  command->add_option("--runs", arguments->runs, "How many runs it may take (default: 20000)")
      ->type_name("N");
  command->add_option("--time", arguments->time, "How much time it may take (default: 60s)")
      ->type_name("TIME");
  command
      ->add_option("--out", arguments->out,
                   "The scenario to write (default: NAME-minimal.json in this folder)")
      ->type_name("FILE");
  command->add_flag("--force", arguments->force,
                    "Replace a file that is there and no outcome of minimize");
  command->footer(kMinimizeExamples);
  command->callback([arguments, &exit] { exit.code = run(*arguments); });
}

}  // namespace scenarios::apps
