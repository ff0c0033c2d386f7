// A failure that a command is about: the run that a file tells of, which has to fail again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scenarios/minimize/fingerprint.h"
#include "scenarios/minimize/minimize.h"
#include "scenarios/runner/exit_code.h"
#include "scenarios/runner/replay.h"

namespace CLI {
class App;
}

namespace scenarios::apps {

struct FailureArguments {
  std::string file;
  std::string seed;
  bool anyway = false;
};

// FILE, --seed and --anyway. `arguments` must live as long as the command.
void add_failure_arguments(CLI::App& command, FailureArguments& arguments);

// Nothing: it cannot be read, or is a result of another build and not wanted anyway; that was said.
std::optional<ReplaySource> load_failure(const FailureArguments& arguments);

struct FailureSeen {
  Fingerprint fingerprint;
  std::string finding;  // what is wrong, in one line
  std::string trace;
};

// Runs it. The failure: it was interrupted, or does not fail, and that was said.
controller::Result<FailureSeen, Outcome> see_failure(const ReplaySource& source);

// "approval-joined with seed 7"
std::string seed_text(const ReplaySource& source);

// Why `scenario` cannot be written there, where it is named as its file. Empty: it can.
std::string problem_with_out(const std::string& out, Scenario scenario);

// Says that a command would write over the file that it reads; true: it would.
bool is_input(const std::string& out, const std::string& input);

// Why the search for a smaller scenario ended before its end, after what was found; empty: it did
// not. Named are the limits of runs and of time.
std::string unfinished(MinimizeEnd end, const std::string& runs, const std::string& time);

// Like parse_number, or says what is wrong with the argument of that name.
std::optional<std::uint64_t> number_from_one(const std::string& option, const std::string& text);

}  // namespace scenarios::apps
