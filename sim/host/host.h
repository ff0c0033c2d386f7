// The machine that the controller runs on: its process table with process groups, its cores, and
// what the gateway and its command line keep there. The controller sees it through a HostSpawner.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "controller/base/child_process.h"
#include "sim/choice/choice.h"
#include "sim/faults/fault_book.h"
#include "sim/gateway/log_line.h"
#include "sim/gateway/machine.h"
#include "sim/gateway/recording.h"
#include "sim/host/answer.h"
#include "sim/host/cpu.h"
#include "sim/host/descendant.h"
#include "sim/trace/recorder.h"
#include "sim/world/process.h"
#include "sim/world/wall_clock.h"

namespace sim {

class Child;
class GatewayChild;
class Parent;

// Drawn from [min, max] each time, both included.
struct DurationBounds {
  Duration min{};
  Duration max{};
};
Duration draw_within(const DurationBounds& bounds, const char* site, ChoiceSource& choices);

// What lies beyond a machine that is only partly simulated: an executable has real children, and
// its gateway is another process. Told from inside what happens.
class Beyond {
 public:
  // A child has started so many processes.
  virtual void forked(const fault::Fork& fork) = 0;
  // No gateway lives here, and one elsewhere prints these.
  virtual void gateway_prints(const std::vector<LogLine>& lines) = 0;

 protected:
  ~Beyond() = default;
};

struct HostConfig {
  std::optional<DurationBounds> boot;          // spawn to listening; nothing: as recorded
  std::optional<DurationBounds> cli_duration;  // of one call alone; nothing: as recorded
  bool cli_contention = true;                  // calls slow each other down
  const Recording* replay = nullptr;           // what the gateway prints instead of its templates
  std::int64_t first_pid = 100;
  Beyond* beyond = nullptr;  // null: nothing; else it must outlive the host
};

class Host {
 public:
  struct Seams {
    Process& world;  // owner of all that the machine itself does
    WallClock& wall_clock;
    ChoiceSource& choices;
    Recorder& recorder;
    FaultBook& faults;
    Machine& machine;
  };
  Host(Seams seams, HostConfig config);
  ~Host();

  // Answers the pid of a child that leads a process group of its own. `ear` must live until the
  // child is reaped or orphaned.
  controller::Result<std::int64_t, std::string> spawn(Process& parent,
                                                      const controller::SpawnSpec& spec,
                                                      Parent& ear);

  // The children of a parent that is gone die too: a watchdog kills their groups.
  void kill_children_of(const Process& parent);

  // The gateway, when one lives.
  [[nodiscard]] GatewayChild* gateway();

  // For children.
  Process& world() { return seams_.world; }
  WallClock& wall_clock() { return seams_.wall_clock; }
  ChoiceSource& choices() { return seams_.choices; }
  Recorder& recorder() { return seams_.recorder; }
  FaultBook& faults() { return seams_.faults; }
  AnswerReader& answers() { return answers_; }
  Machine& machine() { return seams_.machine; }
  Cpu& cpu() { return cpu_; }
  [[nodiscard]] const HostConfig& config() const { return config_; }
  void gateway_prints(const std::vector<LogLine>& lines);
  Duration draw(const DurationBounds& bounds, const char* site);
  // Some milliseconds: nothing that a kernel does takes no time at all.
  Duration reaction(const char* site);
  void fork(const Child& child, const fault::Fork& fork);
  // Whether somebody of the child's group lives, the child itself left out.
  [[nodiscard]] bool group_lives(std::int64_t pid) const;
  void descendant_gone(Descendant& descendant);

  // For the parent's handle. A signal goes to the child's whole group.
  void signal(std::int64_t pid, int number);
  // SIGKILL to those that a dead child has left behind.
  void kill_rest_of_group(std::int64_t pid);
  // A child that has ended is gone for good.
  void reap(Child& child);
  // Its parent hears of it no more.
  void orphan(std::int64_t pid);

 private:
  struct Entry {
    Owner parent;
    std::unique_ptr<Child> child;
  };

  // Frees the dead, once none of them is on the stack.
  struct Sweep : Work {
    explicit Sweep(Host* host_in)
        : Work([](Work& work) { static_cast<Sweep&>(work).host->sweep(); }), host(host_in) {}
    Host* host;
  };

  void sweep();
  void signal_rest_of_group(std::int64_t pid, int number);

  Seams seams_;
  HostConfig config_;
  Cpu cpu_;
  AnswerReader answers_;
  Sweep sweep_;
  std::int64_t next_pid_;
  std::int64_t gateway_pid_ = 0;
  std::map<std::int64_t, Entry> children_;
  std::map<std::int64_t, std::unique_ptr<Descendant>> descendants_;
  std::vector<std::unique_ptr<Child>> buried_;
  std::vector<std::unique_ptr<Descendant>> buried_descendants_;
};

}  // namespace sim
