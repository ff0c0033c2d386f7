#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>

#include "reports/explore_json.h"
#include "reports/files.h"
#include "reports/text.h"
#include "scenarios/apps/explore_settings.h"
#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_failure.h"
#include "scenarios/apps/pairbench_interrupt.h"
#include "scenarios/apps/pairbench_lines.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/explore/keep_finding.h"
#include "scenarios/format/writer.h"
#include "scenarios/runner/build_id.h"
#include "scenarios/runner/report_of.h"
#include "scenarios/runner/run_directory.h"

namespace scenarios::apps {
namespace {

std::string of_all(std::size_t number, std::size_t all) {
  return std::to_string(number) + " of " + std::to_string(all);
}

// Names that were never visited.
std::vector<std::string> unvisited(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<std::string> names;
  for (const auto& [name, count] : counts)
    if (count == 0) names.push_back(name);
  return names;
}

std::string per_second(std::uint64_t runs, double seconds) {
  return seconds <= 0
             ? "-"
             : reports::grouped(static_cast<std::uint64_t>(static_cast<double>(runs) / seconds));
}

// One exploration, from its first run to its report.
class Session {
 public:
  explicit Session(ExploreSettings settings)
      : settings_(std::move(settings)), directory_(settings_.out), begin_(clock_seconds()) {}

  int run() {
    if (const auto error = reports::check_writable_folder(settings_.out)) return refuse(*error);
    catch_interrupts();
    remove_report();
    const auto exploration = explore(options());
    progress_.clear();
    note(exploration);
    std::cout << totals(exploration.visits) << std::flush;
    for (const Found& found : exploration.found) keep(found);
    keep_all(exploration);
    return finish(exploration);
  }

 private:
  static int refuse(const std::string& problem) {
    complain(problem);
    return exit_code(Outcome::bad_input);
  }

  // Should this search break down, an earlier report would look like its own.
  void remove_report() const {
    std::error_code ignored;
    std::filesystem::remove(report_path(), ignored);
  }
  [[nodiscard]] std::string report_path() const { return directory_.path_of("explore.json"); }

  ExploreOptions options() {
    ExploreOptions options = settings_.explore;
    options.stopped = [this] { return stopped(); };
    options.run = run_until_interrupted;
    options.keep = [this](const Planned& planned, const RunOutcome& outcome) {
      return directory_.keep(report_of(outcome, planned), outcome.trace);
    };
    options.drop = [this](const Planned& planned) {
      directory_.drop(planned.scenario.name, planned.seeds[0]);
    };
    if (settings_.keep) options.drawn = [this](const Planned& planned) { keep_drawn(planned); };
    options.progress = [this](const Visits& visits) { progress_.show(progress_text(visits)); };
    return options;
  }
  // Before it is run: it may break the program down. From several threads at once.
  void keep_drawn(const Planned& planned) {
    const auto error = reports::write_file(directory_.path_of(planned.scenario.name + ".json"),
                                           write_scenario(planned.scenario));
    const std::scoped_lock lock(drawn_mutex_);
    if (!error_) error_ = error;
  }

  // From several threads at once.
  bool stopped() const {
    return interrupted() != 0 ||
           (settings_.seconds_max && clock_seconds() - begin_ > *settings_.seconds_max);
  }

  [[nodiscard]] std::string progress_text(const Visits& visits) const {
    return reports::counted(visits.runs, "run") + ", " +
           per_second(visits.runs, clock_seconds() - begin_) + "/s, " +
           reports::time_text(visits.virtual_time.count()) + " of virtual time; clauses " +
           of_all(visited(visits.clauses), visits.clauses.size()) + ", situations " +
           of_all(visited(visits.situations), visits.situations.size()) +
           (visits.failed > 0 ? "; " + reports::grouped(visits.failed) + " failed" : "");
  }

  [[nodiscard]] std::string totals(const Visits& visits) const {
    const double seconds = clock_seconds() - begin_;
    std::string text = reports::counted(visits.runs, "run") + ": " +
                       reports::grouped(visits.failed) + " failed. " +
                       reports::time_text(visits.virtual_time.count()) + " of virtual time in " +
                       reports::time_text(static_cast<std::int64_t>(seconds * 1e3) * 1000) + " (" +
                       per_second(visits.runs, seconds) + " runs/s, " +
                       speed_up(visits.virtual_time.count(), seconds) + ")\n";
    // Few runs visit little, of course.
    constexpr std::uint64_t kManyRuns = 100;
    if (visits.runs < kManyRuns) return text;
    text += "Clauses put to the test: " + visited_text(visits.clauses);
    text += "Situations visited: " + visited_text(visits.situations);
    return text;
  }
  static std::string visited_text(const std::map<std::string, std::uint64_t>& counts) {
    const auto never = unvisited(counts);
    return of_all(counts.size() - never.size(), counts.size()) +
           (never.empty() ? "" : "; never " + joined(never, ", ")) + "\n";
  }

  void note(const Exploration& exploration) {
    const ExploreOptions& explore = settings_.explore;
    const Visits& visits = exploration.visits;
    report_.build = this_build();
    report_.profile = settings_.profile;
    report_.seed = explore.seed;
    report_.first = explore.first;
    report_.shard = explore.shard.index + 1;
    report_.shards = explore.shard.count;
    report_.runs = visits.runs;
    report_.failed = visits.failed;
    report_.virtual_us = visits.virtual_time.count();
    report_.events = visits.events;
    report_.digest = exploration.digest;
    report_.clauses = visits.clauses;
    report_.situations = visits.situations;
  }

