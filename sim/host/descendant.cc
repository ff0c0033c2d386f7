#include "sim/host/descendant.h"

#include <csignal>

#include "sim/host/host.h"

namespace sim {

Descendant::Descendant(Host& host, std::int64_t pid, std::int64_t group, const fault::Fork& fork)
    : host_(host),
      pid_(pid),
      group_(group),
      ignore_term_(fork.ignore_term),
      reaped_after_(fork.reaped_after),
      death_timer_(this) {}

void Descendant::on_signal(int number) {
  if (killed_ || (number != SIGKILL && (ignore_term_ || death_timer_.armed()))) return;
  killed_ = number == SIGKILL;
  const Duration stuck = killed_ ? reaped_after_ : Duration::zero();
  host_.world().arm(death_timer_, host_.world().now() + host_.reaction("descendant.death") + stuck);
}

void Descendant::die() { host_.descendant_gone(*this); }

}  // namespace sim
