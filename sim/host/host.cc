#include "sim/host/host.h"

#include <csignal>
#include <string>
#include <utility>

#include "sim/host/cli_child.h"
#include "sim/host/gateway_child.h"

namespace sim {
namespace {

using controller::ChildProcess;
using controller::Failure;
using controller::Result;

std::uint64_t no_slowdown(std::uint32_t /*running*/) { return 1000; }

// The parent's end of a child. A parent that was cut off lets go of its handles without acting.
class Handle final : public ChildProcess {
 public:
  Handle(Host& host, Process& parent, std::int64_t pid) : host_(host), parent_(parent), pid_(pid) {}
  ~Handle() override {
    if (parent_.alive()) host_.abandon(pid_);
  }
  [[nodiscard]] std::int64_t pid() const override { return pid_; }
  void signal(int number) override {
    if (parent_.alive()) host_.signal(pid_, number);
  }

 private:
  Host& host_;
  Process& parent_;
  std::int64_t pid_;
};

}  // namespace

Host::Host(Seams seams, HostConfig config)
    : seams_(seams),
      config_(config),
      cpu_(seams.world, config.cli_contention ? slowdown_permille : no_slowdown),
      sweep_(this) {}

Host::~Host() = default;

Result<std::unique_ptr<ChildProcess>, std::string> Host::spawn(Process& parent,
                                                               const controller::SpawnSpec& spec,
                                                               controller::ChildEvents& events) {
  const std::int64_t pid = next_pid_;
  const bool is_gateway = spec.argv.size() > 1 && spec.argv[1] == "gateway";
  std::unique_ptr<Child> child;
  std::string error;
  if (is_gateway) {
    auto fresh = GatewayChild::start(*this, pid, events, error);
    if (fresh) gateway_pid_ = pid;
    child = std::move(fresh);
  } else {
    child = CliChild::start(*this, pid, spec, events, error);
  }
  if (!child) return Failure{std::move(error)};
  ++next_pid_;
  children_.emplace(pid, Entry{parent.id(), std::move(child)});
  return std::unique_ptr<ChildProcess>(std::make_unique<Handle>(*this, parent, pid));
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
  return found == children_.end() ? nullptr : static_cast<GatewayChild*>(found->second.child.get());
}

void Host::gateway_prints(const std::vector<LogLine>& lines) {
  if (GatewayChild* child = gateway()) child->will_print(lines);
}

Duration Host::draw(const DurationBounds& bounds, const char* site) {
  constexpr Duration kGrain = std::chrono::milliseconds(1);
  const auto steps = static_cast<std::uint64_t>((bounds.max - bounds.min) / kGrain);
  return bounds.min +
         kGrain * static_cast<std::int64_t>(choices().draw(Stream::latency, site, steps + 1));
}

Duration Host::reaction(const char* site) {
  return draw(DurationBounds{std::chrono::milliseconds(1), std::chrono::milliseconds(5)}, site);
}

void Host::bury(Child& child) {
  const auto found = children_.find(child.pid());
  buried_.push_back(std::move(found->second.child));
  children_.erase(found);
  world().post(sweep_);
}

void Host::signal(std::int64_t pid, int number) {
  const auto found = children_.find(pid);
  if (found == children_.end()) return;
  recorder().emit(found->second.parent, ChildSignalled{pid, number});
  found->second.child->on_signal(number);
}

void Host::abandon(std::int64_t pid) {
  const auto found = children_.find(pid);
  if (found == children_.end()) return;
  found->second.child->orphan();
  signal(pid, SIGKILL);
}

Result<std::unique_ptr<ChildProcess>, std::string> HostSpawner::spawn(
    const controller::SpawnSpec& spec, controller::ChildEvents& events) {
  if (!parent_.alive()) return Failure{std::string("the process is gone")};
  return host_.spawn(parent_, spec, events);
}

}  // namespace sim
