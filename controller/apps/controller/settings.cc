#include "controller/apps/controller/settings.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string_view>

#include "controller/apps/version.h"
#include "controller/posix/descriptor_limit.h"
#include "controller/posix/launcher.h"

namespace controller::apps {
namespace {

using posix::is_ip_address;
using posix::Option;
using posix::set_flag;
using posix::set_if;
using posix::set_text;
using posix::set_texts;
using posix::set_whole;

constexpr std::uint64_t kPortMax = 65'535;
constexpr std::uint64_t kHourMs = 3'600'000;

// At most `max` in milliseconds; none of the times can be zero, or nothing would ever rest.
auto set_span(std::uint64_t& target, std::uint64_t max = 24 * kHourMs) {
  return set_whole(target, 1, max);
}

Duration milliseconds(std::uint64_t count) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(count));
}

Dialect dialect_of(const Settings& settings) {
  const Dialect::Name name = *Dialect::parse_name(settings.dialect);
  return settings.program.empty() ? Dialect(name) : Dialect(name, settings.program);
}

std::string program_of(const Settings& settings) {
  if (!settings.program.empty()) return settings.program;
  return std::string(Dialect::default_program(*Dialect::parse_name(settings.dialect)));
}

bool is_secret(const std::string& text) {
  return !text.empty() && std::ranges::none_of(text, [](char c) { return c >= 0 && c < ' '; });
}

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

// What follows the last `--port`; empty: there is none.
std::string port_in(const std::vector<std::string>& args) {
  std::string port;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--port" && i + 1 < args.size()) port = args[i + 1];
    if (args[i].starts_with("--port=")) port = args[i].substr(std::string_view("--port=").size());
  }
  return port;
}

std::vector<Option> options_of_the_wire(Settings& settings) {
  return {
      {"token", "OPENCLAW_GATEWAY_TOKEN", "SECRET",
       "what bearers, and proxy tokens where required, must be", true, true,
       set_if(settings.token, is_secret, "a secret on one line")},
      {"gateway-args", "KILOCLAW_GATEWAY_ARGS", "JSON",
       "the gateway's arguments after `gateway`, a JSON array of strings; they may hold the token",
       true, true, set_texts(settings.gateway_args)},
      {"port", "PORT", "N", "where to listen; 0: any port, told on stdout with --print-port", false,
       false, set_whole(settings.port, 0, kPortMax), std::to_string(settings.port)},
      {"require-proxy-token", "REQUIRE_PROXY_TOKEN", "true|false",
       "pass only what has the token on to the gateway", false, false,
       set_flag(settings.require_proxy_token), "false"},
  };
}

std::vector<Option> options_of_ours(Settings& settings) {
  return {
      {"listen", "PAIRING_LISTEN", "ADDRESS", "the address to listen on, IPv4 or IPv6", false,
       false, set_if(settings.listen, is_ip_address, "an IPv4 or IPv6 address"), settings.listen},
      {"gateway-port", "PAIRING_GATEWAY_PORT", "N", "where the gateway listens on 127.0.0.1", false,
       false, set_whole(settings.gateway_port, 1, kPortMax), std::to_string(settings.gateway_port)},
      {"dialect", "PAIRING_DIALECT", "openclaw|kilo", "whose command line it is", false, false,
       set_if(
           settings.dialect,
           [](const std::string& name) { return Dialect::parse_name(name).has_value(); },
           "openclaw or kilo"),
       settings.dialect},
      {"program", "PAIRING_PROGRAM", "PATH",
       "the gateway's program, if not where the vendor has it", false, false,
       set_text(settings.program)},
      {"home", "PAIRING_HOME", "PATH", "HOME of the gateway and of its command line", false, false,
       set_text(settings.home), settings.home},
      {"gateway-config", "PAIRING_GATEWAY_CONFIG", "PATH",
       "the gateway's own configuration, if not HOME/.openclaw/openclaw.json", false, false,
       set_text(settings.gateway_config)},
      {"period-ms", "PAIRING_PERIOD_MS", "N", "between two periodic refreshes", false, false,
       set_span(settings.period_ms), std::to_string(settings.period_ms)},
      {"debounce-ms", "PAIRING_DEBOUNCE_MS", "N", "from a log line to the refresh that it asks for",
       false, false, set_span(settings.debounce_ms), std::to_string(settings.debounce_ms)},
      {"max-concurrent-cli", "PAIRING_MAX_CONCURRENT_CLI", "N", "command lines at once", false,
       false, set_whole(settings.max_concurrent_cli, 1, 64),
       std::to_string(settings.max_concurrent_cli)},
      {"list-timeout-ms", "PAIRING_LIST_TIMEOUT_MS", "N", "of one list", false, false,
       set_span(settings.list_timeout_ms), std::to_string(settings.list_timeout_ms)},
      {"approve-timeout-ms", "PAIRING_APPROVE_TIMEOUT_MS", "N", "of one approval", false, false,
       set_span(settings.approve_timeout_ms), std::to_string(settings.approve_timeout_ms)},
      {"stop-grace-ms", "PAIRING_STOP_GRACE_MS", "N", "from SIGTERM to SIGKILL for the gateway",
       false, false, set_span(settings.stop_grace_ms, kHourMs),
       std::to_string(settings.stop_grace_ms)},
      {"keywords", "PAIRING_KEYWORDS", "JSON",
       "what log lines are looked for, a JSON array of strings", false, false,
       set_texts(settings.keywords)},
  };
}

}  // namespace

