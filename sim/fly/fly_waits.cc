// Calls that may take their time: wait and exec. Facts: docs/fly-facts.md, "Wait" and "Exec".
#include <algorithm>
#include <array>
#include <utility>

#include "sim/fly/fly_model.h"

namespace sim {
namespace {

constexpr std::int64_t kWaitMost = 60;
constexpr std::int64_t kCommandMost = 24 * 60 * 60;  // assumed
// started, stopped, suspended, destroyed; failed, settled [spec]
constexpr std::array<std::string_view, 6> kWaitStates = {"started",   "stopped", "suspended",
                                                         "destroyed", "failed",  "settled"};
constexpr std::size_t kOutputMost = std::size_t{10} << 20U;  // "output over 10 MiB"

bool settles(MachineState state) {
  switch (state) {
    case MachineState::started:
    case MachineState::stopped:
    case MachineState::suspended:
    case MachineState::failed:
    case MachineState::destroyed:
      return true;
    default:
      return false;
  }
}

FlyCommandPlan no_shell() {
  return {Duration::zero(), [] {
            controller::fly::ExecResult result;
            result.exit_code = 127;
            result.err = "command not found";
            return result;
          }};
}

}  // namespace

bool FlyModel::has_reached(const Waiting& waiting) const {
  const FlyMachineView& view = machines_[waiting.machine].view;
  if (!waiting.instance_id.empty() && waiting.instance_id != view.instance_id) return false;
  if (waiting.wanted == "settled") return settles(view.state);
  return controller::fly::name_of(view.state) == waiting.wanted;
}

FlyModel::Reply FlyModel::call(const fly_call::Wait& call) {
  if (std::ranges::find(kWaitStates, call.state) == kWaitStates.end())
    return invalid("state is invalid");
  if (call.timeout_s < 0 || call.timeout_s > kWaitMost)
    return invalid("timeout must be between 0 and 60 seconds");
  // "a wait for stopped needs the instance_id [D]"
  if (call.state == "stopped" && call.instance_id.empty())
    return invalid("instance_id is required to wait for stopped");
  FlyMachine* machine = visible_machine(call.id);
  if (machine == nullptr) return refusal(FlyRefusal::wait_machine_missing, {});
  Waiting waiting;
  waiting.machine = machine->index;
  waiting.wanted = call.state;
  waiting.instance_id = call.instance_id;
  if (has_reached(waiting))
    return FlyReply{200, FlyWaited{machine->view.instance_id, machine->view.state}, {}};
  due(Due::Kind::waiting, waiting.machine, ticket_, now_.at + std::chrono::seconds(call.timeout_s));
  waiting_.emplace(ticket_, std::move(waiting));
  machine->waiting.push_back(ticket_);
  return std::nullopt;
}

FlyModel::Reply FlyModel::call(const fly_call::Exec& call) {
  if (call.command.empty()) return invalid("command is required");
  if (call.timeout_s < 0 || call.timeout_s > kCommandMost) return invalid("timeout is invalid");
  FlyMachine* machine = visible_machine(call.id);
  if (machine == nullptr) return refusal(FlyRefusal::machine_missing, {});
  if (Reply blocked = blocked_by_lease(*machine)) return blocked;
  if (machine->view.state != MachineState::started) return refusal(FlyRefusal::not_running, {});
  FlyCommand command;
  command.ticket = ticket_;
  command.machine = call.id;
  command.argv = call.command;
  for (const auto& [key, value] : machine->view.config->spec.metadata)
    if (key == "kiloclaw_sandbox_id") command.sandbox = value;
  Waiting waiting;
  waiting.machine = machine->index;
  waiting.is_exec = true;
  waiting.command = exec_ ? exec_(command) : no_shell();
  const Duration limit = std::chrono::seconds(call.timeout_s);
  waiting.times_out = limit > Duration::zero() && waiting.command.takes > limit;
  const Duration takes = waiting.times_out ? limit : waiting.command.takes;
  due(Due::Kind::waiting, waiting.machine, ticket_, now_.at + takes);
  waiting_.emplace(ticket_, std::move(waiting));
  machine->waiting.push_back(ticket_);
  return std::nullopt;
}

bool FlyModel::finish_command(FlyTicket ticket, FlyNow now) {
  at(now);
  const auto found = waiting_.find(ticket);
  if (found == waiting_.end() || !found->second.is_exec) return false;
  found->second.times_out = false;
  end_waiting(ticket);
  return true;
}

// Its time has come: the command is done, or the wait has been in vain.
void FlyModel::end_waiting(FlyTicket ticket) {
  const auto found = waiting_.find(ticket);
  FlyReply reply = result_of(found->second);
  answer(ticket, std::move(reply));
}

FlyReply FlyModel::result_of(Waiting& waiting) {
  if (!waiting.is_exec) {
    FlySubject subject;
    subject.wanted = waiting.wanted;
    subject.state = controller::fly::name_of(machines_[waiting.machine].view.state);
    return refusal(FlyRefusal::wait_timeout, subject);
  }
  if (waiting.times_out) return refusal(FlyRefusal::exec_timeout, {});
  controller::fly::ExecResult result = waiting.command.finish();
  if (result.out.size() + result.err.size() > kOutputMost)
    return refusal(FlyRefusal::output_too_long, {});
  return FlyReply{200, std::move(result), {}};
}

void FlyModel::answer(FlyTicket ticket, FlyReply reply) {
  const auto found = waiting_.find(ticket);
  std::erase(machines_[found->second.machine].waiting, ticket);
  waiting_.erase(found);
  effects_.emplace_back(FlyAnswer{ticket, std::move(reply)});
}

void FlyModel::look_after_waiting(FlyMachine& machine) {
  const std::vector<FlyTicket> tickets = machine.waiting;
  for (const FlyTicket ticket : tickets) {
    const Waiting& waiting = waiting_.at(ticket);
    if (waiting.is_exec) {
      if (machine.view.state != MachineState::started)
        answer(ticket, refusal(FlyRefusal::not_running, {}));
    } else if (machine.vanished) {
      answer(ticket, refusal(FlyRefusal::wait_machine_missing, {}));
    } else if (has_reached(waiting)) {
      answer(ticket, FlyReply{200, FlyWaited{machine.view.instance_id, machine.view.state}, {}});
    }
  }
}

}  // namespace sim
