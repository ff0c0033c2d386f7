// The command line of the bench: which command it is, and how the program ends.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <array>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/format/nearest.h"
#include "scenarios/runner/build_id.h"

namespace scenarios::apps {
namespace {

constexpr const char* kExamples = R"(
Examples:
  pairbench run scenarios/library                  every scenario once
  pairbench run scenarios/library --seeds 1..100   every scenario with a hundred seeds
  pairbench replay out/NAME/SEED/result.json       a run once more, event by event
  pairbench list scenarios/library --matrix        which scenarios are about which clause
  pairbench check my-scenario.json                 is it valid?
  pairbench import-log gateway.log -o monday.json  a log becomes a scenario

pairbench COMMAND --help tells more.)";

constexpr std::array<std::string_view, 5> kCommands = {"run", "replay", "list", "check",
                                                       "import-log"};

std::string version() {
  return "pairbench " + std::string(kVersion) + " (" + std::string(kCompiler) + ")";
}

// CLI11 would only say that an argument was not expected.
bool is_unknown_command(std::string_view word) {
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

int parse_and_run(int argc, char** argv) {
  CLI::App app("Scenarios for a pairing controller, run in virtual time.", "pairbench");
  Exit exit;
  app.set_version_flag("--version", version(), "Print the version and end");
  app.require_subcommand(1);
  app.footer(kExamples);
  add_run(app, exit);
  add_replay(app, exit);
  add_list(app, exit);
  add_check(app, exit);
  add_import_log(app, exit);
  if (argc < 2) {
    std::cerr << app.help();
    return exit_code(Outcome::bad_input);
  }
  if (is_unknown_command(argv[1])) return refuse(unknown_word("command", argv[1], kCommands));
  try {
    app.parse(argc, argv);
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
  try {
    return scenarios::apps::parse_and_run(argc, argv);
  } catch (const std::exception& exception) {
    scenarios::apps::complain(std::string("internal error: ") + exception.what());
  } catch (...) {
    scenarios::apps::complain("internal error");
  }
  return scenarios::exit_code(scenarios::Outcome::internal_error);
}
