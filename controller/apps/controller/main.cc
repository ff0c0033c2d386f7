// pairing-controller: see --help.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "controller/apps/controller/daemon.h"
#include "controller/apps/controller/settings.h"
#include "controller/apps/version.h"

namespace {

using controller::apps::Settings;
using controller::posix::Option;

constexpr int kBadUsage = 2;

constexpr const char* kAbout =
    R"(Runs beside a chat gateway: supervises it, watches its log for pairing events, lists
pending requests through its slow command line, and serves them over HTTP.)";

constexpr const char* kFooter =
    R"(Each option can also be a variable of the environment (in brackets), or a key of the JSON
file of --config, with `_` for `-`. Flags come before variables, variables before the file.
Required, and no flags because everybody could read them:

  OPENCLAW_GATEWAY_TOKEN  (key "token")         what bearers must be
  KILOCLAW_GATEWAY_ARGS   (key "gateway_args")  JSON array, the gateway's arguments

Signals: SIGTERM and SIGINT end the gateway and then the controller; a second one ends it at
once. Its own log and the gateway's stderr go to stderr, the gateway's stdout to stdout.
Exit codes: 0 ended as asked; 1 cannot start, or ended by a second signal; 2 bad usage.

Examples:
  OPENCLAW_GATEWAY_TOKEN=secret KILOCLAW_GATEWAY_ARGS='["--port","3001"]' pairing-controller
  pairing-controller --config /etc/pairing.json --log-format json
  pairing-controller --config /etc/pairing.json --check-config)";

struct Commands {
  std::string file;
  bool check = false;
  controller::apps::Announce announce;
};

void add_flags(CLI::App& app, Commands& commands, const std::vector<Option>& options,
               std::map<std::string, std::string>& values) {
  app.add_option("--config", commands.file, "a JSON file with options")->type_name("FILE");
  app.add_flag("--check-config", commands.check,
               "say what is wrong with the options, start nothing");
  app.add_flag("--print-port", commands.announce.port, "`{\"port\":N}` on stdout once it serves");
  app.set_version_flag("--version",
                       "pairing-controller " + std::string(controller::apps::kVersion));
  for (const Option& option : options) {
    if (option.secret) continue;
    app.add_option("--" + option.name, values[option.name],
                   option.meaning + " [" + option.variable + "]")
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
std::map<std::string, std::string> given(const CLI::App& app,
                                         const std::map<std::string, std::string>& values) {
  std::map<std::string, std::string> flags;
  for (const auto& [name, value] : values) {
    if (app.count("--" + name) > 0) flags.emplace(name, value);
  }
  return flags;
}

int report(const std::vector<std::string>& errors) {
  for (const std::string& error : errors) std::cerr << "pairing-controller: " << error << "\n";
  return kBadUsage;
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  Commands commands;
  const std::vector<Option> options = controller::apps::options_of(settings);
  std::map<std::string, std::string> values;
  CLI::App app(kAbout, "pairing-controller");
  app.footer(kFooter);
  add_flags(app, commands, options, values);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kBadUsage;
  }
  std::vector<std::string> errors =
      controller::posix::read_options(options, {given(app, values), variable, commands.file});
  if (errors.empty()) errors = controller::apps::errors_in(settings);
  if (!errors.empty()) return report(errors);
  if (commands.check) {
    std::cout << "The options are fine.\n";
    return 0;
  }
  return controller::apps::run_controller(settings, commands.announce);
}
