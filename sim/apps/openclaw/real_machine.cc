#include "sim/apps/openclaw/real_machine.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "sim/apps/openclaw/line_socket.h"
#include "sim/gateway/gateway_model.h"

namespace sim::fake {
namespace {

constexpr Owner kMachine = 1;
// Of one transaction: signals and clients are to be heard while a child prints without end.
constexpr std::uint64_t kStepsAtOnce = 64;

// Holds the pipes open until a signal ends it.
[[noreturn]] void live_on(bool ignore_term) {
  ::signal(SIGTERM, ignore_term ? SIG_IGN : SIG_DFL);
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGHUP, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::close_range(3, ~0U, 0);
  for (;;) ::pause();
}

HostConfig host_config_of(const Settings& settings, Beyond& beyond) {
  HostConfig config;
  config.boot = settings.boot;
  config.cli_duration = settings.cli_duration;
  config.cli_contention = false;
  config.replay = settings.log ? &*settings.log : nullptr;
  config.first_pid = ::getpid();
  config.beyond = &beyond;
  return config;
}

}  // namespace

RealMachine::RealMachine(StateDir& directory, const Settings& settings, bool gateway)
    : directory_(directory),
      settings_(settings),
      is_gateway_(gateway),
      stored_([&] {
        StoredMachine stored;
        directory.transact(stored, gateway, [] {});
        return stored;
      }()),
      began_(std::chrono::steady_clock::now()),
      began_at_(std::max(wall_now() - stored_.epoch, std::chrono::milliseconds(0))),
      choices_(choices_of(settings)),
      self_(time_, kMachine, "machine"),
      wall_(time_, stored_.epoch),
      silence_(time_, wall_),
      faults_(settings.faults),
      host_(Host::Seams{self_, wall_, *choices_, silence_, faults_, stored_.machine},
            host_config_of(settings, *this)),
      anchor_(std::make_unique<Timer>([](Work& /*work*/) {})) {
  silence_.mute();
  // Something is always due, however late: so time moves on also when nothing happens.
  self_.arm(*anchor_, controller::kNever);
  time_.run_until(now());
}

Instant RealMachine::now() const {
  return began_at_ +
         std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began_);
}

bool RealMachine::spawn(const std::vector<std::string>& argv, Parent& parent, std::string& error) {
  bool spawned = false;
  act([&] {
    std::vector<std::uint64_t> counts;
    for (const FaultRule& rule : settings_.faults) counts.push_back(stored_.rule_counts[rule.name]);
    faults_.go_on_from(std::move(counts));
    auto pid = host_.spawn(self_, controller::SpawnSpec{argv, {}}, parent);
    for (std::size_t i = 0; i < settings_.faults.size(); ++i)
      stored_.rule_counts[settings_.faults[i].name] = faults_.counts()[i];
    spawned = static_cast<bool>(pid);
    if (spawned) {
      child_ = pid.value();
    } else {
      error = pid.error();
    }
  });
  return spawned;
}

void RealMachine::signal(int number) {
  act([&] { host_.signal(child_, number); });
}

void RealMachine::act(const std::function<void()>& act) {
  directory_.transact(stored_, is_gateway_, [&] {
    time_.run_until(now(), time_.steps() + kStepsAtOnce);
    act();
    time_.run_until(now(), time_.steps() + kStepsAtOnce);
  });
}

int RealMachine::wait_ms() const {
  const Instant next = time_.next_event();
  if (next == controller::kNever) return -1;
  constexpr std::int64_t kMost = 60'000;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, kMost));
}

void RealMachine::forked(const fault::Fork& fork) {
  for (std::uint64_t i = 0; i < fork.count; ++i)
    if (::fork() == 0) live_on(fork.ignore_term);
}

void RealMachine::gateway_prints(const std::vector<LogLine>& lines) {
  send_lines(directory_, lines);
}

}  // namespace sim::fake
