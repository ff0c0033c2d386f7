// fake-openclaw: the vendor's gateway and command line, as models in real time.
#include <sys/stat.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/apps/openclaw/outside.h"
#include "sim/apps/openclaw/run.h"

namespace {

using Words = std::vector<std::string>;

std::string base_name(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

// FAKE_OPENCLAW_STATE, or what the vendor takes; empty: neither is known.
std::string state_path() {
  if (const char* path = std::getenv("FAKE_OPENCLAW_STATE")) return path;
  const char* home = std::getenv("HOME");
  return home == nullptr ? std::string() : std::string(home) + "/.openclaw";
}

// `--as kilo …`: what a link of that name would do.
void take_name(Words& argv) {
  if (argv.size() < 3 || argv[1] != "--as") return;
  if (argv[2] != "openclaw" && argv[2] != "kilo" && argv[2] != "node")
    throw std::runtime_error("--as: expected openclaw, kilo or node, got \"" + argv[2] + "\"");
  argv.erase(argv.begin(), argv.begin() + 2);
}

bool is_ours(const Words& argv) {
  return argv.size() < 2 || argv[1] == "sim" || argv[1] == "--help" || argv[1] == "-h";
}

int run(Words argv) {
  take_name(argv);
  const std::string path = state_path();
  const std::string name = base_name(argv.front());
  if (name != "node" && is_ours(argv)) return sim::fake::run_outside(path, argv);
  if (path.empty()) {
    std::cerr << "fake-openclaw: neither FAKE_OPENCLAW_STATE nor HOME is set\n";
    return 2;
  }
  sim::fake::StateDir directory(path);
  if (name == "node") return sim::fake::run_script(directory, argv);
  if (argv[1] == "gateway")
    return sim::fake::run_gateway(directory, Words(argv.begin() + 2, argv.end()));
  return sim::fake::run_cli(directory, argv);
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(077);  // as the vendor's files are
  try {
    return run(Words(argv, argv + argc));
  } catch (const std::exception& error) {
    std::cerr << "fake-openclaw: " << error.what() << '\n';
    return 2;
  }
}
