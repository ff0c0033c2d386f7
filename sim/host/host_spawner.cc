#include "sim/host/host_spawner.h"

#include <csignal>
#include <utility>

#include "sim/host/child.h"

namespace sim {
namespace {

using controller::ChildEvents;
using controller::ChildProcess;
using controller::Failure;
using controller::Result;

// The parent's end of a child. A parent that was cut off lets go of its handles without acting.
class Handle final : public ChildProcess, public Parent {
 public:
  Handle(Host& host, Process& parent, ChildEvents& events)
      : host_(host), parent_(parent), events_(events) {}
  ~Handle() override {
    host_.orphan(pid_);
    if (parent_.alive()) host_.signal(pid_, SIGKILL);
  }

  // The error, or an empty string.
  std::string start(const controller::SpawnSpec& spec) {
    auto pid = host_.spawn(parent_, spec, *this);
    if (!pid) return std::move(pid.error());
    pid_ = pid.value();
    return {};
  }

  [[nodiscard]] std::int64_t pid() const override { return pid_; }
  void signal(int number) override {
    if (parent_.alive()) host_.signal(pid_, number);
  }

  // Both streams are drained all the time.
  void readable(Child& child, OutputStream stream) override {
    child.read(stream, bytes_);
    if (!bytes_.empty()) events_.on_output(stream, bytes_);
  }
  void died(Child& child) override { host_.kill_rest_of_group(child.pid()); }
  // The exit is told last of all. It may destroy this.
  void ended(Child& child) override {
    readable(child, OutputStream::out);
    readable(child, OutputStream::err);
    const ExitStatus status = child.status();
    host_.reap(child);
    events_.on_exit(status);
  }

 private:
  Host& host_;
  Process& parent_;
  ChildEvents& events_;
  std::int64_t pid_ = 0;
  std::string bytes_;
};

}  // namespace

Result<std::unique_ptr<ChildProcess>, std::string> HostSpawner::spawn(
    const controller::SpawnSpec& spec, ChildEvents& events) {
  if (!parent_.alive()) return Failure{std::string("the process is gone")};
  auto handle = std::make_unique<Handle>(host_, parent_, events);
  std::string error = handle->start(spec);
  if (!error.empty()) return Failure{std::move(error)};
  return std::unique_ptr<ChildProcess>(std::move(handle));
}

}  // namespace sim
