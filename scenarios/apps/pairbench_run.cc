#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "reports/files.h"
#include "reports/junit_xml.h"
#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_interrupt.h"
#include "scenarios/apps/pairbench_lines.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/runner/build_id.h"
#include "scenarios/runner/run.h"
#include "scenarios/runner/run_all.h"
#include "scenarios/runner/run_directory.h"

namespace scenarios::apps {
namespace {

struct RunArguments {
  std::vector<std::string> paths;
  std::string seed;
  std::string seeds;
  std::string filter;
  std::string jobs;
  std::string out = "out";
  std::string junit;
};

// The arguments, checked.
struct RunSettings {
  PlanOptions plan;
  std::size_t jobs = 1;
};

constexpr std::size_t kJobsMax = 256;

bool read_seeds(const RunArguments& arguments, RunSettings& settings) {
  const bool range = !arguments.seeds.empty();
  if (!range && arguments.seed.empty()) return true;
  auto seeds = range ? parse_seed_range(arguments.seeds) : parse_seed(arguments.seed);
  if (seeds) {
    settings.plan.seeds = std::move(*seeds);
  } else {
    complain((range ? "--seeds: " : "--seed: ") + seeds.error());
  }
  return seeds.ok();
}

bool read_jobs(const RunArguments& arguments, RunSettings& settings) {
  settings.jobs = std::max(1U, std::thread::hardware_concurrency());
  if (arguments.jobs.empty()) return true;
  const auto jobs = parse_number(arguments.jobs);
  if (!jobs || *jobs < 1 || *jobs > kJobsMax) {
    complain("--jobs: expected a number from 1 to " + std::to_string(kJobsMax) + ", not \"" +
             arguments.jobs + "\"");
    return false;
  }
  settings.jobs = static_cast<std::size_t>(*jobs);
  return true;
}

// Before anything runs: nobody wants to learn after an hour that there is no place for the results.
bool prepare(const Plan& plan, const RunArguments& arguments, const RunDirectory& directory) {
  auto error = directory.prepare(plan);
  if (!error && !arguments.junit.empty()) error = reports::check_folder_above(arguments.junit);
  if (!error && !arguments.junit.empty()) error = reports::check_writable_file(arguments.junit);
  if (error) complain(*error);
  return !error;
}

std::uint64_t memory_peak_kib() {
  struct rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss);
}

// Everything about the scenarios that have finished so far.
class RunReporter {
 public:
  RunReporter(const Plan& plan, const RunDirectory& directory)
      : directory_(directory),
        columns_(columns_of(plan)),
        only_one_(plan.scenarios.size() == 1),
        begin_(clock_seconds()) {}

  std::optional<std::string> on_finished(const Tally& tally) {
    auto report = tally.report();
    perf_.scenarios.push_back(tally.perf());
    outcome_ = worse(outcome_, outcome_of(tally.verdict()));
    progress_.clear();
    if (report.runs > 0) {
      std::cout << scenario_line(report, tally.wall_seconds(), columns_)
                << fault_line(report, only_one_ ? FaultsShown::all : FaultsShown::silent)
                << choice_line(report) << failure_lines(report, directory_.path_of("."))
                << std::flush;
      if (auto error = directory_.write_seeds(report.name, tally.seed_lines())) return error;
    }
    summary_.scenarios.push_back(std::move(report));
    return std::nullopt;
  }
  void on_progress(const Progress& progress) { progress_.show(progress); }

  std::optional<std::string> finish(bool stopped, std::size_t jobs, const std::string& junit) {
    progress_.clear();
    summary_.interrupted = stopped;
    perf_.build = this_build();
    perf_.jobs = jobs;
    perf_.wall_seconds = clock_seconds() - begin_;
    perf_.memory_peak_kib = memory_peak_kib();
    if (auto error = directory_.finish(summary_, perf_)) return error;
    return junit.empty() ? std::nullopt : reports::write_file(junit, reports::junit_xml(summary_));
  }
  void print_totals() const {
    std::cout << "\n" << totals_line(summary_, perf_.wall_seconds);
    if (summary_.interrupted) std::cout << "Interrupted: this is not all of it.\n";
    std::cout << "Results: " << directory_.path_of("summary.md")
              << " (also junit.xml, perf.json)\n";
  }
  [[nodiscard]] Outcome outcome() const { return outcome_; }
  void clear_progress() { progress_.clear(); }

