// M5: a machine is brought up as its state asks: not updated while it is stopping or in transit,
// with other mounts only when it does not run. After a start that succeeded the known machine is
// started, on the known volume. One that has gone is made anew once.
#include <map>

#include "scenarios/invariants/cloud/judges.h"

namespace scenarios {
namespace {

using namespace seen;

class M5 final : public CloudJudge {
 public:
  explicit M5(const SharedCloud& cloud) : CloudJudge("M5", cloud) {}

 private:
  // A state that the instance can have learnt: the last answer about the machine showed it, or it
  // lasts since that answer.
  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    if (call.accepted() && !call.answer->state.empty() && !call.answer->machine.empty())
      shown_[{instance.id, call.answer->machine}] = call.answer->state;
    if (call.accepted() && (call.operation() == "wait"))
      shown_[{instance.id, call.sent.machine}] =
          call.sent.detail.substr(0, call.sent.detail.find(' '));
    if (call.accepted() && call.operation() == "create_machine") ++made_[instance.id];
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (call.operation() != "update_machine") return;
    occasion();
    const CloudMachine* machine = cloud().machine(call.sent.machine);
    const auto shown = shown_.find({instance.id, call.sent.machine});
    if (machine == nullptr) return;
    if (shown == shown_.end())
      return flag(instance.id + " updates machine " + call.sent.machine +
                  " without having looked at it");
    const std::string& state = shown->second;
    if (state != machine->now.state) return;  // it changed meanwhile
    if (state == "stopping" || state == "starting" || state == "replacing" ||
        state == "suspending" || state == "restarting" || state == "updating")
      flag(instance.id + " updates machine " + call.sent.machine + " while it is " + state);
    if (state == "started" && machine->now.volume != call.sent.volume)
      flag(instance.id + " mounts volume " + call.sent.volume + " on machine " + call.sent.machine +
           " while it runs on \"" + machine->now.volume + '"');
  }

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.operation() == "start" && !ask.beside.contains("start")) made_[instance.id] = 0;
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() != "start") return;
    // The first, one for a machine that has gone, and one for a stale one.
    constexpr std::size_t kCreatesMax = 3;
    if (made_[instance.id] > kCreatesMax)
      flag(instance.id + " made " + std::to_string(made_[instance.id]) + " machines in one start");
    // What one that joined another had to see began with the other.
    if (reply.status != 200 || instance.in_flight("stop") != nullptr ||
        instance.in_flight("destroy") != nullptr || ask.beside.contains("start"))
      return;
    occasion();
    const CloudMachine* machine = cloud().machine(instance.machine());
    if (machine == nullptr) return flag(instance.id + " has started and knows no machine");
    if (cloud().disturbed_at(instance) >= ask.at || machine->changed_at == cloud().now()) return;
    if (machine->now.state != "started")
      flag(instance.id + " has started, and its machine " + instance.machine() + " is " +
           machine->now.state);
    if (machine->now.volume != instance.volume())
      flag(instance.id + " has started, and its machine is on volume \"" + machine->now.volume +
           "\", not on \"" + instance.volume() + '"');
  }

  std::map<std::pair<std::string, std::string>, std::string> shown_;  // instance, machine: state
  std::map<std::string, std::size_t> made_;  // machines, in the start that is under way
};

}  // namespace

std::unique_ptr<Invariant> make_m5(const SharedCloud& cloud) { return std::make_unique<M5>(cloud); }

}  // namespace scenarios
