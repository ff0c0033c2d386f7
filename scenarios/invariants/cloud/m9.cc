// M9: what a successor needs is persisted first: ids before anything is waited for, the intent
// before a create, the pending list before a deletion. After all trouble, starts lead to one
// machine and one volume, exactly, with the user's newest data.
#include <algorithm>
#include <map>
#include <set>

#include "scenarios/invariants/cloud/judges.h"

namespace scenarios {
namespace {

using namespace seen;

class M9 final : public CloudJudge {
 public:
  explicit M9(const SharedCloud& cloud) : CloudJudge("M9", cloud) {}

 private:
  // Starts since the last trouble.
  struct Recovery {
    std::size_t failed = 0;            // in a row
    std::optional<Instant> succeeded;  // the last one, if nothing was asked for since
    Instant asked{};                   // when that one was
  };

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    const std::string& what = call.operation();
    if (what == "exec") return;  // that of a pairing call, beside whatever goes on
    const auto told = unsaved_.find(&instance);
    if (told != unsaved_.end())
      flag(instance.id + " calls " + what + " before it has persisted " + told->second +
           ", which it was told of");
    unsaved_.erase(&instance);
    const std::string intent = instance.stored ? instance.stored->intent : std::string();
    if (what == "create_machine" || what == "create_volume") {
      occasion();
      const std::string wanted = what == "create_machine"   ? "machine"
                                 : call.sent.source.empty() ? "volume"
                                                            : "fork";
      // Several may be open: machine+fork.
      if (("+" + intent + "+").find("+" + wanted + "+") == std::string::npos)
        flag(instance.id + " calls " + what + " without the persisted intent \"" + wanted +
             "\"; it has \"" + intent + '"');
    }
    if (what == "wait" && !instance.owes_deletion("machine/" + call.sent.machine) &&
        instance.machine() != call.sent.machine)
      flag(instance.id + " waits for machine " + call.sent.machine +
           ", whose id is not persisted; \"" + instance.machine() + "\" is");
    if (what == "destroy_machine" || what == "destroy_volume") {
      occasion();
      const std::string target =
          what == "destroy_machine" ? "machine/" + call.sent.machine : "volume/" + call.sent.volume;
      const bool held =
          what == "destroy_volume" && instance.stored &&
          (instance.volume() == call.sent.volume || instance.stored->source == call.sent.volume);
      if (held && instance.status() != "destroying")
        flag(instance.id + " calls " + what + " for " + target + ", which it holds");
      if (!instance.owes_deletion(target))
        flag(instance.id + " calls " + what + " for " + target +
             ", which is not on its persisted list of deletions");
    }
  }

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.is_lifecycle()) read_.erase(&instance);
    if (ask.is_lifecycle() && ask.operation() != "reconcile")
      recoveries_[&instance].succeeded.reset();
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.is_lifecycle()) read_.erase(&instance);  // what it read it does not hold any more
    if (ask.operation() != "start") return;
    Recovery& recovery = recoveries_[&instance];
    const bool undisturbed = cloud().disturbed_at(instance) < ask.at && terms().calm <= ask.at &&
                             ask.lifecycle_beside == 0;
    // One that is destroyed, or is being so, is started no more (M1, M11).
    const bool destroyed = !instance.stored || instance.status() == "destroying";
    if (!undisturbed || destroyed) {
      recovery.failed = 0;
    } else if (reply.status == 200) {
      recovery.failed = 0;
    } else if (++recovery.failed == terms().starts_to_converge) {
      flag(instance.id + " failed to start " + std::to_string(recovery.failed) +
               " times in a row, and nothing was wrong any more: " + reply.message,
           Property::liveness);
    }
    if (reply.status != 200 || ask.lifecycle_beside > 0) return;
    recovery.succeeded = cloud().now();
    recovery.asked = ask.at;
    // What somebody else did to it meanwhile is for the next start, or check, to mend.
    if (instance.disturbed_at.value_or(Instant::min()) < ask.at) judge_data(instance);
  }

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    seeded_.erase(now.volume);
    written_before_.erase(now.volume);
    if (const auto told = unsaved_.find(&instance); told != unsaved_.end()) {
      const bool kept = now.erased || now.machine == told->second || now.volume == told->second ||
                        std::ranges::any_of(now.deletions, [&](const std::string& what) {
                          return what.ends_with('/' + told->second);
                        });
      if (kept) unsaved_.erase(told);
    }
    const auto& old = news().old_stored;
    if (now.erased) erased_.insert(instance.id);
    if (!now.erased && erased_.erase(instance.id) > 0 && now.status == "destroying")
      flag(instance.id + " has a state again, which was erased, and is \"destroying\"");
    if (now.erased || !old) return;
    const CloudMachine* machine = cloud().machine(now.machine);
    if (machine != nullptr && machine->now.name == instance.id && !machine->leaving() &&
        read_[&instance].contains(now.machine) && intends(now, "machine"))
      flag(instance.id + " knows machine " + now.machine +
           ", and its intent to make one is open still");
    const bool taken = !now.machine.empty() && now.machine != old->machine;
    if (taken &&
        std::ranges::find(old->deletions, "machine/" + now.machine) != old->deletions.end() &&
        machine != nullptr && !machine->leaving())
      flag(instance.id + " takes machine " + now.machine + ", which is on its list of deletions");
    const bool settled = intends(*old, "volume") && !intends(now, "volume");
    const CloudVolume* volume = cloud().volume(now.volume);
    if (settled && now.volume != old->volume && volume != nullptr &&
        !lost_creates().is_told(now.volume) && !lost_creates().may_be_made(instance, *volume))
      flag(instance.id + " takes volume " + now.volume + " for one that its create has made");
  }

  // The running machine has all data of the user that the world left.
  void judge_data(const CloudInstance& instance) {
    const CloudMachine* machine = cloud().machine(instance.machine());
    if (machine == nullptr || !machine->live()) return;  // M5's
    occasion();
    const CloudVolume* volume = cloud().volume(machine->now.volume);
    std::set<std::string> volumes = instance.volumes;
    std::erase_if(volumes, [&](const std::string& id) {
      return lost_creates().is_beyond_finding(instance, id);
    });
    const bool its_own =
        volume != nullptr && (volume->now.data_of == instance.id || !volume->now.source.empty());
    const Writes has = its_own ? cloud().writes_on(*volume) : Writes();
    Writes expected = cloud().expected_writes(instance, volumes, has);
    for (const auto& [id, count] : written_before_)
      if (expected.contains(id)) expected[id] = std::min(expected[id], count);
    const Writes lost = lacking(has, expected);
    if (lost.empty()) return;
    flag(instance.id + " runs on volume \"" + machine->now.volume + "\" with data " +
         std::to_string(count_of(has)) + "; of the user's newest it lacks " +
         std::to_string(count_lacking(has, expected)) + " of " +
         std::to_string(count_of(expected)) + ", made on " + text_of(lost));
  }

  void over(Instant end) override {
    for (const auto& [one, recovery] : recoveries_) {
      const CloudInstance& instance = *one;
      if (!recovery.succeeded || !instance.alive || instance.lifecycle_in_flight()) continue;
      const Instant settled = std::max(*recovery.succeeded, cloud().disturbed_at(instance));
      // Disturbed after it had started: the next start has to mend that.
      if (settled > *recovery.succeeded || end - settled < patience()) continue;
      // The same of what the world did to it under the hands of that start.
      if (instance.disturbed_at.value_or(Instant::min()) >= recovery.asked) continue;
      occasion();
      judge_end(instance);
    }
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    const std::string& made =
        call.operation() == "create_machine" ? call.answer->machine : call.answer->volume;
    const bool creates =
        call.operation() == "create_machine" || call.operation() == "create_volume";
    if (creates && call.accepted() && !made.empty()) unsaved_[&instance] = made;
    const std::string& state = call.answer->state;
    if (call.operation() == "get_machine" && call.accepted() && !state.starts_with("destroy"))
      read_[&instance].insert(call.sent.machine);
  }

  void ended(const CloudInstance& instance) override {
    unsaved_.erase(&instance);
    read_.erase(&instance);
    erased_.erase(instance.id);  // its successor begins anew
  }

  void machine_changed(const CloudMachine& machine) override {
    const std::string& id = machine.now.volume;
    if (machine.now.why == "seeded") seeded_.insert(id);
    const CloudVolume* volume = cloud().volume(id);
    if (volume == nullptr || !volume->given) return;
    const Writes& writes = cloud().lineages().of(id);
    const auto own = writes.find(id);
    written_before_.try_emplace(id, own == writes.end() ? 0 : own->second);
  }

  // Two checks of a running instance.
  [[nodiscard]] Duration patience() const { return 3 * terms().check_running; }

  void judge_end(const CloudInstance& instance) {
    std::vector<std::string> machines;
    std::vector<std::string> volumes;
    for (const std::string& id : instance.machines)
      if (!cloud().machine(id)->leaving()) machines.push_back(id);
    for (const std::string& id : instance.volumes)
      if (cloud().volume(id)->exists() && !cloud().volume(id)->foreign &&
          !lost_creates().is_beyond_finding(instance, id) && !cloud().volume(id)->given &&
          !seeded_.contains(id))
        volumes.push_back(id);
    exactly(instance, "machine", machines, instance.machine());
    exactly(instance, "volume", volumes, instance.volume());
    judge_data(instance);
  }

  void exactly(const CloudInstance& instance, std::string_view what,
               const std::vector<std::string>& there, const std::string& known) {
    if (there.size() == 1 && there[0] == known) return;
    std::string text;
    for (const std::string& id : there) text += (text.empty() ? "" : ", ") + id;
    flag(instance.id + " has settled and owns, as " + std::string(what) +
             "s: " + (text.empty() ? "none" : text) + "; it had to be \"" + known + "\" alone",
         Property::liveness);
  }

  PerInstance<Recovery> recoveries_;
  std::set<std::string> erased_;      // instances whose process has stored nothing since
  PerInstance<std::string> unsaved_;  // an id that it was told
  // By instance: machines that its process has seen alive, not in a list alone.
  PerInstance<std::set<std::string>> read_;
  // Volumes that a machine had from the first, and that were not held since.
  std::set<std::string> seeded_;
  // What is given: how much was written there before. What has come since is kept with the volume.
  std::map<std::string, std::int64_t> written_before_;
};

}  // namespace

std::unique_ptr<Invariant> make_m9(const SharedCloud& cloud) { return std::make_unique<M9>(cloud); }

}  // namespace scenarios
