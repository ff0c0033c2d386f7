// M5: a machine is brought up as its state asks: not updated while it is stopping or in transit,
// with other mounts only when it does not run. After a start that succeeded the known machine is
// started, on the known volume. One that has gone is made anew once.
#include <algorithm>
#include <map>
#include <set>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/fly_texts.h"

namespace scenarios {
namespace {

using namespace seen;

class M5 final : public CloudJudge {
 public:
  explicit M5(const SharedCloud& cloud) : CloudJudge("M5", cloud) {}

 private:
  static constexpr int kClaimTries = 5;
  static constexpr Duration kClaimGap = std::chrono::seconds(4);
  // So often a machine is looked at that changes meanwhile.
  static constexpr int kLooks = 6;

  // A state that the instance can have learnt: the last answer about the machine showed it, or it
  // lasts since that answer.
  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    const std::string& what = call.operation();
    if (what == "create_machine") note_claim(instance, call);
    // Of a wait the status tells all.
    const bool waited = what == "wait" && call.answer->status / 100 == 2;
    if (!call.accepted() && !waited) return;
    if (what == "get_machine") {
      const std::pair key(instance.id, call.sent.machine);
      looked_at_[key] = call.at;
      shown_[key] = call.answer->state;
      note_dying(instance, call);
    }
    if (what == "get_machine" || what == "wait") note_seen(call);
    if (what == "wait")
      shown_[{instance.id, call.sent.machine}] =
          call.sent.detail.substr(0, call.sent.detail.find(' '));
    // What such a call leads to, until it is seen.
    if (what == "stop_machine") shown_[{instance.id, call.sent.machine}] = "stopping";
    if (what == "create_machine") shown_[{instance.id, call.answer->machine}] = "starting";
    if (what == "update_machine") shown_[{instance.id, call.sent.machine}] = "replacing";
    if (what == "create_machine") ++made_[&instance];
  }

  // A claim on the volume that outlives its machine.
  struct Claim {
    int refusals = 0;  // in a row
    Instant last{};
    std::string volume;
  };

  void note_claim(const CloudInstance& instance, const FlyCall& call) {
    Claim& claim = claims_[&instance];
    // Whether the volume is still claimed such an answer does not tell.
    const bool told = call.answer->status != 0 && !says_nothing(*call.answer);
    if (!told && claim.volume == call.sent.volume) return;
    if (!says_volume_claimed(*call.answer) || claim.volume != call.sent.volume) claim = {};
    if (!says_volume_claimed(*call.answer)) return;
    claim = {claim.refusals + 1, cloud().now(), call.sent.volume};
  }

  void judge_claim(const CloudInstance& instance, const std::string& volume) {
    const Claim& claim = claims_[&instance];
    if (claim.refusals == 0 || claim.volume != volume) return;
    occasion();
    if (claim.refusals >= kClaimTries)
      flag(instance.id + " tries a create for the " + std::to_string(claim.refusals + 1) +
           "th time though its volume is claimed");
    const Duration gap = kClaimGap * claim.refusals;
    if (cloud().now() - claim.last < gap)
      flag(instance.id + " tries a create again " + text_of(cloud().now() - claim.last) +
           " after it was told that its volume is claimed; it had to wait " + text_of(gap));
  }

  void note_seen(const FlyCall& call) {
    const auto belated = belated_.find(call.sent.machine);
    if (belated != belated_.end() && belated->second < call.at) belated_.erase(belated);
  }

  void note_dying(const CloudInstance& instance, const FlyCall& call) {
    std::set<std::string>& dying = dying_[&instance];
    dying.erase(call.sent.machine);
    if (call.answer->state == "destroying") dying.insert(call.sent.machine);
  }

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    judge_let_go(instance, now);
    // What a stop or a check has seen, and does not know any more, no start has to wait for.
    if (now.status != "starting") dying_.erase(&instance);
    // The claimant was adopted: what becomes of it is another matter.
    if (!now.machine.empty()) claims_.erase(&instance);
  }

  // The claimant does not exist: the claim will end.
  void judge_given_up_claim(const CloudInstance& instance, const Ask& ask) {
    const Claim& claim = claims_[&instance];
    const CloudVolume* volume = cloud().volume(instance.volume());
    if (claim.refusals == 0 || volume == nullptr || ask.calls.empty()) return;
    const CloudMachine* claimant = cloud().machine(volume->now.machine);
    const bool lingers = claimant == nullptr ? volume->now.machine.empty() : !claimant->exists();
    const FlyCall& end = *ask.calls.back();
    const bool last = end.accepted() || says_volume_claimed(*end.answer);
    // A start adopts one machine, and that was another.
    const bool adopted = std::ranges::any_of(ask.calls, [](const SharedCall& call) {
      return call->operation() == "create_machine" && says_name_taken(*call->answer);
    });
    // Or a later create has made it, and nobody was told.
    const bool untold = claimant != nullptr && claimant->made_at > claim.last;
    if (claimant != nullptr && claimant->now.sandbox == instance.id && !claimant->leaving() &&
        last && !adopted && !untold && !instance.owes_deletion("machine/" + claimant->now.id))
      flag(instance.id + " gave the start up though its own machine " + claimant->now.id +
           " has its volume");
    if (claimant != nullptr && claimant->exists() && claimant->now.sandbox != instance.id && last &&
        !instance.stored->started_once && volume->now.data == 0 &&
        !intends(*instance.stored, "machine"))
      flag(instance.id + " gave the start up because machine " + claimant->now.id +
           " of somebody else has its volume, on which it has nothing yet");
    if (lingers && last && claim.refusals < kClaimTries)
      flag(instance.id + " gave the start up after " + std::to_string(claim.refusals) +
           " tries though nobody has its volume; it had to try " + std::to_string(kClaimTries));
  }

