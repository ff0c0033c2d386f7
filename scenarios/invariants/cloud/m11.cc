// M11: a stop that succeeded has waited for the machine to be stopped, and says so in the state. A
// destroy forgets the state only when all that it knew of is gone.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"

namespace scenarios {
namespace {

using namespace seen;

class M11 final : public CloudJudge {
 public:
  explicit M11(const SharedCloud& cloud) : CloudJudge("M11", cloud) {}

 private:
  // What an instance has known, since it was last erased: machine/ID, volume/ID.
  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    std::set<std::string>& known = known_[instance.id];
    if (now.erased) {
      judge_erased(instance, known);
      known.clear();
      destroying_.erase(instance.id);
      return;
    }
    if (!now.machine.empty()) known.insert("machine/" + now.machine);
    if (!now.volume.empty()) known.insert("volume/" + now.volume);
    if (!now.source.empty()) known.insert("volume/" + now.source);
    known.insert(now.deletions.begin(), now.deletions.end());
    if (now.status == "destroying") destroying_.try_emplace(instance.id, cloud().now());
  }

  void judge_erased(const CloudInstance& instance, const std::set<std::string>& known) {
    occasion();
    for (const std::string& what : known) {
      const auto slash = what.find('/');
      const std::string id = what.substr(slash + 1);
      const CloudMachine* machine = cloud().machine(id);
      const CloudVolume* volume = cloud().volume(id);
      if ((machine != nullptr && machine->exists()) || (volume != nullptr && volume->exists()))
        flag(instance.id + " forgets its state although its " + what + " is still there");
    }
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (call.operation() == "wait" && call.sent.detail.starts_with("stopped") &&
        call.sent.detail.find(' ') == std::string::npos)
      flag(instance.id + " waits for machine " + call.sent.machine +
           " to be stopped without its instance id");
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() != "stop" || reply.status != 200 || ask.lifecycle_beside > 0) return;
    occasion();
    const CloudMachine* machine = cloud().machine(instance.machine());
    const bool undisturbed = cloud().disturbed_at(instance) < ask.at;
    const bool turns = machine != nullptr &&
                       (machine->now.state == "stopping" || machine->now.state == "suspending");
    if (machine != nullptr &&
        ((machine->live() && machine->changed_at < ask.at) || (turns && undisturbed)))
      flag(instance.id + " was stopped, and its machine " + machine->now.id + " is " +
           machine->now.state);
    if (instance.status() == "running" || instance.status() == "starting")
      flag(instance.id + " was stopped, and its state says \"" + instance.status() + '"');
  }

  // A destroy comes to an end.
  void over(Instant end) override {
    for (const auto& [id, since] : destroying_) {
      const CloudInstance& instance = *cloud().instance(id);
      const Instant settled =
          std::max({since, cloud().disturbed_at(instance), instance.alive_since});
      if (!instance.alive || end - settled < terms().time_to_converge) continue;
      occasion();
      flag(id + " is being destroyed since " + text_of(since) + " and nothing is wrong since " +
               text_of(settled) + "; it had to be gone",
           Property::liveness);
    }
  }

  std::map<std::string, std::set<std::string>> known_;
  std::map<std::string, Instant> destroying_;
};

}  // namespace

std::unique_ptr<Invariant> make_m11(const SharedCloud& cloud) {
  return std::make_unique<M11>(cloud);
}

}  // namespace scenarios
