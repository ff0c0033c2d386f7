// The cores of a machine, shared by its command line calls: the more run at once, the longer each
// takes (recorded: concurrency-pairing-list.json). Work is measured in the time that it takes
// alone.
#pragma once

#include <cstdint>

#include "controller/base/intrusive_list.h"
#include "sim/world/process.h"

namespace sim {

class Cpu {
 public:
  // How much longer work takes when so many calls run, in thousandths; 1000 for one.
  using Slowdown = std::uint64_t (*)(std::uint32_t running);

  // A piece of work. It is given up when destroyed before it is done.
  class Job : public controller::ListNode {
   public:
    using Done = void (*)(Job&);
    explicit Job(Done done) : done_(done) {}
    ~Job();

   private:
    friend class Cpu;
    Cpu* cpu_ = nullptr;
    Duration remaining_{};
    Done done_;
  };

  // `world`: the owner of the timers. Both must outlive the Cpu; jobs must not.
  Cpu(Process& world, Slowdown slowdown) : world_(world), slowdown_(slowdown), timer_(this) {}

  // Calls job.done when so much work is done.
  void start(Job& job, Duration work);
  void give_up(Job& job);

 private:
  struct Finish : Timer {
    explicit Finish(Cpu* cpu_in)
        : Timer([](Work& work) { static_cast<Finish&>(work).cpu->finish_due(); }), cpu(cpu_in) {}
    Cpu* cpu;
  };

  void catch_up();
  void arm();
  void finish_due();

  Process& world_;
  Slowdown slowdown_;
  controller::IntrusiveList<Job> jobs_;
  std::uint32_t running_ = 0;
  Instant caught_up_{};
  Finish timer_;
};

}  // namespace sim
