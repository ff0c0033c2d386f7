// pairing-controller: see --help.
#include <string>

#include "controller/apps/controller/daemon.h"
#include "controller/apps/controller/settings.h"
#include "controller/apps/version.h"
#include "controller/posix/daemon_command.h"

namespace {

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
  OPENCLAW_GATEWAY_TOKEN=secret KILOCLAW_GATEWAY_ARGS='["--port","3001","--token","secret"]' \
    pairing-controller
  pairing-controller --config /etc/pairing.json --log-format json
  pairing-controller --config /etc/pairing.json --check-config)";

}  // namespace

int main(int argc, char** argv) {
  controller::apps::Settings settings;
  controller::apps::Announce announce;
  const controller::posix::DaemonCommand command{
      "pairing-controller",
      std::string(controller::apps::kVersion),
      kAbout,
      kFooter,
      controller::apps::options_of(settings),
      {{"print-port", "`{\"port\":N}` on stdout once it serves", announce.port}},
      [&settings] { return controller::apps::errors_in(settings); },
      [&settings] { return controller::apps::doubts_in(settings); }};
  if (const auto code = controller::posix::read_command(command, argc, argv)) return *code;
  return controller::apps::run_controller(settings, announce);
}