  // A volume with the user's data is not let go, whoever has it. What a destroy puts on the list of
  // deletions is M11's.
  void judge_let_go(const CloudInstance& instance, const sim::InstanceStored& now) {
    const auto& old = news().old_stored;
    const Claim& claim = claims_[&instance];
    if (!old || now.erased || claim.refusals == 0 || old->volume != claim.volume) return;
    if (now.status == "destroying" && instance.owes_deletion("volume/" + old->volume)) return;
    const CloudVolume* volume = cloud().volume(claim.volume);
    if (volume != nullptr && volume->exists() && volume->now.data > 0 &&
        volume->now.data_of == instance.id && now.volume.empty())
      flag(instance.id + " lets go of volume " + claim.volume + ", which has its data");
  }

  static bool rests(const std::string& state) {
    return state == "stopped" || state == "created" || state == "failed" || state == "suspended";
  }
  static bool is_in_transit(const std::string& state) {
    return state == "stopping" || state == "starting" || state == "replacing" ||
           state == "suspending" || state == "restarting" || state == "updating";
  }
  static bool leaves(const std::string& state) {
    return state == "destroyed" || state == "destroying" || state == "stopping";
  }

  void judge_wait(const CloudInstance& instance, const FlyCall& call) {
    const auto shown = shown_.find({instance.id, call.sent.machine});
    if (shown == shown_.end() || !call.sent.detail.starts_with("started")) return;
    // A stop, or a check that stops, has to wait for one that is going to be launched.
    const bool stops = instance.in_flight("stop") != nullptr || instance.status() == "stopped";
    if (shown->second == "created" && stops) return;
    if (rests(shown->second) || leaves(shown->second))
      flag(instance.id + " waits for machine " + call.sent.machine + " to be started, which is " +
           shown->second);
  }

  // Nobody asks a gateway before its machine was seen started.
  void controller_called(const CloudInstance& instance, const ControllerCall& request) override {
    if (request.sent.target != "/_kilo/gateway/status" || instance.in_flight("start") == nullptr)
      return;
    const auto shown = shown_.find({instance.id, request.sent.machine});
    if (shown == shown_.end() || shown->second != "started")
      flag(instance.id + " did not wait for machine " + request.sent.machine + " to be started");
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (call.operation() == "wait") judge_wait(instance, call);
    if (call.operation() == "wait") waited_for_.insert(call.sent.machine);
    if (call.operation() == "create_machine") judge_claim(instance, call.sent.volume);
    if (call.operation() == "create_machine") judge_successor(instance, call);
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
    if (is_in_transit(state))
      flag(instance.id + " updates machine " + call.sent.machine + " while it is " + state);
    if (state == "started")
      flag(instance.id + " mounts volume " + call.sent.volume + " on machine " + call.sent.machine +
           " while it runs on \"" + machine->now.volume + '"');
    const CloudVolume* volume = cloud().volume(call.sent.volume);
    const auto moved = moved_.find(call.sent.machine);
    const bool unseen =
        moved != moved_.end() && moved->second >= looked_at_[{instance.id, call.sent.machine}];
    if (!unseen && volume != nullptr && instance.stored &&
        volume->now.region == instance.stored->region &&
        machine->now.region != volume->now.region && machine->now.volume != call.sent.volume)
      flag(instance.id + " mounts volume " + call.sent.volume + ", which is in " +
           volume->now.region + ", on machine " + call.sent.machine + ", which is in " +
           machine->now.region);
  }

  // The name of one that is being destroyed is free when it is gone.
  void judge_successor(const CloudInstance& instance, const FlyCall& call) {
    for (const std::string& id : instance.machines) {
      const CloudMachine& machine = *cloud().machine(id);
      if (machine.now.state == "destroying" && machine.now.name == call.sent.name &&
          dying_[&instance].contains(id) && !waited_for_.contains(id))
        flag(instance.id + " makes a machine and has not waited for the end of " + id);
    }
  }

  void machine_changed(const CloudMachine& machine) override {
    const auto& old = news().old_machine;
    if (old && old->now.region != machine.now.region) moved_[machine.now.id] = cloud().now();
    if (machine.now.why == "api" && old) note_belated(machine);
  }

