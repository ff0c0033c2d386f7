// Keeps the gateway process running, and passes its output on (contract G1-G6).
//
// State                    start     stop          restart       shutdown       the child exits
// stopped                  spawn     -             spawn         shutting_down  -
// starting (gap_min)       refused   stopped       spawn         shutting_down  -
// running                  refused   stopping      stopping      shutting_down  crashed or starting
// stopping                 queued    queued        queued        shutting_down  stopped; next in
// queue crashed (backing off)    spawn     stopped       spawn         shutting_down  -
// shutting_down            refused   waits         refused       waits          stays
//
// spawn: starting, then running, or crashed if it fails; all within one instant.
// crashed leaves by itself to spawn when the back-off is over, starting when gap_min is. A clean
// exit (code 0) leads to starting, any other to crashed. stopping because of a restart leads to
// spawn.
//
// Only a run of healthy_run resets the back-off; no operation does. A start during the back-off
// does not wait for it. A child that is already being stopped gets no second signal when the
// shutdown begins.
//
// Not thread safe: everything happens on the scheduler's thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "controller/base/child_process.h"
#include "controller/base/log.h"
#include "controller/base/output_sink.h"
#include "controller/base/scheduler.h"
#include "controller/base/task.h"
#include "controller/base/wall_clock.h"
#include "controller/gateway/line_hooks.h"
#include "controller/gateway/restart_backoff.h"
#include "controller/gateway/supervisor_status.h"

namespace controller {

struct SupervisorConfig {
  SpawnSpec gateway;
  Duration stop_grace = std::chrono::seconds(10);  // from the first signal to SIGKILL
  // From SIGKILL until a child that is still not reaped is given up, so that it blocks nothing
  // else.
  Duration reap_grace = std::chrono::seconds(5);
  RestartLimits restart;
};

class Supervisor {
 public:
  // The seams must outlive the supervisor. The gateway is not started yet.
  Supervisor(Scheduler& scheduler, WallClock& clock, ProcessSpawner& spawner, Log& log,
             OutputSink& output, SupervisorConfig config);
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;
  // Drops everything without acting on it, apart from what destroying a ChildProcess does;
  // shutdown() comes first in an orderly end. Tasks returned below must be gone.
  ~Supervisor();

  // For every complete line of both streams; see LineHook. Never removed.
  void add_line_hook(LineHook hook) { hooks_.add(std::move(hook)); }

  // Called inside every change of state, with the status after it. One hook; it must not throw.
  using StateHook = std::function<void(const SupervisorStatus& status)>;
  void set_on_state_change(StateHook hook) { on_state_change_ = std::move(hook); }

  // Operations begin when awaited, one after the other in the order of arrival (shutdown
  // overtakes), and go on to their end even if the task is destroyed while it waits.
  //
  // Refused when the gateway runs, is starting, or is shut down. Answers once the child was
  // spawned, also when that failed: then the state is crashed and it is tried again after the
  // back-off.
  Task<StartReply> start();
  // start(), but it has arrived when this returns, and nobody waits for the answer.
  void launch();
  // Until no child is left.
  Task<void> stop();
  // Starts a gateway that did not run, too. Refused when shutting down.
  Task<RestartReply> restart();
  // `signal`: the one that the controller was sent; the gateway gets the same. No start after it.
  Task<void> shutdown(int signal);

  [[nodiscard]] SupervisorStatus status() const;
  [[nodiscard]] std::uint64_t lines_cut() const { return hooks_.lines_cut(); }
  [[nodiscard]] std::uint64_t notifications_lost() const { return hooks_.notifications_lost(); }
  // Of what the process itself writes, the gateway's output included.
  [[nodiscard]] std::uint64_t output_bytes_dropped() const { return output_.bytes_dropped(); }

 private:
  class Child;
  enum class Cause : std::uint8_t { request, exit };
  struct Operation;
  using OperationPtr = std::shared_ptr<Operation>;

  struct Alarm : Timer {
    explicit Alarm(Supervisor* supervisor_in);
    Supervisor* supervisor;
  };
  struct Settle : Work {
    explicit Settle(Supervisor* supervisor_in);
    Supervisor* supervisor;
  };

  void submit(const OperationPtr& operation);
  void begin(const OperationPtr& operation);
  void begin_shutdown(const OperationPtr& operation);
  void end_child(const OperationPtr& operation, GatewayState state, int signal);
  void settle();

  void spawn(Cause cause);
  void child_exited(Child& child, ExitStatus status);
  void forget_abandoned(const Child& child);
  void crashed();

  void alarm();
  void abandon_child();

  void arm(Instant deadline) { scheduler_.arm(alarm_, deadline); }
  void set_state(GatewayState state);

  Scheduler& scheduler_;
  WallClock& clock_;
  ProcessSpawner& spawner_;
  Log& log_;
  OutputSink& output_;
  SupervisorConfig config_;
  LineHooks hooks_;
  StateHook on_state_change_;

  GatewayState state_ = GatewayState::stopped;
  RestartBackoff backoff_;
  std::int64_t restarts_ = 0;
  std::optional<SupervisorStatus::LastExit> last_exit_;

  std::unique_ptr<Child> child_;
  Instant spawned_at_{};
  bool killed_ = false;  // the child that is being ended was sent SIGKILL
  std::vector<std::unique_ptr<Child>> abandoned_;

  OperationPtr ending_;               // waits until the child is gone
  std::deque<OperationPtr> waiting_;  // behind it
  Alarm alarm_;  // back-off, gap, grace: one at a time, told apart by the state
  Settle settle_;
};

}  // namespace controller
