// fake-fly: the fake Fly Machines API and its proxy, as models in real time.
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <thread>

#include "controller/apps/version.h"
#include "controller/base/unknown_option.h"
#include "sim/apps/fly/admin.h"
#include "sim/apps/fly/guest_command.h"
#include "sim/apps/fly/server.h"
#include "sim/choice/seeded_choices.h"

namespace {

namespace fs = std::filesystem;
using sim::fake::CloudOptions;
using std::chrono::milliseconds;

constexpr const char* kAbout =
    R"(A stand-in for Fly: its Machines API (/v1/apps/…), its proxy and, below /_fake/, admin routes, all on
one port of loopback. Machines may run a real program, and commands on them are run for real.

Requests with the header fly-force-instance-id, or whose Host ends in .fly.dev, are the proxy's.)";

constexpr const char* kExamples = R"(Examples:
  fake-fly --port 0 --data ./fly
  fake-fly --port 4280 --fast --rules rules.json --log requests.jsonl
  fake-fly --port 4280 --fast --channel telegram --guest-command \
    'pairing-controller --port {port} --gateway-port {gateway_port} --home {home} --program {openclaw}'
  curl -s localhost:4280/_fake/state
  curl -s -X PUT localhost:4280/_fake/rules -d '{"faults":[{"name":"lost",
    "match":{"operation":"fly.create_machine"},"when":{"first":1},
    "action":{"do":"reset","carried_out":true}}]}'
  curl -s -X POST localhost:4280/_fake/machines/ID/kill
  curl -s -X POST localhost:4280/_fake/volumes/ID/vanish
  curl -s -X POST localhost:4280/_fake/regions/dfw/out -d '{"on":true}'

In --guest-command, {port}, {gateway_port}, {home}, {machine} and {openclaw} are filled in.

Exit codes: 0 ended by SIGTERM or SIGINT, 1 cannot serve, 2 bad usage or rule file.)";

struct Options {
  int port = 4280;
  std::string host = "127.0.0.1";
  std::string rules;
  std::string guest_command;
  std::string exec_path;
  std::int64_t speed = 1;
  std::uint64_t seed = 1;
  bool fast = false;
  bool rate_limits = false;
  CloudOptions cloud;
};

// All that takes its time on Fly, as short as can be.
void make_fast(sim::FlyConfig& fly) {
  const sim::FlySpan at_once{milliseconds(20), milliseconds(50)};
  fly.timing = {at_once, at_once, at_once, at_once, at_once, at_once, at_once, std::nullopt};
  fly.latency = {milliseconds(0), milliseconds(2)};
}

void add_options(CLI::App& app, Options& options) {
  app.add_option("--port", options.port, "The port; 0: any.")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  app.add_option("--host", options.host, "The address.")->capture_default_str();
  app.add_option("--app", options.cloud.fly.app, "The app's name.")->capture_default_str();
  app.add_option("--token", options.cloud.fly.token, "The API token.")->capture_default_str();
  app.add_option("--data", options.cloud.data,
                 "Empty directory for volumes and logs; else one that is removed at the end.");
  app.add_option("--rules", options.rules, "File of fault rules, as scenarios have them.");
  app.add_option("--log", options.cloud.log, "Every event, one JSON object a line, appended.");
  app.add_option("--guest-command", options.guest_command, "What a started machine runs.");
  app.add_option("--exec-path", options.exec_path,
                 "The fake command line; else fake-openclaw beside this program.")
      ->check(CLI::ExistingFile);
  app.add_option("--channel", options.cloud.channels, "Enabled on a fresh volume; repeatable.")
      ->check(CLI::IsMember({"telegram", "discord", "slack"}));
  app.add_option("--speed", options.speed, "So many times as fast as the clock.")
      ->check(CLI::Range(1, 1000));
  app.add_option("--seed", options.seed, "Of all chance.")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_flag("--fast", options.fast, "States and answers come within milliseconds.");
  app.add_flag("--rate-limits", options.rate_limits, "As Fly documents them.");
  app.add_option("--without-machine", options.cloud.proxy.status_without_machine,
                 "What the proxy answers for a machine that does not listen.")
      ->check(CLI::IsMember({404, 502, 503}))
      ->capture_default_str();
}