 private:
  const RunDirectory& directory_;
  Columns columns_;
  bool only_one_;
  double begin_;
  ProgressLine progress_;
  reports::Summary summary_;
  reports::PerfReport perf_;
  Outcome outcome_ = Outcome::passed;
};

RunAllOptions options_for(std::size_t jobs, const RunDirectory& directory, RunReporter& reporter) {
  RunAllOptions options;
  options.jobs = jobs;
  options.stopped = [] { return interrupted() != 0; };
  options.run = run_until_interrupted;
  options.keep = [&directory](const Planned& planned, const RunOutcome& outcome) {
    return directory.keep(report_of(outcome, planned), outcome.trace);
  };
  options.finished = [&reporter](const Tally& tally) { return reporter.on_finished(tally); };
  options.progress = [&reporter](const Progress& progress) { reporter.on_progress(progress); };
  return options;
}

int run_plan(const Plan& plan, const RunArguments& arguments, const RunSettings& settings) {
  const RunDirectory directory(arguments.out);
  catch_interrupts();
  if (!prepare(plan, arguments, directory)) return exit_code(Outcome::bad_input);
  RunReporter reporter(plan, directory);
  const auto result = run_all(plan, options_for(settings.jobs, directory, reporter));
  auto error = result.error.empty() ? std::nullopt : std::optional(result.error);
  if (!error) error = reporter.finish(result.stopped, settings.jobs, arguments.junit);
  if (error) {
    reporter.clear_progress();
    complain(*error);
    return exit_code(worse(Outcome::bad_input, reporter.outcome()));
  }
  reporter.print_totals();
  if (result.stopped) return exit_code_of_signal(interrupted());
  const bool printed = flush_output();
  return exit_code(worse(reporter.outcome(), printed ? Outcome::passed : Outcome::bad_input));
}

int run(const RunArguments& arguments) {
  RunSettings settings;
  settings.plan.filter = arguments.filter;
  const bool seeds = read_seeds(arguments, settings);
  const bool jobs = read_jobs(arguments, settings);
  if (!seeds || !jobs) return exit_code(Outcome::bad_input);
  const auto plan = make_plan(arguments.paths, settings.plan);
  complain(plan.errors);
  if (!plan.errors.empty()) return exit_code(Outcome::bad_input);
  return run_plan(plan, arguments, settings);
}

constexpr const char* kRunExamples = R"(
Examples:
  pairbench run scenarios/library
  pairbench run scenarios/library --seeds 1..100 --jobs 2
  pairbench run scenarios/library --filter 'approv*' --out /tmp/approvals
  pairbench run my-scenario.json --seed 7

Exit codes: 0 passed, 1 failed, 2 bad usage or scenario, 3 inconclusive,
4 nondeterministic, 70 internal error or a run that broke the program down, 130 (SIGINT),
143 (SIGTERM), 129 (SIGHUP) interrupted; the worst of all runs.)";

}  // namespace

void add_run(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("run", "Run scenarios in virtual time and judge them");
  const auto arguments = std::make_shared<RunArguments>();
  command->add_option("PATH", arguments->paths, "Scenario files, or folders searched for *.json")
      ->type_name("")
      ->required();
  auto* seed = command->add_option("--seed", arguments->seed, "Run each scenario with this seed")
                   ->type_name("N");
  command->add_option("--seeds", arguments->seeds, "… with each of these, such as 1..100")
      ->type_name("A..B")
      ->excludes(seed);
  command
      ->add_option("--filter", arguments->filter, "Only scenarios whose name matches, e.g. 'cli-*'")
      ->type_name("GLOB");
  command
      ->add_option("--jobs", arguments->jobs,
                   "How many runs at once, up to 256 (default: one per core)")
      ->type_name("N");
  command->add_option("--out", arguments->out, "Folder for the results (default: out)")
      ->type_name("DIR");
  command->add_option("--junit", arguments->junit, "One more copy of junit.xml")->type_name("FILE");
  command->footer(kRunExamples);
  command->callback([arguments, &exit] { exit.code = run(*arguments); });
}

}  // namespace scenarios::apps
