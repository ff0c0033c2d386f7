// A failure that a command is about: the run that a file tells of, which has to fail again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "scenarios/minimize/fingerprint.h"
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

// Runs it. Nothing: it was interrupted, or does not fail, and that was said.
std::optional<FailureSeen> see_failure(const ReplaySource& source);

// "approval-joined with seed 7"
std::string seed_text(const ReplaySource& source);

// Says that a command would write over the file that it reads; true: it would.
bool is_input(const std::string& out, const std::string& input);

// Like parse_number, or says what is wrong with the argument of that name.
std::optional<std::uint64_t> number_from_one(const std::string& option, const std::string& text);

}  // namespace scenarios::apps
