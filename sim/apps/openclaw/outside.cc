#include "sim/apps/openclaw/outside.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "controller/base/unknown_option.h"
#include "sim/apps/openclaw/line_socket.h"
#include "sim/apps/openclaw/real_machine.h"
#include "sim/choice/seeded_choices.h"
#include "sim/gateway/gateway_model.h"
#include "sim/gateway/json_value.h"
#include "sim/text/json.h"
#include "sim/trace/recorder.h"
#include "sim/world/people.h"

namespace sim::fake {
namespace {

constexpr const char* kAbout =
    R"(A stand-in for openclaw 2026.3.13: its gateway and its command line, as models of what was
recorded from the real program. Its state lies in $FAKE_OPENCLAW_STATE, or else in $HOME/.openclaw,
in the real program's own files; all invocations on one directory see one machine.

As the real program:
  fake-openclaw gateway --port 3001 --verbose --allow-unconfigured --bind loopback --token T
  fake-openclaw pairing list CHANNEL --json
  fake-openclaw pairing approve CHANNEL CODE --notify
  fake-openclaw devices list --json
  fake-openclaw devices approve REQUEST
  fake-openclaw --version
Called as `kilo`, it speaks that dialect; called as `node`, it runs the two list scripts. Without a
link of such a name: fake-openclaw --as kilo …)";

constexpr const char* kExamples = R"(Examples:
  export FAKE_OPENCLAW_STATE=$(mktemp -d)
  fake-openclaw sim init telegram
  fake-openclaw gateway --port 3001 --verbose &
  fake-openclaw sim message telegram alice
  fake-openclaw pairing list telegram --json

Without arguments this help is shown, with 0 as with --help.

Exit codes: those of the real program; of `sim`: 0 done, 1 not possible now, 2 bad usage or settings.)";

// A number that the name always has.
std::uint64_t number_of(std::string_view name) {
  TraceHash hash;
  hash.add(name);
  return hash.value();
}

// What each subcommand may use; made when one runs.
class Outside {
 public:
  explicit Outside(const std::string& state)
      : directory_(state),
        settings_(read_settings(state)),
        machine_(directory_, settings_, false) {}

  void init(const std::vector<std::string>& channels, bool force) {
    const std::string path = directory_.below("openclaw.json");
    if (!force && std::filesystem::exists(path))
      throw CLI::Error("NotPossible", path + " exists already: --force replaces it", 1);
    Config config;
    config.enabled_channels = channels;
    replace_file(path, config_text(config));
  }

  void message(const std::string& channel, const std::string& name, const std::string& text) {
    constexpr std::uint64_t kNames = 1'000'000;
    const Sender who = make_sender(channel, name, number_of(name) % kNames);
    MessageOutcome outcome;
    act([&] {
      outcome = receive_message(machine_.machine(), channel, who, text, machine_.wall(),
                                machine_.choices());
    });
    send_lines(directory_, outcome.log);
    constexpr std::array kResults = {"created", "repeated", "full", "crashed"};
    print({{"result",
            outcome.allowed ? "allowed" : kResults[static_cast<std::size_t>(outcome.asked.result)]},
           {"code", outcome.asked.code},
           {"id", who.id}});
  }

  void device(const std::string& name, const std::string& from) {
    SeededChoices identity(number_of(name));
    Machine nowhere;
    DeviceHello hello = draw_phone(nowhere, identity);
    hello.display_name = name;
    DeviceOutcome outcome;
    act([&] {
      outcome =
          connect_device(machine_.machine(), hello, from, machine_.wall(), machine_.choices());
    });
    send_lines(directory_, outcome.log);
    constexpr std::array kResults = {"paired", "created", "repeated", "crashed"};
    print({{"result", kResults[static_cast<std::size_t>(outcome.asked.result)]},
           {"requestId", outcome.asked.request_id},
           {"deviceId", hello.device_id}});
  }

  void log(const std::string& text, bool err) {
    require_gateway();
    send_lines(directory_, {{Duration{}, err ? LogStream::err : LogStream::out, text}});
  }

  void show() {
    Json shown;
    const auto look = [&] {
      const Machine& machine = machine_.machine();
      shown["gateway"] = {{"pid", directory_.gateway()},
                          {"listening", machine.port == GatewayPort::listening}};
      shown["channels"] = Json::object();
      for (const auto& [channel, store] : machine.channels) {
        Json& codes = shown["channels"][channel] = Json::array();
        for (const PairingRequest& request : store.requests()) codes.push_back(request.code);
      }
      shown["devices"] = Json::array();
      for (const PendingDevice& device : machine.devices.pending())
        shown["devices"].push_back(device.request_id);
    };
    machine_.act(look);
    print(shown);
  }

