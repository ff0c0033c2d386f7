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
#include "scenarios/explore/schedules.h"
#include "scenarios/format/writer.h"
#include "scenarios/runner/report_of.h"
#include "scenarios/runner/run.h"
#include "scenarios/runner/seeds.h"

namespace scenarios::apps {
namespace {

struct SchedulesArguments {
  std::string file;
  std::string seed;
  std::string deviations;
  std::string runs = "100000";
  std::string out;
};

// The arguments, checked, and the scenario that they name.
struct SchedulesTask {
  Planned planned;
  ScheduleOptions options;
  std::string out;
};

std::optional<ReplaySource> load(const SchedulesArguments& arguments) {
  std::optional<std::uint64_t> seed;
  if (!arguments.seed.empty()) {
    const auto parsed = parse_number(arguments.seed);
    if (!parsed) {
      complain("--seed: " + parsed.error());
      return std::nullopt;
    }
    seed = *parsed;
  }
  auto source = load_replay(arguments.file, seed);
  if (source) return std::move(*source);
  complain(source.error());
  return std::nullopt;
}

std::optional<SchedulesTask> task_of(const SchedulesArguments& arguments) {
  auto source = load(arguments);
  const auto runs = number_from_one("--runs", arguments.runs);
  if (!source || !runs || is_input(arguments.out, arguments.file)) return std::nullopt;
  SchedulesTask task{std::move(source->planned), {}, arguments.out};
  task.options.runs_max = *runs;
  if (!arguments.deviations.empty()) {
    const auto deviations = parse_number(arguments.deviations);
    if (!deviations) {
      complain("--deviations: " + deviations.error());
      return std::nullopt;
    }
    task.options.deviations_max = *deviations;
  }
  if (task.out.empty()) task.out = task.planned.scenario.name + "-schedule.json";
  const auto problem = problem_with_out(task.out, task.planned.scenario);
  if (problem.empty()) return task;
  complain(problem);
  return std::nullopt;
}

std::string count_text(const Schedules& schedules, const SchedulesTask& task) {
  const bool bounded = task.options.deviations_max != ScheduleOptions{}.deviations_max;
  std::string text = reports::counted(schedules.runs, "schedule");
  if (schedules.all)
    text += bounded
                ? ", all with up to " + reports::counted(task.options.deviations_max, "deviation") +
                      " from the order of arrival"
                : ", all that there are";
  else if (!schedules.failed)
    text += interrupted() != 0 ? ", interrupted: there are more" : ", and there are more (--runs)";
  if (schedules.inconclusive > 0)
    text +=
        "; " + reports::grouped(schedules.inconclusive) + " inconclusive (pairbench run tells why)";
  return text;
}

int keep_failed(const SchedulesTask& task, Planned failed, const std::string& finding) {
  failed.scenario.name = std::filesystem::path(task.out).stem().string();
  failed.scenario.seeds.clear();
  failed.scenario.seed = failed.seeds[0];
  if (const auto error = reports::write_file(task.out, write_scenario(failed.scenario))) {
    complain(*error);
    return exit_code(Outcome::bad_input);
  }
  std::cout << coloured(Verdict::failed, "FAILED") << ": " << reports::printable(finding) << "\n"
            << "  replay: " << replay_command(task.out) << "\n"
            << "  smaller: " << minimize_command(task.out) << "\n";
  return exit_code(Outcome::failed);
}

int run(const SchedulesArguments& arguments) {
  auto task = task_of(arguments);
  if (!task) return exit_code(Outcome::bad_input);
  catch_interrupts();
  ProgressLine progress;
  task->options.run = run_until_interrupted;
  task->options.stopped = [] { return interrupted() != 0; };
  task->options.progress = [&](std::uint64_t runs) {
    constexpr std::uint64_t kShownEvery = 256;
    if (runs % kShownEvery == 0) progress.show(reports::counted(runs, "schedule"));
  };
  auto schedules = try_schedules(task->planned, task->options);
  progress.clear();
  std::cout << task->planned.scenario.name << ": " << count_text(schedules, *task) << "\n";
  if (schedules.failed) return keep_failed(*task, std::move(*schedules.failed), schedules.finding);
  if (interrupted() != 0) return exit_code_of_signal(interrupted());
  const auto outcome = schedules.inconclusive > 0 ? Outcome::inconclusive : Outcome::passed;
  return exit_code(flush_output() ? outcome : Outcome::bad_input);
}

constexpr const char* kSchedulesExamples = R"(
Runs a scenario once for each order that the work can go in where several pieces of it are
ready at the same moment. Small scenarios can be done whole; for others bound how many
times a schedule leaves the order of arrival. All else is as the seed has it.

Examples:
  pairbench schedules scenarios/library/cache/approval-joined.json --deviations 1
  pairbench schedules tiny.json --runs 1000000

Exit codes: 0 none failed, 1 one did, and its scenario is written, 2 bad usage or input,
3 inconclusive, 70 internal error or a run that broke the program down, 130 (SIGINT),
143 (SIGTERM), 129 (SIGHUP) interrupted.)";

}  // namespace

void add_schedules(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("schedules", "Try every order of a scenario's work");
  const auto arguments = std::make_shared<SchedulesArguments>();
  command->add_option("FILE", arguments->file, "A scenario or a result.json")
      ->type_name("")
      ->required();
  command->add_option("--seed", arguments->seed, "For a scenario: the seed (default: its first)")
      ->type_name("N");
  command
      ->add_option("--deviations", arguments->deviations,
                   "How many times at most a schedule leaves the order of arrival (default: any)")
      ->type_name("N");
  command->add_option("--runs", arguments->runs, "How many at most (default: 100000)")
      ->type_name("N");
  command
      ->add_option("--out", arguments->out,
                   "The scenario to write (default: NAME-schedule.json in this folder)")
      ->type_name("FILE");
  command->footer(kSchedulesExamples);
  command->callback([arguments, &exit] { exit.code = run(*arguments); });
}

}  // namespace scenarios::apps
