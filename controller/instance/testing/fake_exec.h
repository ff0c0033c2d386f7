// A Machines API that does nothing but exec, for unit tests: every command is kept, and answered as
// the test says. All other calls are refused as invalid.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/scheduler.h"
#include "controller/base/wait.h"
#include "controller/fly/machines_api.h"

namespace controller::instance::testing {

class FakeExec final : public fly::MachinesApi {
 public:
  using Answer = fly::Reply<fly::ExecResult>;
  struct Call {
    std::string machine;
    std::vector<std::string> command;
    std::chrono::seconds timeout{};
  };
  explicit FakeExec(Scheduler& scheduler) : scheduler_(scheduler) {}

  // Called when a command begins; what it returns comes after `delay`.
  std::function<Answer(const std::vector<std::string>&)> answer;
  Duration delay = std::chrono::milliseconds(1);
  std::vector<Call> calls;

  void exit(std::int64_t code, std::string out, std::string err = {}) {
    answer = [result = fly::ExecResult{code, 0, std::move(out), std::move(err)}](
                 const std::vector<std::string>&) -> Answer { return result; };
  }
  void refuse(fly::Refusal refusal) {
    answer = [refused = std::move(refusal)](const std::vector<std::string>&) -> Answer {
      return Failure{refused};
    };
  }

  Task<Answer> exec(const std::string& id, const std::vector<std::string>& command,
                    std::chrono::seconds timeout, CancelToken token) override {
    calls.push_back({id, command, timeout});
    Answer result = answer(command);
    auto elapsed = co_await sleep(scheduler_, delay, token);
    if (!elapsed) {
      fly::Refusal given_up;
      given_up.kind = fly::RefusalKind::transient;
      given_up.text = "cancelled";
      given_up.may_have_happened = true;
      co_return Failure{given_up};
    }
    co_return result;
  }

  Task<fly::Reply<std::vector<fly::Machine>>> list_machines(const fly::MachineFilter& /*filter*/,
                                                            CancelToken /*token*/) override {
    return refused<std::vector<fly::Machine>>();
  }
  Task<fly::Reply<fly::Machine>> get_machine(const std::string& /*id*/,
                                             CancelToken /*token*/) override {
    return refused<fly::Machine>();
  }
  Task<fly::Reply<fly::Machine>> create_machine(const fly::CreateMachine& /*wanted*/,
                                                CancelToken /*token*/) override {
    return refused<fly::Machine>();
  }
  Task<fly::Reply<fly::Machine>> update_machine(const std::string& /*id*/,
                                                const fly::MachineSpec& /*spec*/,
                                                CancelToken /*token*/) override {
    return refused<fly::Machine>();
  }
  Task<fly::Reply<fly::Done>> start_machine(const std::string& /*id*/,
                                            CancelToken /*token*/) override {
    return refused<fly::Done>();
  }
  Task<fly::Reply<fly::Done>> stop_machine(const std::string& /*id*/,
                                           CancelToken /*token*/) override {
    return refused<fly::Done>();
  }
  Task<fly::Reply<fly::Done>> wait_for(const std::string& /*id*/, fly::MachineState /*state*/,
                                       const std::string& /*instance_id*/,
                                       CancelToken /*token*/) override {
    return refused<fly::Done>();
  }
  Task<fly::Reply<fly::Done>> destroy_machine(const std::string& /*id*/,
                                              CancelToken /*token*/) override {
    return refused<fly::Done>();
  }
  Task<fly::Reply<std::vector<fly::Volume>>> list_volumes(CancelToken /*token*/) override {
    return refused<std::vector<fly::Volume>>();
  }
  Task<fly::Reply<fly::Volume>> get_volume(const std::string& /*id*/,
                                           CancelToken /*token*/) override {
    return refused<fly::Volume>();
  }
  Task<fly::Reply<fly::Volume>> create_volume(const fly::CreateVolume& /*wanted*/,
                                              CancelToken /*token*/) override {
    return refused<fly::Volume>();
  }
  Task<fly::Reply<fly::Volume>> destroy_volume(const std::string& /*id*/,
                                               CancelToken /*token*/) override {
    return refused<fly::Volume>();
  }

 private:
  template <class T>
  static Task<fly::Reply<T>> refused() {
    fly::Refusal refusal;
    refusal.kind = fly::RefusalKind::invalid;
    co_return Failure{refusal};
  }

  Scheduler& scheduler_;
};

}  // namespace controller::instance::testing
