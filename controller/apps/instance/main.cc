// pairing-instance: see --help.
#include <string>
#include <vector>

#include "controller/apps/instance/daemon.h"
#include "controller/apps/instance/settings.h"
#include "controller/apps/version.h"
#include "controller/posix/daemon_command.h"

namespace {

constexpr const char* kAbout =
    R"(Owns the Fly machine and volume of each user: starts, finds, mends and removes them, and
passes pairing requests and approvals between the platform and the controllers in the machines.)";

constexpr const char* kFooter =
    R"(Each option can also be a variable of the environment (in brackets), or a key of the JSON
file of --config, with `_` for `-`. Flags come before variables, variables before the file.
Required, and no flags because everybody could read them:

  FLY_API_TOKEN         (key "fly_token")     for the Machines API
  PAIRING_TOKEN_SECRET  (key "token_secret")  the key of the controllers' tokens
  PAIRING_INTERNAL_KEY  (key "internal_key")  what x-internal-api-key must be

Required as well: --app and --image.

On stdout comes one line, {"port":N}, as soon as it serves; its log goes to stderr. What the
instances remember is in the SQLite file of --database, which one process uses at a time: nothing
in it is lost when the program is killed.

Signals: SIGTERM and SIGINT end it, and what goes on at Fly is taken up again by the next start;
a second one ends it at once.
Exit codes: 0 ended as asked; 1 cannot start, or ended by a second signal; 2 bad usage.

Examples:
  pairing-instance --config /etc/pairing-instance.json
  pairing-instance --config /etc/pairing-instance.json --check-config
  pairing-instance --config a.json --listen '[::1]:0' --database /tmp/a.db --log-format json
  curl -H "x-internal-api-key: $KEY" -d '{"userId":"alice"}' localhost:8790/api/platform/start
  curl -H "x-internal-api-key: $KEY" 'localhost:8790/api/platform/pairing?userId=alice')";

}  // namespace

int main(int argc, char** argv) {
  controller::apps::Settings settings;
  const controller::posix::DaemonCommand command{
      "pairing-instance",
      std::string(controller::apps::kVersion),
      kAbout,
      kFooter,
      controller::apps::options_of(settings),
      {},
      [] { return std::vector<std::string>(); },
      [&settings] { return controller::apps::doubts_in(settings); }};
  if (const auto code = controller::posix::read_command(command, argc, argv)) return *code;
  return controller::apps::run_instances(settings);
}
