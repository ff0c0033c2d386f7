// M2: a machine is made only when it is proven that there is none: the known one is gone, or the
// look-up by metadata was answered and showed none that counts. The best of several is taken; a
// volume is made only after that.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/fly_texts.h"

namespace scenarios {
namespace {

using namespace seen;

// The better state has the lower place; behind them all: one that is ignored.
std::size_t preference(const std::string& state) {
  constexpr std::string_view kOrder[] = {"started",  "starting",  "stopped",   "created",
                                         "stopping", "replacing", "suspended", "failed"};
  return static_cast<std::size_t>(std::ranges::find(kOrder, state) - std::begin(kOrder));
}

class M2 final : public CloudJudge {
 public:
  explicit M2(const SharedCloud& cloud) : CloudJudge("M2", cloud) {}

 private:
  // Below this, what came first is not told by Fly's times, or was still under way.
  static constexpr Duration kMoment = std::chrono::seconds(1);
  // By so much a list may lag: it shows what was before.
  static constexpr Duration kLag = std::chrono::minutes(1);

  struct Knowledge {
    // Proven since the present start, or process, began.
    std::set<std::string> gone;     // machines
    std::string forgotten;          // the machine that was known last
    bool none_listed = false;       // the last look-up showed none that counts
    bool name_owed = false;         // an intent is open: the name is to be looked up too
    bool volume_owed = false;       // none is known, or it is gone: the machine has to tell it
    std::set<std::string> missing;  // volumes that Fly said do not exist (M6)
    std::map<std::string, std::string> mounts;  // what a GET showed at /root, by machine
    std::vector<std::string> listed;            // what it showed
    std::map<std::string, Instant> as_of;       // when the state of each had last changed
    Instant sent{};                             // when the look-up began
  };

  void started(const CloudInstance& instance) override { known_.erase(&instance); }
  void ended(const CloudInstance& instance) override { known_.erase(&instance); }
  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.operation() != "start" || ask.beside.contains("start")) return;
    Knowledge fresh;
    fresh.name_owed = instance.stored && intends(*instance.stored, "machine");
    fresh.volume_owed = instance.stored && instance.volume().empty();
    known_[&instance] = std::move(fresh);
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    Knowledge& known = known_[&instance];
    const sim::FlyAnswered& answer = *call.answer;
    if (call.operation() == "get_volume" && answer.status == 404)
      known.missing.insert(call.sent.volume);
    if (says_machine_gone(answer) && !call.sent.machine.empty())
      known.gone.insert(call.sent.machine);
    // Of a wait the status tells all.
    const bool waited = call.operation() == "wait" && answer.status / 100 == 2 &&
                        call.sent.detail.starts_with("destroyed");
    if (waited) known.gone.insert(call.sent.machine);
    if (!call.accepted()) return;
    if (call.operation() == "destroy_machine") known.gone.insert(call.sent.machine);
    if (call.operation() == "get_machine") {
      if (answer.state == "destroyed" || answer.state == "destroying")
        known.gone.insert(call.sent.machine);
      else
        known.gone.erase(call.sent.machine);
      known.mounts[call.sent.machine] = answer.volume;
    }
    if (call.operation() == "list_machines" && call.sent.detail.empty()) known.name_owed = false;
    if (call.operation() == "list_machines") take_list(instance, known, call);
  }

  // A list that is filtered by anything else but the user proves nothing.
  void take_list(const CloudInstance& instance, Knowledge& known, const FlyCall& call) {
    if (call.sent.detail.find("kiloclaw_user_id=" + instance.user) == std::string::npos) return;
    occasion();
    known.listed = call.answer->ids;
    known.none_listed = std::ranges::all_of(known.listed, [&](const std::string& id) {
      const CloudMachine* machine = cloud().machine(id);
      return machine == nullptr || machine->leaving() || known.gone.contains(id) ||
             machine->now.sandbox != instance.id;
    });
    known.as_of.clear();
    for (const std::string& id : known.listed)
      if (const CloudMachine* machine = cloud().machine(id)) known.as_of[id] = machine->changed_at;
    known.sent = call.at;
  }

