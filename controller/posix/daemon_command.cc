#include "controller/posix/daemon_command.h"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>

#include "controller/base/unknown_option.h"

namespace controller::posix {
namespace {

constexpr int kBadUsage = 2;

struct Given {
  std::string file;
  bool check = false;
  std::map<std::string, std::string> values;
};

void add_flags(CLI::App& app, const DaemonCommand& command, Given& given) {
  app.add_option("--config", given.file, "a JSON file with options")->type_name("FILE");
  app.add_flag("--check-config", given.check, "say what is wrong with the options, start nothing");
  for (const DaemonCommand::Flag& flag : command.flags)
    app.add_flag("--" + flag.name, flag.given, flag.meaning);
  app.set_version_flag("--version", command.program + " " + command.version);
  for (const Option& option : command.options) {
    if (option.secret) continue;
    app.add_option("--" + option.name, given.values[option.name],
                   option.meaning + (option.standard.empty() ? "" : " (" + option.standard + ")") +
                       " [" + option.variable + "]")
        ->type_name(option.value)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  }
}

std::optional<std::string> variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

// Those that were given on the command line.
std::map<std::string, std::string> flags_of(const CLI::App& app, const Given& given) {
  std::map<std::string, std::string> flags;
  for (const auto& [name, value] : given.values) {
    if (app.count("--" + name) > 0) flags.emplace(name, value);
  }
  return flags;
}

// What is wrong with the names of options, if anything is. Values are not shown: one may be a
// secret.
std::optional<std::string> slip_in(const CLI::App& app, const DaemonCommand& command,
                                   const std::vector<std::string>& words) {
  auto unknown = unknown_option(app, words);
  if (!unknown) return std::nullopt;
  for (const Option& option : command.options) {
    const std::string flag = "--" + option.name;
    const bool given = std::ranges::any_of(
        words, [&](const std::string& word) { return option_name_in(word) == flag; });
    if (option.secret && given)
      return flag + " would be read by everybody on the machine: set " + option.variable +
             ", or \"" + key_of(option) + "\" in the file of --config";
  }
  return unknown;
}

// Started with a stream closed, a pipe of ours would get its number, and take what is meant for it.
void hold_standard_streams() {
  int number = 0;
  do {
    number = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  } while (number >= 0 && number <= STDERR_FILENO);
  if (number > STDERR_FILENO) ::close(number);
}

}  // namespace

std::optional<int> read_command(const DaemonCommand& command, int argc, char** argv) {
  hold_standard_streams();
  CLI::App app(command.about, command.program);
  app.footer(command.footer);
  Given given;
  add_flags(app, command, given);
  if (const auto slip = slip_in(app, command, {argv + 1, argv + argc})) {
    std::cerr << command.program << ": " << *slip << " (--help lists all)\n";
    return kBadUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << command.program << ": " << error.what() << " (--help lists all)\n";
    return kBadUsage;
  }
  std::vector<std::string> errors =
      read_options(command.options, {flags_of(app, given), variable, given.file});
  if (errors.empty()) errors = command.errors();
  if (errors.empty() && given.check) errors = command.doubts();
  for (const std::string& error : errors) std::cerr << command.program << ": " << error << "\n";
  if (!errors.empty()) return kBadUsage;
  if (!given.check) return std::nullopt;
  std::cout << "The options are fine.\n";
  return 0;
}

}  // namespace controller::posix
