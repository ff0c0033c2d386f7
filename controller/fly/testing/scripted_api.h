// A MachinesApi for unit tests: answers what the test has queued, and notes what it was asked.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "controller/base/wait.h"
#include "controller/fly/machines_api.h"

namespace controller::testing {

class ScriptedApi final : public fly::MachinesApi {
 public:
  struct Answer {
    std::optional<fly::Refusal> refusal;  // nothing: a success
    Duration takes{};
    bool hangs = false;  // until it is given up
  };
  struct Call {
    std::string what;
    Instant at;
  };

  explicit ScriptedApi(Scheduler& scheduler) : scheduler_(scheduler) {}

  // One a call; when none is left, `otherwise`.
  std::deque<Answer> next;
  Answer otherwise;
  std::vector<Call> log;

  [[nodiscard]] std::vector<std::string> calls() const {
    std::vector<std::string> names;
    for (const Call& call : log) names.push_back(call.what);
    return names;
  }

  Task<fly::Reply<std::vector<fly::Machine>>> list_machines(const fly::MachineFilter& filter,
                                                            CancelToken token) override {
    return answer<std::vector<fly::Machine>>("list_machines " + filter.key + "=" + filter.value,
                                             token);
  }
  Task<fly::Reply<fly::Machine>> get_machine(const std::string& id, CancelToken token) override {
    return answer<fly::Machine>("get_machine " + id, token);
  }
  Task<fly::Reply<fly::Machine>> create_machine(const fly::CreateMachine& wanted,
                                                CancelToken token) override {
    return answer<fly::Machine>("create_machine " + wanted.name, token);
  }
  Task<fly::Reply<fly::Machine>> update_machine(const std::string& id, const fly::MachineSpec& spec,
                                                CancelToken token) override {
    return answer<fly::Machine>("update_machine " + id + " " + spec.image, token);
  }
  Task<fly::Reply<fly::Done>> start_machine(const std::string& id, CancelToken token) override {
    return answer<fly::Done>("start_machine " + id, token);
  }
  Task<fly::Reply<fly::Done>> stop_machine(const std::string& id, CancelToken token) override {
    return answer<fly::Done>("stop_machine " + id, token);
  }
  Task<fly::Reply<fly::Done>> wait_for(const std::string& id, fly::MachineState state,
                                       const std::string& instance_id, CancelToken token) override {
    return answer<fly::Done>("wait " + id + " " + std::string(name_of(state)) + " " + instance_id,
                             token);
  }
  Task<fly::Reply<fly::Done>> destroy_machine(const std::string& id, CancelToken token) override {
    return answer<fly::Done>("destroy_machine " + id, token);
  }
  Task<fly::Reply<fly::ExecResult>> exec(const std::string& id,
                                         const std::vector<std::string>& command,
                                         std::chrono::seconds timeout, CancelToken token) override {
    return answer<fly::ExecResult>(
        "exec " + id + " " + command.front() + " " + std::to_string(timeout.count()), token);
  }
  Task<fly::Reply<std::vector<fly::Volume>>> list_volumes(CancelToken token) override {
    return answer<std::vector<fly::Volume>>("list_volumes", token);
  }
  Task<fly::Reply<fly::Volume>> get_volume(const std::string& id, CancelToken token) override {
    return answer<fly::Volume>("get_volume " + id, token);
  }
  Task<fly::Reply<fly::Volume>> create_volume(const fly::CreateVolume& wanted,
                                              CancelToken token) override {
    return answer<fly::Volume>("create_volume " + wanted.name, token);
  }
  Task<fly::Reply<fly::Volume>> destroy_volume(const std::string& id, CancelToken token) override {
    return answer<fly::Volume>("destroy_volume " + id, token);
  }

 private:
  template <class T>
  Task<fly::Reply<T>> answer(std::string what, CancelToken token) {
    log.push_back({std::move(what), scheduler_.now()});
    Answer answer = otherwise;
    if (!next.empty()) {
      answer = std::move(next.front());
      next.pop_front();
    }
    const Instant end = answer.hangs ? kNever : scheduler_.now() + answer.takes;
    const auto in_time = co_await sleep_until(scheduler_, end, token);
    if (!in_time) co_return Failure{given_up()};
    if (answer.refusal) co_return Failure{*answer.refusal};
    co_return T{};
  }

  static fly::Refusal given_up() {
    return fly::refusal_of({TransportFailure::cancelled, "given up"});
  }

  Scheduler& scheduler_;
};

}  // namespace controller::testing
