// M6: every start checks its volume, and a volume is given up only when it is proven gone: its GET
// says so by state, or by a 404 about volumes that a list and then one more GET confirm. Nothing is
// mounted that the instance has seen missing, or has not looked at.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/fly_texts.h"

namespace scenarios {
namespace {

using namespace seen;

class M6 final : public CloudJudge {
 public:
  explicit M6(const SharedCloud& cloud) : CloudJudge("M6", cloud) {}

 private:
  // missing: not confirmed yet; unlisted: confirmed by a list, and not looked at since;
  // contradicted: missing, and listed all the same
  enum class Proof : std::uint8_t { none, there, missing, unlisted, contradicted, gone };
  struct Knowledge {
    std::map<std::string, Proof> volumes;      // since the start began
    std::map<std::string, Instant> looked_at;  // when the call that told so was sent
    bool of_another = false;                   // by what went on before the start
  };

  static bool is_going(const std::string& state) {
    return state == "destroying" || state == "destroyed" || state == "pending_destroy" ||
           state == "scheduling_destroy";
  }

  // What goes on when a start is asked for has its turn first: it works with what it has seen.
  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.operation() != "start" || ask.beside.contains("start")) return;
    if (instance.may_be_at_work(cloud().now())) {
      known_[&instance].of_another = true;
    } else {
      known_[&instance] = {};
    }
  }
  void started(const CloudInstance& instance) override { known_[&instance] = {}; }

  void note(const CloudInstance& instance, const std::string& volume, Proof proof, Instant sent) {
    Knowledge& known = known_[&instance];
    known.volumes[volume] = proof;
    known.looked_at[volume] = sent;
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    const std::string& what = call.operation();
    if (what == "get_volume") {
      occasion();
      if (call.accepted())
        note(instance, call.sent.volume, is_going(call.answer->state) ? Proof::gone : Proof::there,
             call.at);
      else if (call.answer->status == 404 &&
               (says_volume_missing(*call.answer) || is_garbled(*call.answer)))
        note(instance, call.sent.volume, missing_again(instance, call.sent.volume), call.at);
    }
    if (what == "list_volumes" && call.accepted()) take_list(instance, call);
    if (what == "create_volume" && call.accepted())
      note(instance, call.answer->volume, Proof::there, call.at);
    if ((what == "create_machine" || what == "update_machine") && call.refused() &&
        says_volume_missing(*call.answer))
      note(instance, call.sent.volume, Proof::missing, call.at);
  }

  [[nodiscard]] Proof missing_again(const CloudInstance& instance,
                                    const std::string& volume) const {
    const Proof before = proof_of(instance, volume);
    return before == Proof::unlisted || before == Proof::gone ? Proof::gone : Proof::missing;
  }

  void take_list(const CloudInstance& instance, const FlyCall& call) {
    for (const std::string& id : call.answer->ids) {
      const CloudVolume* volume = cloud().volume(id);
      if (volume != nullptr && is_going(volume->now.state)) continue;
      const Proof before = proof_of(instance, id);
      const bool doubt =
          before == Proof::missing || before == Proof::unlisted || before == Proof::contradicted;
      note(instance, id, doubt ? Proof::contradicted : Proof::there, call.at);
    }
    for (auto& [id, proof] : known_[&instance].volumes) {
      const auto& ids = call.answer->ids;
      const CloudVolume* volume = cloud().volume(id);
      const bool listed = std::ranges::find(ids, id) != ids.end() && volume != nullptr &&
                          !is_going(volume->now.state);
      if (proof == Proof::missing && !listed) proof = Proof::unlisted;
    }
  }

