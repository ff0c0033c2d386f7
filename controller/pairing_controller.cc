#include "controller/pairing_controller.h"

#include <utility>

#include "controller/base/deadline.h"

namespace controller {

PairingController::PairingController(Seams seams, ControllerConfig config)
    : scheduler_(seams.scheduler),
      drain_limit_(config.commands.term_grace + config.commands.reap_grace),
      cli_slots_(seams.scheduler, config.max_concurrent_cli),
      version_slot_(seams.scheduler, 1),
      runner_(seams.scheduler, seams.spawner, config.commands),
      version_(seams.scheduler, runner_, version_slot_,
               SpawnSpec{config.cli.dialect.version(), config.cli.environment}),
      lister_(seams.scheduler, runner_, cli_slots_, std::move(config.cli)),
      cache_(
          PairingCache::Seams{seams.scheduler, seams.wall_clock, seams.config, lister_, seams.log},
          std::move(config.cache)),
      supervisor_(seams.scheduler, seams.wall_clock, seams.spawner, seams.log, seams.output,
                  std::move(config.supervisor)) {
  supervisor_.add_line_hook([this](OutputStream /*stream*/, std::string_view line, bool /*cut*/) {
    cache_.on_log_line(line);
  });
}

void PairingController::start() {
  supervisor_.launch();  // whatever a client asks for comes after it
  cache_.start();
}

Task<void> PairingController::shutdown(int signal) {
  cache_.stop();
  version_.stop();
  co_await supervisor_.shutdown(signal);
  co_await cache_.stopped();
  co_await version_.stopped();
  Deadline deadline(scheduler_, drain_limit_);
  co_await runner_.drain(deadline.token());
}

}  // namespace controller
