// A process spawner for unit tests: children live in memory and do what their script says.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/child_process.h"
#include "controller/base/scheduler.h"

namespace controller::testing {

// How a child reacts. Nothing: it does not.
struct ChildScript {
  std::optional<Duration> dies_on_term = Duration::zero();
  std::optional<Duration> dies_on_kill = Duration::zero();
  std::optional<Duration> exits_after = std::nullopt;  // by itself, with `own_exit`
  ExitStatus own_exit = {0, std::nullopt};
};

class FakeSpawner final : public ProcessSpawner {
 public:
  struct Signal {
    Instant at;
    int number;
    bool operator==(const Signal&) const = default;
  };

  // Outlives its handle, so that tests can look at it at any time.
  class Child {
   public:
    Child(FakeSpawner& spawner, std::int64_t pid_in, SpawnSpec spec_in, ChildScript script,
          ChildEvents& events)
        : pid(pid_in),
          spec(std::move(spec_in)),
          spawned_at(spawner.scheduler_.now()),
          spawner_(spawner),
          scheduler_(spawner.scheduler_),
          script_(script),
          events_(&events),
          death_(this) {
      if (script_.exits_after) die_after(*script_.exits_after, script_.own_exit);
    }

    const std::int64_t pid;
    const SpawnSpec spec;
    const Instant spawned_at;
    std::vector<Signal> signals;
    bool alive = true;      // neither reaped nor dropped
    bool dropped = false;   // the handle was destroyed while it lived
    bool released = false;  // the handle was destroyed

    void print(OutputStream stream, std::string_view bytes) { events_->on_output(stream, bytes); }
    void exit(ExitStatus status) {
      death_.disarm();
      alive = false;
      spawner_.exiting_ = true;
      std::exchange(events_, nullptr)->on_exit(status);
      spawner_.exiting_ = false;
    }
    void exit(int code) { exit(ExitStatus{code, std::nullopt}); }

   private:
    friend class FakeSpawner;
    struct Death : Timer {
      explicit Death(Child* child_in)
          : Timer([](Work& work) {
              Child& dying = *static_cast<Death&>(work).child;
              dying.exit(dying.fate_);
            }),
            child(child_in) {}
      Child* child;
    };

    void die_after(Duration span, ExitStatus fate) {
      fate_ = fate;
      scheduler_.arm(death_, scheduler_.now() + span);
    }
    void on_signal(int number) {
      if (!alive) return;
      signals.push_back({scheduler_.now(), number});
      const auto& delay = number == SIGKILL ? script_.dies_on_kill : script_.dies_on_term;
      if (delay) die_after(*delay, ExitStatus{std::nullopt, number});
    }
    void drop() {
      released = true;
      if (!alive) return;
      alive = false;
      dropped = true;
      death_.disarm();
    }

    FakeSpawner& spawner_;
    Scheduler& scheduler_;
    ChildScript script_;
    ChildEvents* events_;
    ExitStatus fate_;
    Death death_;
  };

  explicit FakeSpawner(Scheduler& scheduler) : scheduler_(scheduler) {}

  // Of children spawned from now on. Scripts in `next` are used first, one a child.
  ChildScript script;
  std::deque<ChildScript> next;
  // So many of the next spawns fail.
  int failures = 0;
  // Real spawners do not expect that.
  bool spawned_inside_exit = false;

  Result<std::unique_ptr<ChildProcess>, std::string> spawn(const SpawnSpec& spec,
                                                           ChildEvents& events) override {
    ++attempts_;
    spawned_inside_exit = spawned_inside_exit || exiting_;
    if (failures > 0) {
      --failures;
      return Failure{std::string("no such file")};
    }
    ChildScript chosen = script;
    if (!next.empty()) {
      chosen = next.front();
      next.pop_front();
    }
    const auto pid = static_cast<std::int64_t>(100 + children_.size());
    children_.push_back(std::make_unique<Child>(*this, pid, spec, chosen, events));
    return std::unique_ptr<ChildProcess>(std::make_unique<Handle>(*children_.back()));
  }

  // In the order of their spawning.
  [[nodiscard]] std::size_t count() const { return children_.size(); }
  [[nodiscard]] std::size_t attempts() const { return attempts_; }
  Child& child(std::size_t index) { return *children_.at(index); }
  Child& last() { return *children_.back(); }
  [[nodiscard]] std::size_t alive() const {
    std::size_t alive = 0;
    for (const auto& child : children_) alive += child->alive ? 1U : 0U;
    return alive;
  }

 private:
  class Handle final : public ChildProcess {
   public:
    explicit Handle(Child& child) : child_(child) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() override { child_.drop(); }
    [[nodiscard]] std::int64_t pid() const override { return child_.pid; }
    void signal(int number) override { child_.on_signal(number); }

   private:
    Child& child_;
  };

  Scheduler& scheduler_;
  std::vector<std::unique_ptr<Child>> children_;
  std::size_t attempts_ = 0;
  bool exiting_ = false;
};

}  // namespace controller::testing
