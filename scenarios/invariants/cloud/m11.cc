// M11: a stop that succeeded has waited for the machine to be stopped, and says so in the state. A
// destroy forgets the state only when all that it knew of is gone.
#include <algorithm>
#include <map>
#include <set>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/fly_texts.h"

namespace scenarios {
namespace {

using namespace seen;

class M11 final : public CloudJudge {
 public:
  explicit M11(const SharedCloud& cloud) : CloudJudge("M11", cloud) {}

 private:
  // What an instance has known, since it was last erased: machine/ID, volume/ID.
  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    std::set<std::string>& known = known_[&instance];
    if (now.erased) {
      judge_erased(instance, known);
      known.clear();
      destroying_.erase(&instance);
      return;
    }
    if (news().old_stored) {
      judge_struck(instance, *news().old_stored, now);
      forget_new(instance, *news().old_stored, now);
    }
    if (!now.machine.empty()) known.insert("machine/" + now.machine);
    if (!now.volume.empty()) known.insert("volume/" + now.volume);
    if (!now.source.empty()) known.insert("volume/" + now.source);
    known.insert(now.deletions.begin(), now.deletions.end());
    if (now.status == "destroying") destroying_.try_emplace(&instance, cloud().now());
  }

  // What is on the list of deletions; once the instance is being destroyed, all that it has as
  // well.
  static std::set<std::string> owed(const sim::InstanceStored& old, bool destroying) {
    std::set<std::string> all(old.deletions.begin(), old.deletions.end());
    if (!destroying) return all;
    if (!old.machine.empty()) all.insert("machine/" + old.machine);
    if (!old.volume.empty()) all.insert("volume/" + old.volume);
    if (!old.source.empty()) all.insert("volume/" + old.source);
    return all;
  }

  // What is struck off the list is gone, or Fly has said so; or it is held again.
  void judge_struck(const CloudInstance& instance, const sim::InstanceStored& old,
                    const sim::InstanceStored& now) {
    for (const std::string& what : owed(old, now.status == "destroying")) {
      const std::string id = what.substr(what.find('/') + 1);
      if (std::ranges::find(now.deletions, what) != now.deletions.end() || said_gone_.contains(id))
        continue;
      const CloudMachine* machine = cloud().machine(id);
      const CloudVolume* volume = cloud().volume(id);
      const bool there = (machine != nullptr && machine->exists() && id != now.machine) ||
                         (volume != nullptr && volume->exists() && id != now.volume &&
                          id != now.source && (!volume->given || now.status == "destroying"));
      if (there) flag(instance.id + " strikes " + what + " off its list, which is still there");
    }
  }

  // What is put on the list again has to be tried again, whatever was told of it before.
  void forget_new(const CloudInstance& instance, const sim::InstanceStored& old,
                  const sim::InstanceStored& now) {
    auto& tried = tried_[&instance];
    for (const std::string& what : now.deletions) {
      if (std::ranges::find(old.deletions, what) != old.deletions.end()) continue;
      const std::string id = what.substr(what.find('/') + 1);
      tried.erase(id);
      said_gone_.erase(id);
      surely_gone_.erase(id);
    }
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    const std::string& id = call.sent.machine.empty() ? call.sent.volume : call.sent.machine;
    const bool looks = call.operation() == "get_machine" || call.operation() == "get_volume";
    const bool waited = call.operation() == "wait" && call.sent.detail.starts_with("destroyed") &&
                        call.answer->status / 100 == 2;
    const bool missing = call.sent.machine.empty() ? says_volume_missing(*call.answer)
                                                   : says_machine_gone(*call.answer);
    if (call.operation() == "get_machine" && call.accepted())
      shown_[{instance.id, id}] = call.answer->state;
    if (call.accepted() && looks) {
      said_gone_.erase(id);
      surely_gone_.erase(id);
    }
    if (call.operation() == "list_machines" && call.accepted())
      for (const std::string& listed : call.answer->ids) note_listed(instance, listed);
    // One denial alone may be an outage in disguise: that of a DELETE is confirmed by a GET.
    const bool denied = missing && !call.operation().starts_with("destroy_");
    if (!waited && !denied && call.answer->state != "destroyed") return;
    said_gone_.insert(id);
    if (!is_new(instance, id)) surely_gone_[id] = denied ? By::denial : By::its_state;
  }
  // What was denied and is listed then may be there all the same.
  void note_listed(const CloudInstance& instance, const std::string& machine) {
    if (machine != instance.machine())
      first_listed_.try_emplace({instance.id, machine}, cloud().now());
    const auto gone = surely_gone_.find(machine);
    const bool sure = gone != surely_gone_.end() && gone->second == By::its_state;
    if (sure || !said_gone_.contains(machine)) return;
    surely_gone_.erase(machine);
    first_listed_[{instance.id, machine}] = cloud().now();
  }

  void machine_changed(const CloudMachine& machine) override {
    first_seen_.try_emplace(machine.now.id, cloud().now());
  }
  void ended(const CloudInstance& instance) override { tried_.erase(&instance); }
  // To its instance, which forgets with each restart for how long it has known the machine. One
  // that a list shows, and that it did not know, may be new for all that it can tell.
  [[nodiscard]] bool is_new(const CloudInstance& instance, const std::string& machine) const {
    constexpr Duration kHidden = std::chrono::minutes(2);
    const auto seen = first_seen_.find(machine);
    if (seen == first_seen_.end()) return false;
    const auto listed = first_listed_.find({instance.id, machine});
    const Instant told = listed == first_listed_.end() ? seen->second : listed->second;
    return cloud().now() - std::max(told, instance.alive_since) < kHidden;
  }

