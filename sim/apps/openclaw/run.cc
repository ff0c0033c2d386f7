#include "sim/apps/openclaw/run.h"

#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "sim/apps/openclaw/line_socket.h"
#include "sim/apps/openclaw/port_listener.h"
#include "sim/apps/openclaw/process.h"
#include "sim/apps/openclaw/real_machine.h"
#include "sim/apps/openclaw/streams.h"
#include "sim/cloud/guest_cli.h"
#include "sim/gateway/gateway_args.h"
#include "sim/host/gateway_child.h"

namespace sim::fake {
namespace {

// What a gateway has beside its streams.
struct GatewayEnds {
  LineSocket lines;
  PortListener listener;
};

// The one child that this process is, from its start to its end.
class Life {
 public:
  Life(StateDir& directory, const Settings& settings, bool gateway)
      : machine_(directory, settings, gateway) {}

  [[nodiscard]] RealMachine& machine() { return machine_; }
  int run(const std::vector<std::string>& argv, GatewayEnds* ends, std::uint16_t port);

 private:
  void wait(GatewayEnds* ends);
  void hear(GatewayEnds& ends);
  void keep_port(GatewayEnds& ends, std::uint16_t port);

  Signals signals_;
  RealMachine machine_;
  Streams streams_;
};

int Life::run(const std::vector<std::string>& argv, GatewayEnds* ends, std::uint16_t port) {
  std::string error;
  if (!machine_.spawn(argv, streams_, error)) {
    std::cerr << error << '\n';
    return EXIT_FAILURE;
  }
  while (!streams_.result()) {
    if (ends != nullptr) keep_port(*ends, port);
    wait(ends);
    if (const auto number = signals_.take()) machine_.signal(*number);
    for (const OutputStream stream : {OutputStream::out, OutputStream::err})
      if (streams_.waits(stream)) streams_.write_more(stream);
    if (ends != nullptr) hear(*ends);
    if (machine_.wait_ms() == 0) machine_.step();
  }
  return end_as(*streams_.result());
}

void Life::wait(GatewayEnds* ends) {
  std::vector<pollfd> waits = {{signals_.fd(), POLLIN, 0}};
  if (streams_.waits(OutputStream::out)) waits.push_back({STDOUT_FILENO, POLLOUT, 0});
  if (streams_.waits(OutputStream::err)) waits.push_back({STDERR_FILENO, POLLOUT, 0});
  if (ends != nullptr) {
    waits.push_back({ends->lines.fd(), POLLIN, 0});
    ends->listener.add_to(waits);
  }
  ::poll(waits.data(), waits.size(), machine_.wait_ms());
}

void Life::hear(GatewayEnds& ends) {
  while (const auto lines = ends.lines.receive())
    machine_.act([&] { machine_.host().gateway_prints(*lines); });
  ends.listener.serve();
}

void Life::keep_port(GatewayEnds& ends, std::uint16_t port) {
  const GatewayPort now = machine_.machine().port;
  if (ends.listener.follow(now != GatewayPort::closed, now == GatewayPort::listening)) return;
  machine_.act([&] {
    machine_.gateway()->write(OutputStream::err, port_in_use_text(port));
    machine_.gateway()->end(ExitStatus{EXIT_FAILURE, std::nullopt});
  });
}

}  // namespace

int run_gateway(StateDir& directory, const std::vector<std::string>& words) {
  const GatewayArgs args = parse_gateway_args(words);
  if (!args.refusal.empty() || !directory.become_gateway()) {
    std::cerr << (args.refusal.empty() ? port_in_use_text(args.port) : args.refusal);
    return EXIT_FAILURE;
  }
  const Settings settings = read_settings(directory.path());
  GatewayEnds ends{LineSocket(directory), PortListener(args.port)};
  Life life(directory, settings, true);
  const bool color = std::getenv("TERM") != nullptr;
  life.machine().act([&] { life.machine().machine().log = {args.verbose, color, args.port}; });
  return life.run({"openclaw", "gateway"}, &ends, args.port);
}

int run_cli(StateDir& directory, const std::vector<std::string>& argv) {
  const Settings settings = read_settings(directory.path());
  return Life(directory, settings, false).run(argv, nullptr, 0);
}

}  // namespace sim::fake
