// M3: when the name is taken, the machine that has it is adopted: one whose name is right,
// confirmed by a GET or a list, and never one that only a refusal's text names. No second machine
// of that name is asked for while the first one is there, and refusals for other reasons lead to no
// adoption.
#include <map>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/fly_texts.h"

namespace scenarios {
namespace {

using namespace seen;

class M3 final : public CloudJudge {
 public:
  explicit M3(const SharedCloud& cloud) : CloudJudge("M3", cloud) {}

 private:
  struct Taken {
    std::string name;                 // that a create was refused for
    std::set<std::string> confirmed;  // machines that were shown since
    std::set<std::string> gone;       // machines that were destroyed since
    std::string text;                 // of the refusal
    bool listed = false;              // all machines were listed since
    bool of_user = false;             // and those of the user
    bool troubled = false;            // a call that looks has failed since
  };
  // Creates of the start that is under way.
  struct Creates {
    bool unknown = false;             // one of them may have been carried out
    std::string otherwise;            // what the last one was refused with, if not for the name
    std::set<std::string> claimants;  // machines that Fly told beside a volume
  };

  void started(const CloudInstance& instance) override { taken_.erase(&instance); }
  void ended(const CloudInstance& instance) override { taken_.erase(&instance); }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    if (call.operation() == "get_volume" && call.accepted())
      creates_[&instance].claimants.insert(call.answer->machine);
    if (call.operation() == "create_machine" && says_name_taken(*call.answer) &&
        !says_capacity(*call.answer)) {
      occasion();
      taken_[&instance] = Taken{call.sent.name, {}, {}, call.answer->text, false, false, false};
      creates_[&instance].otherwise.clear();
      return;
    }
    if (call.operation() == "create_machine") note_create(instance, *call.answer);
    if (call.accepted() && call.operation() == "create_machine") mine_.insert(call.answer->machine);
    const auto found = taken_.find(&instance);
    if (found == taken_.end()) return;
    Taken& taken = found->second;
    if (!call.accepted() && !says_machine_gone(*call.answer)) taken.troubled = true;
    if (call.accepted() && call.operation() == "list_machines" && call.sent.detail.empty())
      taken.listed = true;
    if (call.accepted() && call.operation() == "list_machines" && !call.sent.detail.empty())
      taken.of_user = true;
    if (call.accepted() && call.operation() == "get_machine")
      taken.confirmed.insert(call.sent.machine);
    if (call.accepted() && call.operation() == "list_machines")
      taken.confirmed.insert(call.answer->ids.begin(), call.answer->ids.end());
    const bool destroyed = call.accepted() && call.operation() == "destroy_machine";
    if (destroyed || says_machine_gone(*call.answer) || call.answer->state == "destroyed" ||
        call.answer->state == "destroying")
      taken.gone.insert(call.sent.machine);
  }

  // Refusals whose codes are those of a taken name.
  void note_create(const CloudInstance& instance, const sim::FlyAnswered& answer) {
    Creates& creates = creates_[&instance];
    creates.otherwise.clear();
    if (says_nothing(answer)) creates.unknown = true;
    if (says_capacity(answer) || says_quota(answer) || says_busy(answer))
      creates.otherwise = answer.text;
  }

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.operation() == "start" && !ask.beside.contains("start")) creates_.erase(&instance);
  }

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    const auto& old = news().old_stored;
    if (now.machine.empty() || (old && old->machine == now.machine) || mine_.contains(now.machine))
      return;
    const CloudMachine* machine = cloud().machine(now.machine);
    if (machine == nullptr && !old) return;  // its store held it before the run
    if (machine == nullptr)
      return flag(instance.id + " took machine " + now.machine + ", which never was");
    occasion();
    if (machine->now.sandbox != instance.id && machine->now.name != instance.id)
      flag(instance.id + " took machine " + now.machine + ", which is called " + machine->now.name +
           " and belongs to \"" + machine->now.sandbox + '"');
    const Creates& creates = creates_[&instance];
    // What has our volume is found by that.
    const bool starts = instance.in_flight("start") != nullptr;
    if (starts && !creates.otherwise.empty() && !creates.unknown &&
        !creates.claimants.contains(now.machine))
      flag(instance.id + " takes machine " + now.machine +
           " though its create was refused for another reason: " + creates.otherwise);
    const auto found = taken_.find(&instance);
    if (found == taken_.end()) return;
    if (!found->second.confirmed.contains(now.machine))
      flag(instance.id + " took machine " + now.machine +
           ", which a refusal named and neither a GET nor a list confirmed");
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    const auto found = taken_.find(&instance);
    // A destroy, which has ended the start, lists them for itself.
    if (found == taken_.end() || instance.in_flight("destroy") != nullptr) return;
    if (call.operation() == "list_machines" && call.sent.detail.empty() && !found->second.of_user)
      flag(instance.id + " looks for its name among all machines, and the list of the user's did " +
           "not come first");
    if (call.operation() != "create_machine" || found->second.name != call.sent.name) return;
    bool told = false;
    for (const std::string& id : found->second.confirmed) {
      if (!has_name(id, call.sent.name) || found->second.gone.contains(id)) continue;
      told = true;
      flag(instance.id + " asks for a machine named " + call.sent.name + " again although " + id +
           " has the name");
    }
    if (!told && found->second.gone.empty())
      flag(instance.id + " asks for a machine named " + call.sent.name +
           " again, and nobody is known to have given the name up");
  }

  [[nodiscard]] bool has_name(const std::string& id, const std::string& name) const {
    const CloudMachine* machine = cloud().machine(id);
    return machine != nullptr && !machine->leaving() && machine->now.name == name;
  }

  // Whoever has the name was to be found: by the id in the refusal, or in a list of all machines.
  void judge_search(const CloudInstance& instance, const Taken& taken) {
    if (taken.troubled) return;
    for (const std::string& id : instance.machines) {
      if (!has_name(id, taken.name) || taken.confirmed.contains(id) || taken.gone.contains(id))
        continue;
      const bool named = taken.text.find("machine ID " + id) != std::string::npos;
      if (named || !taken.listed)
        flag(instance.id + " gave the start up without having found machine " + id +
             ", which has its name");
    }
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() != "start") return;
    const auto found = taken_.find(&instance);
    const bool failed = reply.status >= 300 && ask.lifecycle_beside == 0;
    if (found != taken_.end() && failed) judge_search(instance, found->second);
    taken_.erase(&instance);
  }

  PerInstance<Taken> taken_;
  PerInstance<Creates> creates_;
  std::set<std::string> mine_;  // machines that a create told to its caller
};

}  // namespace

std::unique_ptr<Invariant> make_m3(const SharedCloud& cloud) { return std::make_unique<M3>(cloud); }

}  // namespace scenarios