  void judge_erased(const CloudInstance& instance, const std::set<std::string>& known) {
    occasion();
    for (const std::string& what : known) {
      const auto slash = what.find('/');
      const std::string id = what.substr(slash + 1);
      const CloudMachine* machine = cloud().machine(id);
      const CloudVolume* volume = cloud().volume(id);
      if ((machine != nullptr && machine->exists()) ||
          (volume != nullptr && volume->exists() && !volume->belied))
        flag(instance.id + " forgets its state although its " + what + " is still there");
    }
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (call.operation() == "wait" && call.sent.detail.starts_with("stopped") &&
        call.sent.detail.find(' ') == std::string::npos)
      flag(instance.id + " waits for machine " + call.sent.machine +
           " to be stopped without its instance id");
    if (call.operation() == "stop_machine") judge_launched(instance, call.sent.machine);
    if (call.operation() == "destroy_volume") judge_order(instance, call.sent.volume);
    judge_again(instance, call);
    if (call.operation() == "destroy_machine") tried_[&instance].insert(call.sent.machine);
    if (call.operation() == "destroy_volume") tried_[&instance].insert(call.sent.volume);
  }

  void judge_launched(const CloudInstance& instance, const std::string& machine) {
    const auto shown = shown_.find({instance.id, machine});
    if (shown != shown_.end() && shown->second == "created")
      flag(instance.id + " stops machine " + machine + ", which was not launched yet");
  }

  // A volume that a machine has cannot be deleted before that.
  void judge_order(const CloudInstance& instance, const std::string& id) {
    const CloudVolume* volume = cloud().volume(id);
    if (volume == nullptr || volume->now.machine.empty()) return;
    const std::string& machine = volume->now.machine;
    if (instance.owes_deletion("machine/" + machine) && !tried_[&instance].contains(machine))
      flag(instance.id + " deletes volume " + id + " before machine " + machine +
           ", which has it and is to go as well");
  }

  // A 404 counts, unless what is new may be hidden.
  void judge_again(const CloudInstance& instance, const FlyCall& call) {
    const bool destroys =
        call.operation() == "destroy_machine" || call.operation() == "destroy_volume";
    const std::string& id = call.sent.machine.empty() ? call.sent.volume : call.sent.machine;
    if (!destroys || !surely_gone_.contains(id)) return;
    if (tried_[&instance].contains(id))
      flag(instance.id + " calls " + call.operation() + " for " + id +
           " again, of which it was told that it is gone");
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() == "destroy" && reply.status < 300 && instance.stored)
      destroying_.try_emplace(&instance, cloud().now());
    if (ask.operation() != "stop" || ask.lifecycle_beside > 0) return;
    const FlyCall* last = ask.calls.empty() ? nullptr : ask.calls.back().get();
    if (reply.status >= 300 && last != nullptr && last->operation() == "get_machine" &&
        says_machine_gone(*last->answer) && !is_garbled(*last->answer) &&
        !is_new(instance, last->sent.machine))
      flag(instance.id + " was not stopped because its machine is gone");
    if (reply.status != 200) return;
    occasion();
    judge_looked(instance, ask);
    judge_waited(instance, ask);
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

  // What a create may have made is looked for first.
  void judge_looked(const CloudInstance& instance, const Ask& ask) {
    const bool may_be = ask.held && ask.held->machine.empty() && intends(*ask.held, "machine");
    if (may_be && std::ranges::none_of(ask.calls, &FlyCall::shows_machines))
      flag(instance.id + " was stopped, and has not seen whether its create has made a machine");
  }

  // Or that it is gone.
  static bool shows_at_rest(const FlyCall& read) {
    const std::string& state = read.answer->state;
    return says_machine_gone(*read.answer) ||
           (read.accepted() && (is_at_rest(state) || state.starts_with("destroy")));
  }

  void judge_waited(const CloudInstance& instance, const Ask& ask) {
    std::string owed;  // the machine that was told to stop
    for (const SharedCall& call : ask.calls) {
      const bool waited = call->operation() == "wait" && call->answer->status / 100 == 2;
      const bool read = call->operation() == "get_machine" && shows_at_rest(*call);
      if ((waited || read) && call->sent.machine == owed) owed.clear();
      if (call->operation() == "stop_machine" && call->accepted()) owed = call->sent.machine;
    }
    if (!owed.empty()) flag(instance.id + " was stopped, and has not seen that its machine is");
  }

  // A destroy comes to an end.
  void over(Instant end) override {
    for (const auto& [one, since] : destroying_) {
      const CloudInstance& instance = *one;
      const Instant settled =
          std::max({since, cloud().disturbed_at(instance), instance.alive_since});
      if (!instance.alive || end - settled < terms().time_to_converge) continue;
      occasion();
      flag(instance.id + " is being destroyed since " + text_of(since) +
               " and nothing is wrong since " + text_of(settled) + "; it had to be gone",
           Property::liveness);
    }
  }

  PerInstance<std::set<std::string>> known_;
  PerInstance<Instant> destroying_;
  std::set<std::string> said_gone_;  // machines and volumes of which Fly said so last
  enum class By : std::uint8_t { denial, its_state };
  std::map<std::string, By> surely_gone_;  // likewise, and they were not new at that time
  // By instance: those whose destruction its process has asked for.
  PerInstance<std::set<std::string>> tried_;
  std::map<std::string, Instant> first_seen_;  // machines
  // By instance and machine: when the one was first shown the other by a list.
  std::map<std::pair<std::string, std::string>, Instant> first_listed_;
  std::map<std::pair<std::string, std::string>, std::string> shown_;  // likewise: its last state
};

}  // namespace

std::unique_ptr<Invariant> make_m11(const SharedCloud& cloud) {
  return std::make_unique<M11>(cloud);
}

}  // namespace scenarios
