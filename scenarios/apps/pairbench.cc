// The command line of the bench: which command it is, and how the program ends.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <exception>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/unknown_option.h"
#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/format/nearest.h"
#include "scenarios/runner/build_id.h"
#include "scenarios/runner/running_now.h"

namespace scenarios::apps {
namespace {

constexpr const char* kExamples = R"(
Examples:
  pairbench run scenarios/library                  every scenario once
  pairbench run scenarios/library --seeds 1..100   every scenario with a hundred seeds
  pairbench replay out/NAME/SEED/result.json       a run once more, event by event
  pairbench explore --time 60s                     scenarios that nobody wrote
  pairbench minimize out/NAME/SEED/result.json     the smallest scenario that fails like it
  pairbench diff out again                         where two runs part
  pairbench list scenarios/library --matrix        which scenarios are about which clause
  pairbench check my-scenario.json                 is it valid?
  pairbench import-log gateway.log -o monday.json  a log becomes a scenario

pairbench help COMMAND tells more.)";

constexpr std::array<std::string_view, 11> kCommands = {
    "run",  "replay", "explore", "schedules",  "minimize", "localize",
    "diff", "list",   "check",   "import-log", "help"};

std::string version() {
  const auto& build = this_build();
  return "pairbench " + build.version + " (" + build.compiler + ", binary " + build.binary + ")";
}

// CLI11 would only say that an argument was not expected.
bool is_unknown_command(const std::string& word) {
  return !word.starts_with('-') && std::ranges::find(kCommands, word) == kCommands.end();
}

int refuse(const std::string& message) {
  complain(message);
  return exit_code(Outcome::bad_input);
}

// Help and version end here too: CLI11 throws them.
int on_parse_error(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);
  return refuse(std::string(error.what()) + " (--help shows how it is meant)");
}

// "help run" and "help" say what "run --help" and "--help" do.
std::vector<std::string> without_help(std::vector<std::string> words) {
  if (words.empty() || words[0] != "help") return words;
  std::erase(words, "help");
  words.resize(std::min<std::size_t>(words.size(), 1));
  words.emplace_back("--help");
  return words;
}

std::optional<std::string> slip_in(const CLI::App& app, const std::vector<std::string>& words) {
  if (is_unknown_command(words[0])) return unknown_word("command", words[0], kCommands);
  if (words[0].starts_with('-')) return controller::unknown_option(app, words);
  return controller::unknown_option(*app.get_subcommand(words[0]),
                                    {words.begin() + 1, words.end()});
}

// An option without a value where a variable was empty, say: never what was meant.
bool is_empty(const std::string& word) {
  return word.empty() || (word.starts_with("--") && word.find('=') == word.size() - 1);
}

int parse_and_run(std::vector<std::string> words) {
  CLI::App app("Scenarios for a pairing controller, run in virtual time.", "pairbench");
  Exit exit;
  app.set_version_flag("--version", version(), "Print the version and end");
  app.require_subcommand(1);
  app.footer(kExamples);
  add_run(app, exit);
  add_replay(app, exit);
  add_explore(app, exit);
  add_schedules(app, exit);
  add_minimize(app, exit);
  add_localize(app, exit);
  add_diff(app, exit);
  add_list(app, exit);
  add_check(app, exit);
  add_import_log(app, exit);
  if (words.empty()) {
    std::cerr << app.help();
    return exit_code(Outcome::bad_input);
  }
  const auto empty = std::ranges::find_if(words, is_empty);
  if (empty != words.end())
    return refuse("an empty argument" +
                  (empty == words.begin() ? std::string() : " after " + *std::prev(empty)));
  words = without_help(std::move(words));
  if (const auto slip = slip_in(app, words)) return refuse(*slip);
  try {
    std::ranges::reverse(words);  // as CLI11 takes them
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return on_parse_error(app, error);
  }
  return exit.code;
}

}  // namespace
}  // namespace scenarios::apps

int main(int argc, char** argv) {
  // A limit on the size of files is then an error like a full disk.
  ::signal(SIGXFSZ, SIG_IGN);
  scenarios::tell_of_breakdowns();
  try {
    return scenarios::apps::parse_and_run({argv + 1, argv + argc});
  } catch (const std::exception& exception) {
    scenarios::apps::complain(std::string("internal error: ") + exception.what());
  } catch (...) {
    scenarios::apps::complain("internal error");
  }
  return scenarios::exit_code(scenarios::Outcome::internal_error);
}