std::vector<Option> options_of(Settings& settings) {
  std::vector<Option> options = options_of_the_wire(settings);
  for (Option& option : options_of_ours(settings)) options.push_back(std::move(option));
  for (Option& option : posix::daemon_options(settings.daemon))
    options.push_back(std::move(option));
  return options;
}

std::vector<std::string> errors_in(const Settings& settings) {
  std::vector<std::string> errors;
  if (settings.port == settings.gateway_port)
    errors.push_back("port and gateway-port are both " + std::to_string(settings.port) +
                     ": give the controller another one");
  const std::string gateway = port_in(settings.gateway_args);
  if (!gateway.empty() && gateway != std::to_string(settings.gateway_port))
    errors.push_back("the gateway's arguments say port " + gateway + ", and gateway-port is " +
                     std::to_string(settings.gateway_port) + ": give both the same");
  if (settings.keywords.empty()) return errors;
  const auto trigger = LogTrigger::make(views_of(settings.keywords));
  if (!trigger) errors.push_back("keywords: " + trigger.error());
  return errors;
}

std::vector<std::string> doubts_in(const Settings& settings) {
  const std::string name = program_of(settings);
  const std::filesystem::path program = posix::program_of(name);
  if (program.empty()) return {name + " is nowhere in PATH: --program names another"};
  std::error_code ignored;
  if (!std::filesystem::exists(program, ignored))
    return {name + " does not exist: --program names another"};
  if (std::filesystem::is_directory(program, ignored))
    return {name + " is a directory: --program names another"};
  if (::access(program.c_str(), X_OK) != 0)
    return {name + " cannot be executed: make it executable, or name another by --program"};
  return {};
}

ControllerConfig controller_config(const Settings& settings) {
  ControllerConfig config;
  const std::vector<std::string> environment = {"HOME=" + settings.home};
  config.supervisor.gateway.argv = {program_of(settings), "gateway"};
  for (const std::string& argument : settings.gateway_args)
    config.supervisor.gateway.argv.push_back(argument);
  config.supervisor.gateway.environment = environment;
  config.supervisor.stop_grace = milliseconds(settings.stop_grace_ms);
  config.max_concurrent_cli = settings.max_concurrent_cli;
  config.cli.dialect = dialect_of(settings);
  config.cli.environment = environment;
  config.cli.token = settings.token;
  config.cli.list_timeout = milliseconds(settings.list_timeout_ms);
  config.cli.approve_timeout = milliseconds(settings.approve_timeout_ms);
  config.cache.times.period = milliseconds(settings.period_ms);
  config.cache.times.debounce = milliseconds(settings.debounce_ms);
  if (!settings.keywords.empty())
    config.cache.trigger = LogTrigger::make(views_of(settings.keywords)).value();
  return config;
}

HttpApiConfig api_config(const Settings& settings) {
  HttpApiConfig config;
  config.token = settings.token;
  config.require_proxy_token = settings.require_proxy_token;
  config.build.version = std::string(kVersion);
  return config;
}

posix::ListenerConfig listener_config(const Settings& settings) {
  posix::ListenerConfig config;
  config.connections_max =
      posix::clients_within_limit(settings.daemon.connections_max, 1 + settings.max_concurrent_cli);
  config.proxy.port = static_cast<std::uint16_t>(settings.gateway_port);
  return config;
}

std::string gateway_config_path(const Settings& settings) {
  if (!settings.gateway_config.empty()) return settings.gateway_config;
  return settings.home + "/.openclaw/openclaw.json";
}

}  // namespace controller::apps