  [[nodiscard]] Proof proof_of(const CloudInstance& instance, const std::string& volume) const {
    const auto known = known_.find(&instance);
    if (known == known_.end()) return Proof::none;
    const auto found = known->second.volumes.find(volume);
    return found == known->second.volumes.end() ? Proof::none : found->second;
  }

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    const auto& old = news().old_stored;
    judge_forgotten(instance, now);
    // A start stores first that it starts: what it knows it has to see from then on.
    const bool starting =
        old && old->status == "starting" && instance.in_flight("start") == nullptr;
    const bool begins = now.status == "starting" && !starting;
    if (begins && known_[&instance].of_another) known_[&instance] = {};
  }

  void judge_forgotten(const CloudInstance& instance, const sim::InstanceStored& now) {
    const auto& old = news().old_stored;
    if (now.erased || !old || old->volume.empty() || now.volume == old->volume ||
        now.source == old->volume || instance.in_flight("destroy") != nullptr)
      return;
    occasion();
    // A volume that is still on the list of deletions, or in whose place another is used, is not
    // taken for gone.
    const bool listed =
        std::ranges::find(now.deletions, "volume/" + old->volume) != now.deletions.end();
    if (proof_of(instance, old->volume) != Proof::gone && !listed &&
        !is_another_ones(instance, old->volume) && !is_descendant(now.volume, old->volume))
      flag(instance.id + " forgets its volume " + old->volume +
           ", which was not proven to be gone");
    const CloudVolume* source = cloud().volume(old->source);
    if (proof_of(instance, old->volume) == Proof::gone && source != nullptr && source->exists() &&
        now.volume != old->source && now.source != old->source)
      flag(instance.id + " lost the fork " + old->volume + " and does not hold its source " +
           old->source + " again");
  }

  // The fork of a fork: what it all began with is a source as well, which the event does not show.
  [[nodiscard]] bool is_descendant(const std::string& fork, const std::string& id) const {
    const CloudVolume* volume = cloud().volume(fork);
    return volume != nullptr && cloud().descends(*volume, id);
  }

  // Names are cut: what is free of data and claimed by another sandbox's machine is let go.
  [[nodiscard]] bool is_another_ones(const CloudInstance& instance, const std::string& id) const {
    const CloudVolume* volume = cloud().volume(id);
    const CloudMachine* claimant =
        volume == nullptr ? nullptr : cloud().machine(volume->now.machine);
    return claimant != nullptr && claimant->now.sandbox != instance.id &&
           volume->now.data_of != instance.id;
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    const std::string& what = call.operation();
    if ((what != "create_machine" && what != "update_machine") || call.sent.volume.empty()) return;
    occasion();
    const Proof proof = proof_of(instance, call.sent.volume);
    if (proof == Proof::none)
      flag(instance.id + " mounts volume " + call.sent.volume + " without having checked it");
    if (proof == Proof::contradicted)
      flag(instance.id + " mounts volume " + call.sent.volume +
           ", which Fly lists and says not to exist");
    if (proof == Proof::missing || proof == Proof::unlisted || proof == Proof::gone)
      flag(instance.id + " mounts volume " + call.sent.volume + ", which it has seen missing");
    const CloudVolume* volume = cloud().volume(call.sent.volume);
    if (volume == nullptr)
      flag(instance.id + " mounts volume " + call.sent.volume + ", which never was");
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() != "start" || reply.status != 200 || ask.beside.contains("start")) return;
    occasion();
    if (proof_of(instance, instance.volume()) == Proof::none || known_[&instance].of_another)
      flag(instance.id + " has started without a check of its volume " + instance.volume());
    const CloudVolume* volume = cloud().volume(instance.volume());
    if (volume != nullptr && instance.stored && volume->now.region != instance.stored->region &&
        cloud().disturbed_at(instance) < ask.at)
      flag(instance.id + " has started and takes its volume to be in \"" + instance.stored->region +
           "\"; it is in " + volume->now.region);
  }

  PerInstance<Knowledge> known_;
};

}  // namespace

std::unique_ptr<Invariant> make_m6(const SharedCloud& cloud) { return std::make_unique<M6>(cloud); }

}  // namespace scenarios