  // All that the look-up showed is gone: it lagged behind.
  static bool is_refuted(const Knowledge& known) {
    return !known.listed.empty() && std::ranges::all_of(known.listed, [&](const std::string& id) {
      return known.gone.contains(id);
    });
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    Knowledge& known = known_[&instance];
    if (call.operation() == "create_machine") {
      occasion();
      const bool lost = !known.forgotten.empty() && known.gone.contains(known.forgotten);
      const bool none = known.none_listed || is_refuted(known);
      const bool proven =
          instance.machine().empty() ? none || lost : known.gone.contains(instance.machine());
      if (!proven)
        flag(instance.id + " makes a machine although it is not proven that " +
             (instance.machine().empty() ? "it has none: no look-up by metadata showed that"
                                         : "its machine " + instance.machine() + " is gone"));
      if (proven && known.name_owed && instance.machine().empty() && !lost)
        flag(instance.id +
             " makes a machine with an intent open, and has not looked for one of its name");
    }
    if (call.operation() == "create_volume" && call.sent.source.empty() &&
        instance.volume().empty() && !instance.machine().empty())
      judge_fresh(instance, known);
    // A machine tells its volume first; only then it is given another.
    const bool rests = instance.status() == "stopped";  // a start that waits is not at it yet
    const bool ends =
        rests || instance.in_flight("stop") != nullptr || instance.in_flight("destroy") != nullptr;
    const bool touches = call.operation() == "stop_machine" || call.operation() == "update_machine";
    if (touches && !ends && instance.volume().empty() && instance.status() != "destroying")
      flag(instance.id + " calls " + call.operation() + " for machine " + call.sent.machine +
           " and has not taken the volume that this mounts");
    if (call.operation() == "create_volume" && call.sent.source.empty() &&
        instance.volume().empty() && instance.machine().empty() && !known.none_listed &&
        known.gone.empty()) {
      flag(instance.id + " makes a volume before a look-up showed that it has no machine");
    }
  }

  // A known machine tells first which volume is the user's.
  void judge_fresh(const CloudInstance& instance, const Knowledge& known) {
    const std::string id = instance.machine();
    if (known.gone.contains(id) || !known.volume_owed) return;
    const auto shown = known.mounts.find(id);
    if (shown == known.mounts.end())
      return flag(instance.id + " makes a volume before it has looked what its machine " + id +
                  " mounts");
    const CloudVolume* mounted = cloud().volume(shown->second);
    if (mounted != nullptr && mounted->exists() && !known.missing.contains(shown->second) &&
        mounted->changed_at < cloud().now() - kMoment)
      flag(instance.id + " makes a volume although its machine " + id + " mounts " + shown->second);
  }

  // A machine id that was not known comes from the last look-up.
  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    const auto& old = news().old_stored;
    Knowledge& known = known_[&instance];
    if (old && !old->machine.empty() && now.machine != old->machine) known.forgotten = old->machine;
    if (old && !old->volume.empty() && now.volume.empty()) known.volume_owed = true;
    if (now.machine.empty() || (old && !old->machine.empty())) return;
    if (std::ranges::find(known.listed, now.machine) == known.listed.end()) return;
    judge_choice(instance, known, now.machine);
    known.listed.clear();
  }

  void judge_choice(const CloudInstance& instance, const Knowledge& known,
                    const std::string& chosen) {
    const CloudMachine* taken = cloud().machine(chosen);
    if (taken == nullptr || changed_since(known, *taken) || list_is_old(known)) return;
    if (known.listed.size() > 1) occasion();
    if (taken->leaving() && taken->changed_at < known.sent - kLag)
      return flag(instance.id + " takes machine " + chosen + ", which is " + taken->now.state);
    for (const std::string& id : known.listed) {
      const CloudMachine* other = cloud().machine(id);
      if (other == nullptr || changed_since(known, *other)) continue;
      if (other->now.sandbox != instance.id || other->leaving()) continue;
      if (preference(other->now.state) == preference(taken->now.state) &&
          other->changed_at > taken->changed_at + kMoment &&
          !(clock_set_at_ && *clock_set_at_ >= taken->changed_at))
        flag(instance.id + " takes machine " + chosen + " although " + id +
             " is of the same state and newer");
      if (preference(other->now.state) < preference(taken->now.state))
        flag(instance.id + " takes machine " + chosen + ", which is " + taken->now.state +
             ", although " + id + " is " + other->now.state);
    }
  }

  // A list that shows what is no more lags: who knows what else it shows.
  bool list_is_old(const Knowledge& known) const {
    return std::ranges::any_of(known.listed, [this](const std::string& id) {
      const CloudMachine* machine = cloud().machine(id);
      return machine != nullptr && !machine->exists();
    });
  }

  // What the list showed is not what is seen now.
  static bool changed_since(const Knowledge& known, const CloudMachine& machine) {
    const auto found = known.as_of.find(machine.now.id);
    return found == known.as_of.end() || found->second != machine.changed_at ||
           machine.changed_at >= known.sent;
  }

  // What Fly's own times say of what came before and after it, nobody knows.
  void any(const sim::Event& event) override {
    if (std::holds_alternative<sim::WallClockJumped>(event.body)) clock_set_at_ = cloud().now();
  }

  std::optional<Instant> clock_set_at_;
  PerInstance<Knowledge> known_;
};

}  // namespace

std::unique_ptr<Invariant> make_m2(const SharedCloud& cloud) { return std::make_unique<M2>(cloud); }

}  // namespace scenarios
