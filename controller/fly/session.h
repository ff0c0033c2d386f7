// One purposeful series of calls to the Machines API, such as a start: each call is repeated while
// that may help, with exponential back-off and full jitter, and the whole series is bounded (M10).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "controller/base/cancel.h"
#include "controller/base/log.h"
#include "controller/base/random.h"
#include "controller/base/scheduler.h"
#include "controller/fly/machines_api.h"

namespace controller::fly {

struct SessionLimits {
  int tries_per_call = 8;
  int calls = 60;  // tries included
  Duration total = std::chrono::minutes(5);
  Duration call_timeout = std::chrono::seconds(30);
  Duration wait_timeout = std::chrono::seconds(65);  // wait_for
  Duration wait_in_full = std::chrono::seconds(55);  // Fly is asked to wait for 60 s
  Duration exec_margin = std::chrono::seconds(10);   // beyond what exec is told
  Duration backoff_first = std::chrono::milliseconds(500);
  Duration backoff_max = std::chrono::seconds(30);
};

// A MachinesApi in front of another one. Repeated are refusals that are worth it, and a wait_for
// whose time was up; for one version that is repeated only if it came before `wait_in_full`, since
// the version may be over by now. Calls that are repeated although they may have happened are those
// that cannot do harm twice: all but create_volume and exec. (A create_machine that happened twice
// is refused: the name is taken.)
//
// When a limit is reached the last refusal is returned; when there was none, one of kind
// `transient` with status 0. A refusal says that the call may have happened if any of its tries may
// have. Each repetition is logged (`fly.retry`).
//
// The wait before a repetition is drawn anew each time, evenly from 0 to `backoff_first` doubled
// with each try, `backoff_max` at most; what Retry-After asks is added. A wait that would last
// until the end of the series is not begun.
class Session final : public MachinesApi {
 public:
  struct Seams {
    Scheduler& scheduler;
    Random& random;
    Log& log;
    MachinesApi& api;
  };
  // All seams must outlive the session, and the session its tasks. Time runs from here on. `parent`
  // ends every call.
  Session(Seams seams, SessionLimits limits, CancelToken parent);

  [[nodiscard]] int calls_left() const { return calls_left_; }
  [[nodiscard]] bool expired() const;
  // No call is tried any more.
  [[nodiscard]] bool is_used_up() const { return calls_left_ <= 0 || expired(); }

  Task<Reply<std::vector<Machine>>> list_machines(const MachineFilter& filter,
                                                  CancelToken token) override;
  Task<Reply<Machine>> get_machine(const std::string& id, CancelToken token) override;
  Task<Reply<Machine>> create_machine(const CreateMachine& wanted, CancelToken token) override;
  Task<Reply<Machine>> update_machine(const std::string& id, const MachineSpec& spec,
                                      CancelToken token) override;
  Task<Reply<Done>> start_machine(const std::string& id, CancelToken token) override;
  Task<Reply<Done>> stop_machine(const std::string& id, CancelToken token) override;
  Task<Reply<Done>> wait_for(const std::string& id, MachineState state,
                             const std::string& instance_id, CancelToken token) override;
  Task<Reply<Done>> destroy_machine(const std::string& id, CancelToken token) override;
  Task<Reply<ExecResult>> exec(const std::string& id, const std::vector<std::string>& command,
                               std::chrono::seconds timeout, CancelToken token) override;
  Task<Reply<std::vector<Volume>>> list_volumes(CancelToken token) override;
  Task<Reply<Volume>> get_volume(const std::string& id, CancelToken token) override;
  Task<Reply<Volume>> create_volume(const CreateVolume& wanted, CancelToken token) override;
  Task<Reply<Volume>> destroy_volume(const std::string& id, CancelToken token) override;

 private:
  // How a call is repeated.
  struct Manner {
    std::string_view operation;
    Duration timeout;
    bool once = false;      // not when it may have happened
    Duration waits_most{};  // a wait_timeout is worth another try if it came before that
  };
  // What is known of a call so far.
  struct Progress {
    int tries = 0;
    bool may_have_happened = false;
    Refusal last;
    Duration lasted{};  // the last one
  };

  [[nodiscard]] Manner usual(std::string_view operation) const;

  template <class T, class... Args>
  using Method = std::type_identity_t<Task<Reply<T>> (MachinesApi::*)(Args..., CancelToken)>;

  // `args` are kept as they are declared: references must outlive the task.
  template <class T, class... Args>
  Task<Reply<T>> repeat(Manner manner, Method<T, Args...> method, CancelToken token, Args... args);
  // Counts a try; false when there may be none.
  bool begin_try(Progress& progress);
  void note(Progress& progress, Refusal refusal) const;
  [[nodiscard]] bool may_repeat(const Manner& manner, const Progress& progress) const;
  // Until the next try.
  Duration draw_wait(const Progress& progress);
  void log_retry(const Manner& manner, const Progress& progress, Duration wait);

  Scheduler& scheduler_;
  Random& random_;
  Log& log_;
  MachinesApi& api_;
  SessionLimits limits_;
  CancelToken parent_;
  Instant end_;
  int calls_left_;
};

}  // namespace controller::fly