  // Where that is wanted: what has been found is kept already.
  void keep_all(const Exploration& exploration) {
    if (!settings_.keep) return;
    const ExploreOptions& explore = settings_.explore;
    for (std::uint64_t i = 0; i < explore.runs && interrupted() == 0 && !error_; ++i) {
      const auto number = explore.first + explore.shard.index + i * explore.shard.count;
      if (std::ranges::find(exploration.found, number, &Found::number) != exploration.found.end())
        continue;
      const Planned planned = explored_run(explore, number);
      const auto outcome = run_one(explore.run, planned, planned.seeds[0], true);
      error_ = directory_.keep(report_of(outcome, planned), outcome.trace);
    }
  }

  void keep(const Found& found) {
    KeepOptions options{settings_.out, settings_.explore.run, std::nullopt};
    const double begin = clock_seconds();
    if (settings_.minimize && interrupted() == 0) {
      options.minimize.emplace();
      options.minimize->stopped = [this, begin] { return minimized_enough(begin); };
      options.minimize->progress = [this](const MinimizeProgress& progress) {
        progress_.show("making it smaller: " + reports::counted(progress.runs, "run") + ", " +
                       text_of(progress.sizes));
      };
    }
    auto kept = keep_finding(found, options);
    progress_.clear();
    outcome_ =
        worse(outcome_, found.fingerprint.kind == "nondeterministic" ? Outcome::nondeterministic
                                                                     : Outcome::failed);
    print(kept, clock_seconds() - begin);
    if (!error_) error_ = kept.error;
    report_.findings.push_back(std::move(kept.report));
  }

  [[nodiscard]] bool minimized_enough(double begin) {
    // A clock costs more than a piece of work.
    constexpr std::uint64_t kOneIn = 256;
    if (++asked_ % kOneIn != 0) return interrupted() != 0;
    return interrupted() != 0 || clock_seconds() - begin > settings_.minimize_seconds_max;
  }

  void print(const KeptFinding& kept, double seconds) const {
    const reports::ExploreFinding& finding = kept.report;
    std::cout << "\n"
              << coloured(Verdict::failed, "FAILED") << " in run " << finding.number
              << (finding.runs > 1
                      ? ", and in " + reports::counted(finding.runs - 1, "run") + " more"
                      : "")
              << ": " << reports::printable(finding.fingerprint) << "\n"
              << "  " << reports::printable(finding.finding) << "\n";
    if (!finding.result.empty())
      std::cout << "  result: " << directory_.path_of(finding.result) << "\n";
    if (!finding.minimized.empty())
      std::cout << "  before: " << finding.before << "\n"
                << "  after:  " << finding.after << " ("
                << reports::counted(finding.minimize_runs, "run") << " in "
                << reports::time_text(static_cast<std::int64_t>(seconds * 1e3) * 1000)
                << unfinished(*kept.end, "its limit of runs", "--minimize-time") << ")\n"
                << "  replay: " << replay_command(directory_.path_of(finding.minimized)) << "\n";
    else if (kept.end == MinimizeEnd::no_match)
      std::cout << "  not made smaller: run again, it does not fail in the same way\n";
    else if (kept.end == MinimizeEnd::stopped && interrupted() == 0)
      std::cout << "  not made smaller: --minimize-time was over before one run was\n";
    std::cout << "  again:  " << finding.explore << "\n" << std::flush;
  }

  int finish(const Exploration& exploration) {
    report_.complete = exploration.complete && interrupted() == 0;
    const auto error = reports::write_file(report_path(), reports::explore_json(report_));
    if (!error_) error_ = error;
    if (exploration.visits.runs > 0 && exploration.found.empty()) std::cout << "No failure.\n";
    if (!error) std::cout << "Results: " << report_path() << "\n";
    if (error_) return refuse(*error_);
    if (interrupted() != 0) {
      std::cout << "Interrupted: this is not all of it.\n";
      return exit_code_of_signal(interrupted());
    }
    if (exploration.visits.runs == 0) {
      complain("--time: it was over before one run was");
      outcome_ = Outcome::inconclusive;
    }
    return exit_code(flush_output() ? outcome_ : Outcome::bad_input);
  }

  ExploreSettings settings_;
  RunDirectory directory_;
  double begin_;
  ProgressLine progress_;
  std::uint64_t asked_ = 0;
  reports::ExploreReport report_;
  std::mutex drawn_mutex_;
  reports::FileError error_;  // the first
  Outcome outcome_ = Outcome::passed;
};

constexpr const char* kExploreExamples = R"(
Each run is a scenario that nobody wrote, drawn from the seed and its number. The first
that fails is kept, made as small as it gets, and can be run again by the line printed.

Examples:
  pairbench explore --time 60s
  pairbench explore --runs 100000 --collect --profile instance
  pairbench explore --runs 1000000 --shard 2/4 --out part2
  pairbench explore --seed 1 --first 1234 --runs 1 --keep

Exit codes: 0 nothing failed, 1 something did, 2 bad usage or a full disk, 3 no run was
done, 4 two traces for one run, 70 internal error or a run that broke the program down,
130 (SIGINT), 143 (SIGTERM), 129 (SIGHUP) interrupted: what there is is kept.)";

}  // namespace

void add_explore(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("explore", "Run scenarios by chance; keep what fails, small");
  const auto arguments = std::make_shared<ExploreArguments>();
  add_explore_arguments(*command, *arguments);
  command->footer(kExploreExamples);
  command->callback([arguments, &exit] {
    auto settings = read_settings(*arguments);
    exit.code = settings ? Session(std::move(*settings)).run() : exit_code(Outcome::bad_input);
  });
}

}  // namespace scenarios::apps
