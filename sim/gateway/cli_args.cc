#include <string_view>

#include "sim/gateway/cli_model.h"

namespace sim {
namespace {

struct Words {
  bool kilo = false;
  bool json = false;
  bool notify = false;
  bool version = false;
  std::string unknown_option;
  std::vector<std::string> names;  // what is no option
};

void take_option(Words& words, const std::string& option) {
  if (option == "--json")
    words.json = true;
  else if (option == "--notify")
    words.notify = true;
  else if (option == "--version")
    words.version = true;
  else if (words.unknown_option.empty())
    words.unknown_option = option;
}

Words split(const std::vector<std::string>& argv) {
  Words words;
  if (argv.empty()) return words;
  const std::string& program = argv.front();
  words.kilo = program.substr(program.find_last_of('/') + 1) == "kilo";
  bool options = true;  // until `--` (devices-approve-garbage.json)
  for (std::size_t i = 1; i < argv.size(); ++i) {
    if (options && argv[i] == "--")
      options = false;
    else if (options && argv[i].starts_with('-'))
      take_option(words, argv[i]);
    else
      words.names.push_back(argv[i]);
  }
  return words;
}

CliArgs refuse(std::string reason) {
  CliArgs args;
  args.refusal = std::move(reason);
  return args;
}

CliArgs unknown_command(const Words& words) {
  std::string reason = "unknown command '";
  for (const std::string& name : words.names) {
    if (reason.back() != '\'') reason += ' ';
    reason += name;
  }
  return refuse(reason + '\'');
}

CliArgs refuse_count(std::size_t given, std::size_t wanted) {
  return refuse(given < wanted ? "missing required argument" : "too many arguments");
}

// Every recorded list asked for --json. Dialect kilo is assumed to print JSON anyway.
CliArgs list(const Words& words, CliCommand command) {
  if (!words.json && !words.kilo) return refuse("lists are only modelled with --json");
  CliArgs args;
  args.command = command;
  args.json = true;
  return args;
}

CliArgs pairing(const Words& words) {
  const auto& names = words.names;
  if (names.size() < 2) return unknown_command(words);
  if (names[1] == "list") {
    if (names.size() > 3) return refuse_count(names.size(), 3);
    CliArgs args = list(words, CliCommand::pairing_list);
    if (names.size() == 3) args.channel = names[2];
    return args;
  }
  if (names[1] != "approve") return unknown_command(words);
  if (names.size() != 4) return refuse_count(names.size(), 4);
  CliArgs args;
  args.command = CliCommand::pairing_approve;
  args.channel = names[2];
  args.id = names[3];
  args.notify = words.notify;
  return args;
}

CliArgs devices(const Words& words) {
  const auto& names = words.names;
  if (names.size() < 2) return unknown_command(words);
  if (names[1] == "list")
    return names.size() == 2 ? list(words, CliCommand::devices_list)
                             : refuse_count(names.size(), 2);
  if (names[1] != "approve" && names[1] != "reject") return unknown_command(words);
  if (names.size() != 3) return refuse_count(names.size(), 3);
  CliArgs args;
  args.command = names[1] == "approve" ? CliCommand::devices_approve : CliCommand::devices_reject;
  args.id = names[2];
  args.json = words.json;
  return args;
}

}  // namespace

CliArgs parse_cli_args(const std::vector<std::string>& argv) {
  const Words words = split(argv);
  if (!words.unknown_option.empty())
    return refuse("unknown option '" + words.unknown_option + '\'');
  if (words.version && words.names.empty()) {
    CliArgs args;
    args.command = CliCommand::version;
    return args;
  }
  if (words.names.empty()) return refuse("missing command");
  // Assumption: dialect kilo keeps devices under `device-pairing`, and all else is as with
  // openclaw.
  const std::string_view device_command = words.kilo ? "device-pairing" : "devices";
  if (words.names.front() == "pairing") return pairing(words);
  if (words.names.front() == device_command) return devices(words);
  return unknown_command(words);
}

}  // namespace sim