 private:
  static void print(const Json& json) { std::cout << to_text(json) << std::endl; }

  // Nobody is heard while the gateway does not listen.
  void act(const std::function<void()>& what) {
    machine_.act([&] {
      require_gateway();
      what();
    });
  }
  void require_gateway() {
    if (machine_.machine().port != GatewayPort::listening)
      throw CLI::Error("NotPossible", "the gateway does not listen", 1);
  }

  StateDir directory_;
  Settings settings_;
  RealMachine machine_;
};

struct Words {
  std::vector<std::string> channels;
  std::string channel;
  std::string name;
  std::string text = "hello";
  std::string from = std::string(kForwardedFor);
  bool err = false;
  bool force = false;
};

void add_subcommands(CLI::App& sim, const std::string& state, Words& words) {
  const auto outside = [&state] {
    if (state.empty()) throw std::runtime_error("neither FAKE_OPENCLAW_STATE nor HOME is set");
    return Outside(state);
  };
  const auto shown = [&state, outside] {
    std::error_code ignored;
    if (!state.empty() && !std::filesystem::exists(state, ignored))
      throw CLI::Error("NotPossible", state + " does not exist: sim init makes it", 1);
    outside().show();
  };
  CLI::App* init = sim.add_subcommand("init", "Writes openclaw.json with these channels enabled.");
  init->add_option("channels", words.channels, "telegram, discord, slack")
      ->expected(0, -1)
      ->check(CLI::IsMember({"telegram", "discord", "slack"}));
  init->add_flag("--force", words.force, "Also in place of an openclaw.json that is there.");
  init->callback([=, &words] { outside().init(words.channels, words.force); });

  CLI::App* message = sim.add_subcommand("message", "Somebody writes to the bot.");
  message->add_option("channel", words.channel, "The channel.")->required();
  message->add_option("name", words.name, "Who: one account a name.")->required();
  message->add_option("--text", words.text, "What.")->capture_default_str();
  message->callback([=, &words] { outside().message(words.channel, words.name, words.text); });

  CLI::App* device = sim.add_subcommand("device", "A device connects.");
  device->add_option("name", words.name, "Which: one device a name.")->required();
  device->add_option("--from", words.from, "Its address.")->capture_default_str();
  device->callback([=, &words] { outside().device(words.name, words.from); });

  CLI::App* log = sim.add_subcommand("log", "The gateway prints a line.");
  log->add_option("text", words.text, "The line.")->required();
  log->add_flag("--stderr", words.err, "On standard error.");
  log->callback([=, &words] { outside().log(words.text, words.err); });

  CLI::App* show = sim.add_subcommand("show", "Prints the machine's state as JSON.");
  show->callback(shown);
}

// `words`: what follows the program's name.
std::optional<std::string> slip_in(const CLI::App& app, const CLI::App& sim,
                                   const std::vector<std::string>& words) {
  if (words.empty() || words[0] != "sim") return controller::unknown_option(app, words);
  if (words.size() < 2 || words[1].starts_with('-'))
    return controller::unknown_option(sim, {words.begin() + 1, words.end()});
  std::vector<std::string_view> names;
  for (const CLI::App* one : sim.get_subcommands({})) names.push_back(one->get_name());
  if (std::ranges::find(names, words[1]) == names.end())
    return controller::unknown_word("command", words[1], names);
  return controller::unknown_option(*sim.get_subcommand(words[1]),
                                    {words.begin() + 2, words.end()});
}

}  // namespace

int run_outside(const std::string& state, const std::vector<std::string>& argv) {
  CLI::App app(kAbout, "fake-openclaw");
  app.footer(kExamples);
  Words words;
  CLI::App* sim = app.add_subcommand("sim", "Acts as the world around the gateway.");
  sim->require_subcommand(1);
  add_subcommands(*sim, state, words);
  if (const auto slip = slip_in(app, *sim, {argv.begin() + 1, argv.end()})) {
    std::cerr << "fake-openclaw: " << *slip << " (--help lists all)\n";
    return 2;
  }
  std::vector<std::string> rest(argv.rbegin(), argv.rend() - 1);
  try {
    app.parse(rest);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << "fake-openclaw: " << error.what() << " (--help lists all)\n";
    return 2;
  } catch (const CLI::Error& error) {
    std::cerr << "fake-openclaw: " << error.what() << '\n';
    return error.get_exit_code();
  }
  if (argv.size() < 2) std::cout << app.help();
  return 0;
}

}  // namespace sim::fake
