#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/text.h"
#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_failure.h"
#include "scenarios/apps/pairbench_interrupt.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/minimize/localize.h"
#include "scenarios/runner/run.h"

namespace scenarios::apps {
namespace {

struct LocalizeArguments {
  FailureArguments failure;
  std::string runs = "20";
};

std::string instant(Instant at) { return reports::instant_text(at.time_since_epoch().count()); }

// "3 of 20 continuations"
std::string ratio(const Continuations& tried) {
  return reports::grouped(tried.failing) + " of " + reports::counted(tried.runs, "continuation");
}

// When the event in this line of a trace happened.
std::optional<std::int64_t> time_in(std::string_view line) {
  constexpr std::string_view kKey = "\"t_us\":";
  const auto at = line.find(kKey);
  if (at == std::string_view::npos) return std::nullopt;
  std::int64_t time = 0;
  const auto* begin = line.data() + at + kKey.size();
  if (std::from_chars(begin, line.data() + line.size(), time).ec != std::errc())
    return std::nullopt;
  return time;
}

// The events from the doomed moment on, and some before.
void print_events(std::string_view trace, Instant doomed) {
  constexpr std::size_t kBefore = 3;
  constexpr std::size_t kFrom = 8;
  constexpr std::size_t kWidth = 300;
  std::vector<std::string_view> shown;
  std::size_t from = 0;
  while (!trace.empty() && from < kFrom) {
    const auto line = trace.substr(0, trace.find('\n'));
    trace.remove_prefix(std::min(line.size() + 1, trace.size()));
    const bool is_before = time_in(line).value_or(0) < doomed.time_since_epoch().count();
    if (is_before && shown.size() == kBefore) shown.erase(shown.begin());
    if (!is_before) ++from;
    shown.push_back(line);
  }
  for (const auto line : shown)
    std::cout << "    " << reports::printable(line.substr(0, kWidth))
              << (line.size() > kWidth ? "…" : "") << "\n";
}

void print(const Localized& found, const FailureSeen& failure) {
  for (const auto& tried : found.tried)
    std::cout << "  drawn anew from " << instant(tried.at) << " on: " << ratio(tried) << " fail\n";
  switch (found.end) {
    case LocalizeEnd::found:
      std::cout << "Doomed by what was drawn at " << instant(found.doomed)
                << ": drawn anew after it, " << ratio(found.after) << " fail; it too, "
                << ratio(found.before) << "\n";
      return print_events(failure.trace, found.doomed);
    case LocalizeEnd::from_the_start:
      std::cout << "Doomed from the start: " << ratio(found.before) << " fail, whatever is drawn\n";
      return;
    case LocalizeEnd::stopped:
      std::cout << "Interrupted: this is not all of it.\n";
      return;
    default:
      return;
  }
}

int end_of(const Localized& found, const ReplaySource& source) {
  if (interrupted() != 0) return exit_code_of_signal(interrupted());
  if (found.end == LocalizeEnd::no_match) {
    complain(seed_text(source) + ": run again, it does not fail in the same way");
    return exit_code(Outcome::nondeterministic);
  }
  return exit_code(flush_output() ? Outcome::passed : Outcome::bad_input);
}

int run(const LocalizeArguments& arguments) {
  const auto runs = number_from_one("--runs", arguments.runs);
  if (!runs) return exit_code(Outcome::bad_input);
  const auto source = load_failure(arguments.failure);
  if (!source) return exit_code(Outcome::bad_input);
  catch_interrupts();
  const auto failure = see_failure(*source);
  if (interrupted() != 0) return exit_code_of_signal(interrupted());
  if (!failure) return exit_code(failure.error());
  std::cout << seed_text(*source) << ": " << reports::printable(failure->finding) << "\n"
            << std::flush;
  ProgressLine progress;
  LocalizeOptions options;
  options.runs = *runs;
  options.stopped = [] { return interrupted() != 0; };
  options.progress = [&](const Continuations& tried) {
    progress.show("drawn anew from " + instant(tried.at) + " on: " + ratio(tried) + " fail");
  };
  const auto found = localize(source->planned.scenario, source->planned.seeds[0],
                              failure->fingerprint, run_scenario, options);
  progress.clear();
  print(found, *failure);
  return end_of(found, *source);
}

constexpr const char* kLocalizeExamples = R"(
The run is done again as it was up to some moment, and many times with other seeds from
there on. The later the moment, the more of these fail; from some moment on, all do.

Examples:
  pairbench localize out/approval-joined/7/result.json
  pairbench localize my-scenario.json --seed 7 --runs 100

Exit codes: 0 done, 2 bad usage or input, or nothing failed, 4 if the run fails
differently each time, 70 internal error or a run that broke the program down, 130 (SIGINT),
143 (SIGTERM), 129 (SIGHUP) interrupted.)";

}  // namespace

void add_localize(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("localize", "Show when a failing run became doomed");
  const auto arguments = std::make_shared<LocalizeArguments>();
  add_failure_arguments(*command, arguments->failure);
  command
      ->add_option("--runs", arguments->runs, "How many continuations of each moment (default: 20)")
      ->type_name("N");
  command->footer(kLocalizeExamples);
  command->callback([arguments, &exit] { exit.code = run(*arguments); });
}

}  // namespace scenarios::apps