// Removed at the end, when nobody has named it.
class DataDirectory {
 public:
  explicit DataDirectory(std::string& path) {
    if (!path.empty()) {
      path = fs::absolute(path);
      sim::fake::make_directory(path);
      // The same ids may come again, and would find what is there.
      if (std::ranges::any_of(fs::directory_iterator(path),
                              [](const auto& entry) { return entry.path().filename() != "bin"; }))
        throw std::runtime_error(path +
                                 ": is not empty, and what an earlier fake-fly left there is "
                                 "nobody's now: empty it, or name another directory");
      return;
    }
    path = fs::temp_directory_path() / "fake-fly-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) sim::fake::fail_on(path);
    own_ = path;
  }
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;
  ~DataDirectory() {
    std::error_code ignored;
    if (!own_.empty()) fs::remove_all(own_, ignored);
  }

 private:
  fs::path own_;
};

std::string beside(const char* name) {
  const fs::path path = fs::read_symlink("/proc/self/exe").parent_path() / name;
  return fs::exists(path) ? path.string() : std::string();
}

std::vector<sim::CloudFaultRule> read_rules(const std::string& path) {
  if (path.empty()) return {};
  if (fs::is_directory(path)) throw std::runtime_error(path + ": is a directory");
  const auto text = sim::fake::read_file(path);
  if (!text) sim::fake::fail_on(path);
  auto rules = sim::fake::read_rule_file(path, *text);
  if (!rules) throw std::runtime_error(rules.error());
  return std::move(rules.value());
}

// Until SIGTERM or SIGINT, which `ends` holds and every thread blocks.
int serve(const Options& options, std::vector<sim::CloudFaultRule> rules, const sigset_t& ends) {
  sim::SeededChoices choices(options.seed);
  sim::fake::Loop loop(options.speed);
  sim::fake::RealCloud cloud(loop, options.cloud, choices);
  cloud.set_rules(std::move(rules));
  sim::fake::Server server(loop, cloud);
  const auto port = server.bind(options.host, options.port);
  if (!port) {
    std::cerr << "fake-fly: cannot listen on " << options.host << ':' << options.port
              << ": is that an address of this machine, and the port free?\n";
    return 1;
  }
  std::cout << "{\"port\":" << *port << "}" << std::endl;
  std::thread serving([&] { server.serve(); });
  std::thread waiting([&] {
    int number = 0;
    ::sigwait(&ends, &number);
    server.stop();
    loop.stop();
  });
  loop.run();
  waiting.join();
  serving.join();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(077);
  sigset_t ends;
  ::sigemptyset(&ends);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&ends, number);
  ::sigprocmask(SIG_BLOCK, &ends, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  CLI::App app(kAbout, "fake-fly");
  app.footer(kExamples);
  Options options;
  add_options(app, options);
  app.set_version_flag("--version", std::string("fake-fly ") + controller::apps::kVersion.data());
  if (const auto slip = controller::unknown_option(app, {argv + 1, argv + argc})) {
    std::cerr << "fake-fly: " << *slip << " (--help lists all)\n";
    return 2;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << "fake-fly: " << error.what() << " (--help lists all)\n";
    return 2;
  }
  try {
    if (options.fast) make_fast(options.cloud.fly);
    options.cloud.fly.limits.enabled = options.rate_limits;
    options.cloud.proxy.app = options.cloud.fly.app;
    options.cloud.guest_command = sim::fake::read_guest_command(options.guest_command);
    options.cloud.openclaw = options.exec_path.empty() ? beside("fake-openclaw")
                                                       : fs::absolute(options.exec_path).string();
    auto rules = read_rules(options.rules);
    const DataDirectory data(options.cloud.data);
    return serve(options, std::move(rules), ends);
  } catch (const std::exception& error) {
    std::cerr << "fake-fly: " << error.what() << '\n';
    return 2;
  }
}
