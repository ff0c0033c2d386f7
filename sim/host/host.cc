#include "sim/host/host.h"

#include <algorithm>
#include <csignal>
#include <string>
#include <utility>

#include "sim/host/cli_child.h"
#include "sim/host/gateway_child.h"

namespace sim {
namespace {

using controller::Failure;
using controller::Result;

std::uint64_t no_slowdown(std::uint32_t /*running*/) { return 1000; }

}  // namespace

Host::Host(Seams seams, HostConfig config)
    : seams_(seams),
      config_(config),
      cpu_(seams.world, config.cli_contention ? slowdown_permille : no_slowdown),
      sweep_(this),
      next_pid_(config.first_pid) {}

Host::~Host() = default;

Result<std::int64_t, std::string> Host::spawn(Process& parent, const controller::SpawnSpec& spec,
                                              Parent& ear) {
  const std::int64_t pid = next_pid_;
  const bool is_gateway = spec.argv.size() > 1 && spec.argv[1] == "gateway";
  std::unique_ptr<Child> child;
  std::string error;
  if (is_gateway) {
    auto fresh = GatewayChild::start(*this, pid, ear, error);
    if (fresh) gateway_pid_ = pid;
    child = std::move(fresh);
  } else {
    child = CliChild::start(*this, pid, spec, ear, error);
  }
  if (!child) return Failure{std::move(error)};
  ++next_pid_;
  children_.emplace(pid, Entry{parent.id(), std::move(child)});
  return pid;
}

void Host::kill_children_of(const Process& parent) {
  std::vector<std::int64_t> pids;
  for (auto& [pid, entry] : children_) {
    if (entry.parent != parent.id()) continue;
    entry.child->orphan();
    pids.push_back(pid);
  }
  for (const std::int64_t pid : pids) signal(pid, SIGKILL);
}

GatewayChild* Host::gateway() {
  const auto found = children_.find(gateway_pid_);
  if (found == children_.end() || found->second.child->dead()) return nullptr;
  return static_cast<GatewayChild*>(found->second.child.get());
}

void Host::gateway_prints(const std::vector<LogLine>& lines) {
  if (GatewayChild* child = gateway()) {
    child->will_print(lines);
  } else if (config_.beyond != nullptr) {
    config_.beyond->gateway_prints(lines);
  }
}

Duration draw_within(const DurationBounds& bounds, const char* site, ChoiceSource& choices) {
  constexpr Duration kGrain = std::chrono::milliseconds(1);
  const auto steps = static_cast<std::uint64_t>((bounds.max - bounds.min) / kGrain);
  return bounds.min +
         kGrain * static_cast<std::int64_t>(choices.draw(Stream::latency, site, steps + 1));
}

Duration Host::draw(const DurationBounds& bounds, const char* site) {
  return draw_within(bounds, site, choices());
}

Duration Host::reaction(const char* site) {
  return draw(DurationBounds{std::chrono::milliseconds(1), std::chrono::milliseconds(5)}, site);
}

void Host::fork(const Child& child, const fault::Fork& fork) {
  if (config_.beyond != nullptr) config_.beyond->forked(fork);
  for (std::uint64_t i = 0; i < fork.count; ++i) {
    const std::int64_t pid = next_pid_++;
    descendants_.emplace(pid, std::make_unique<Descendant>(*this, pid, child.pid(), fork));
    recorder().emit(world().id(), ChildForked{pid, child.pid(), fork.reaped_after.count()});
  }
}

bool Host::group_lives(std::int64_t pid) const {
  return std::any_of(descendants_.begin(), descendants_.end(),
                     [pid](const auto& entry) { return entry.second->group() == pid; });
}

void Host::descendant_gone(Descendant& descendant) {
  const std::int64_t group = descendant.group();
  recorder().emit(world().id(), ForkEnded{descendant.pid(), group});
  const auto found = descendants_.find(descendant.pid());
  buried_descendants_.push_back(std::move(found->second));
  descendants_.erase(found);
  world().post(sweep_);
  const auto leader = children_.find(group);
  if (leader == children_.end() || !leader->second.child->dead() || group_lives(group)) return;
  leader->second.child->group_gone();
}

void Host::reap(Child& child) {
  recorder().emit(world().id(), child.last_words());
  const auto found = children_.find(child.pid());
  buried_.push_back(std::move(found->second.child));
  children_.erase(found);
  world().post(sweep_);
}

void Host::sweep() {
  buried_.clear();
  buried_descendants_.clear();
}

void Host::signal(std::int64_t pid, int number) {
  const auto found = children_.find(pid);
  if (found == children_.end()) return;
  recorder().emit(found->second.parent, ChildSignalled{pid, number});
  Child& child = *found->second.child;
  if (number == SIGKILL) child.killed();
  if (!child.dead()) child.on_signal(number);
  signal_rest_of_group(pid, number);
}

void Host::kill_rest_of_group(std::int64_t pid) {
  recorder().emit(children_.at(pid).parent, GroupKilled{pid});
  signal_rest_of_group(pid, SIGKILL);
}

void Host::signal_rest_of_group(std::int64_t pid, int number) {
  for (const auto& [id, descendant] : descendants_) {
    if (descendant->group() == pid) descendant->on_signal(number);
  }
}

void Host::orphan(std::int64_t pid) {
  const auto found = children_.find(pid);
  if (found != children_.end()) found->second.child->orphan();
}

}  // namespace sim
