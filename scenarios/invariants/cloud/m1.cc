// M1: one start at a time, and a destroy wins: after it nothing is made any more, nothing comes
// back to life and nothing is left over. At a quiet moment a sandbox has at most one live machine.
//
// Quiet: no operation of the instance is open, none of its calls either, and it has started its
// machine since the world last interfered.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"

namespace scenarios {
namespace {

using namespace seen;

class M1 final : public CloudJudge {
 public:
  explicit M1(const SharedCloud& cloud) : CloudJudge("M1", cloud) {}

 private:
  struct Life {
    bool destroyed = false;          // the last thing that was asked for and begun
    Instant since{};                 // of `destroyed`
    std::optional<Instant> started;  // when a start last succeeded
    std::optional<Instant> made;     // when something of it last came to be
  };

  void asked(const CloudInstance& instance, const Ask& ask) override {
    Life& life = lives_[instance.id];
    if (ask.operation() == "start" && instance.in_flight("destroy") == nullptr &&
        instance.status() != "destroying")
      life.destroyed = false;
    if (ask.operation() != "destroy") {
      if (ask.operation() == "start" && ask.beside.contains("start")) occasion();
      return;
    }
    if (ask.beside.contains("start")) occasion();
    life.destroyed = true;
    life.since = cloud().now();
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() == "start" && reply.status == 200) {
      occasion();
      lives_[instance.id].started = cloud().now();
    }
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    const std::string& what = call.operation();
    if (what != "create_machine" && what != "create_volume") return;
    const auto open = std::ranges::count_if(
        instance.calls, [&](const auto& entry) { return entry.second.operation() == what; });
    if (open > 1) flag(instance.id + " has " + std::to_string(open) + " calls " + what + " open");
    const Life& life = lives_[instance.id];
    // What a start had under way in the moment of the destroy is told apart by its answer.
    if (life.destroyed && life.since < call.at)
      flag(instance.id + " calls " + what + " though it was destroyed at " + text_of(life.since));
  }

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    const Life& life = lives_[instance.id];
    const bool lives = !now.erased && (now.status == "running" || now.status == "starting");
    if (life.destroyed && lives && news().old_stored && news().old_stored->status == "destroying")
      flag(instance.id + " is " + now.status + " again after the destroy of " +
           text_of(life.since));
  }

  void machine_changed(const CloudMachine& /*machine*/) override { note_made(); }
  void volume_changed(const CloudVolume& /*volume*/) override { note_made(); }
  void note_made() {
    if (news().instance != nullptr && !news().old_machine && !news().old_volume)
      lives_[news().instance->id].made = cloud().now();
  }

  void quiet(Instant /*until*/) override {
    for (const std::string& id : cloud().touched()) {
      const CloudInstance& instance = *cloud().instance(id);
      const Life& life = lives_[id];
      const bool settled = life.started && cloud().disturbed_at(instance) <= *life.started;
      if (!instance.lifecycle_in_flight() && !instance.fly_call_in_flight() && settled)
        judge_live(instance);
    }
  }

  void judge_live(const CloudInstance& instance) {
    std::string live;
    std::size_t count = 0;
    for (const std::string& id : instance.machines) {
      if (!cloud().machine(id)->live()) continue;
      live += (count++ == 0 ? "" : ", ") + id;
    }
    if (count < 2 || !told_.insert(live).second) return;
    flag(instance.id + " has " + std::to_string(count) + " live machines: " + live);
  }

  void over(Instant end) override {
    for (const auto& [id, life] : lives_) {
      const CloudInstance& instance = *cloud().instance(id);
      if (!life.destroyed || instance.stored) continue;  // M11 judges destroys that go on
      const Instant last =
          std::max({life.since, life.made.value_or(Instant{}), cloud().disturbed_at(instance)});
      if (end - last < terms().time_to_converge) continue;
      occasion();
      for (const std::string& machine : instance.machines)
        if (cloud().machine(machine)->exists())
          flag(id + " was destroyed at " + text_of(life.since) + ", and its machine " + machine +
                   " is still there",
               Property::liveness);
      for (const std::string& volume : instance.volumes)
        if (cloud().volume(volume)->exists())
          flag(id + " was destroyed at " + text_of(life.since) + ", and its volume " + volume +
                   " is still there",
               Property::liveness);
    }
  }

  std::map<std::string, Life> lives_;
  std::set<std::string> told_;
};

}  // namespace

std::unique_ptr<Invariant> make_m1(const SharedCloud& cloud) { return std::make_unique<M1>(cloud); }

}  // namespace scenarios