  // Fly carries out what nobody waits for any more. Who has seen the machine as it was before
  // cannot know.
  void note_belated(const CloudMachine& machine) {
    const CloudInstance* maker = cloud().instance(machine.changed_by);
    if (maker == nullptr) return;
    const bool awaited = std::ranges::any_of(maker->calls, [&](const auto& entry) {
      return entry.second->sent.machine == machine.now.id;
    });
    if (!awaited) belated_[machine.now.id] = cloud().now();
  }

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.operation() != "start" || ask.beside.contains("start")) return;
    made_[&instance] = 0;
    claims_.erase(&instance);
  }

  // One that has gone meanwhile is made anew.
  void judge_failed(const CloudInstance& instance, const Ask& ask) {
    judge_given_up_claim(instance, ask);
    judge_given_up_machine(instance, ask);
    if (ask.calls.empty() || !ask.calls.back()->answer || made_[&instance] > 0) return;
    const FlyCall& last = *ask.calls.back();
    const bool about = last.operation() == "get_machine" || last.operation() == "update_machine" ||
                       last.operation() == "stop_machine";
    const bool creates = std::ranges::any_of(
        ask.calls, [](const SharedCall& call) { return call->operation() == "create_machine"; });
    const bool gone = (says_machine_gone(*last.answer) && !is_garbled(*last.answer)) ||
                      last.answer->state == "destroyed";
    // The one on its volume may be asked for, beside the one that it knows.
    const bool its_own = instance.machine().empty() || instance.machine() == last.sent.machine;
    if (about && gone && its_own && !creates)
      flag(instance.id + " gave the start up because its machine " + last.sent.machine +
           " is gone; it had to be made anew");
  }

  // One in transit is waited for, and one that has changed meanwhile is looked at again.
  void judge_given_up_machine(const CloudInstance& instance, const Ask& ask) {
    const bool used_up =
        ask.calls.size() >= terms().calls_per_start || cloud().now() - ask.at >= terms().start_max;
    if (ask.calls.empty() || used_up || !ask.calls.back()->answer) return;
    const FlyCall& last = *ask.calls.back();
    const auto changed = std::ranges::count_if(ask.calls, [](const SharedCall& call) {
      return call->operation() != "create_machine" && says_wrong_state(*call->answer);
    });
    // One that cannot have the volume has to go, and may be one too many (M4).
    const CloudMachine* machine = cloud().machine(last.sent.machine);
    const CloudVolume* volume = cloud().volume(instance.volume());
    const bool misplaced = machine != nullptr && volume != nullptr &&
                           machine->now.volume != instance.volume() &&
                           machine->now.region != volume->now.region;
    // One that was not adopted is M4's.
    const bool known = instance.machine() == last.sent.machine;
    if (known && last.operation() == "get_machine" && is_in_transit(last.answer->state) &&
        !misplaced)
      flag(instance.id + " gave the start up because its machine " + last.sent.machine + " is " +
           last.answer->state + "; it had to wait");
    if (last.operation() != "create_machine" && says_wrong_state(*last.answer) && changed < kLooks)
      flag(instance.id + " gave the start up because its machine " + last.sent.machine +
           " had changed meanwhile: " + last.answer->text);
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() != "start") return;
    // The first, one for a machine that has gone, and one for a stale one.
    constexpr std::size_t kCreatesMax = 3;
    if (made_[&instance] > kCreatesMax)
      flag(instance.id + " made " + std::to_string(made_[&instance]) + " machines in one start");
    if (reply.status >= 300 && ask.lifecycle_beside == 0 && instance.status() != "destroying")
      judge_failed(instance, ask);
    // What one that joined another had to see began with the other.
    if (reply.status != 200 || instance.in_flight("stop") != nullptr ||
        instance.in_flight("destroy") != nullptr || ask.beside.contains("start"))
      return;
    occasion();
    const CloudMachine* machine = cloud().machine(instance.machine());
    if (machine == nullptr) return flag(instance.id + " has started and knows no machine");
    if (cloud().disturbed_at(instance) >= ask.at || machine->changed_at == cloud().now()) return;
    const auto belated = belated_.find(machine->now.id);
    if (belated != belated_.end() && belated->second >= ask.at) return;
    if (machine->now.state != "started")
      flag(instance.id + " has started, and its machine " + instance.machine() + " is " +
           machine->now.state);
    if (machine->now.volume != instance.volume())
      flag(instance.id + " has started, and its machine is on volume \"" + machine->now.volume +
           "\", not on \"" + instance.volume() + '"');
  }

  std::map<std::pair<std::string, std::string>, std::string> shown_;  // instance, machine: state
  std::map<std::pair<std::string, std::string>, Instant> looked_at_;  // likewise: when asked
  std::map<std::string, Instant> moved_;  // machines: when their region last changed
  PerInstance<std::size_t> made_;         // machines, in the start that is under way
  PerInstance<Claim> claims_;             // likewise
  std::set<std::string> waited_for_;      // machines
  // By instance: machines that it has seen on their way out.
  PerInstance<std::set<std::string>> dying_;
  // Machines that a call changed which nobody waits for any more: when, unless they were seen
  // since.
  std::map<std::string, Instant> belated_;
};

}  // namespace

std::unique_ptr<Invariant> make_m5(const SharedCloud& cloud) { return std::make_unique<M5>(cloud); }

}  // namespace scenarios
