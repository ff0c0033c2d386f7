// M1: one start at a time, and a destroy wins: after it nothing is made any more, nothing comes
// back to life and nothing is left over. At a quiet moment a sandbox has at most one live machine.
// Operations take turns, so the calls of an instance do too; and who joins a start has its outcome.
//
// Quiet: no operation of the instance is open, none of its calls either, and it has started its
// machine since the world last interfered.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/fly_texts.h"
#include "scenarios/invariants/support/pairing_ask.h"

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
    bool told = false;               // the destroy was answered: it is persisted
    std::optional<Instant> started;  // when a start last succeeded
    std::optional<Instant> made;     // when something of it last came to be
    // How the starts that ran together have ended: the first of them.
    std::optional<std::pair<Instant, std::int64_t>> outcome;
    std::set<std::string> creates;           // operations that may still bring something
    std::map<std::string, Instant> intents;  // that are open: machine, volume, fork; since
  };

  // How long a create may still be carried out.
  static constexpr Duration kLateCreate = std::chrono::minutes(15);
  // What comes too late for the periodic checks of a state that was erased.
  static constexpr Duration kSettling = std::chrono::minutes(2);

  void asked(const CloudInstance& instance, const Ask& ask) override {
    Life& life = lives_[&instance];
    if (ask.operation() == "start" && instance.in_flight("destroy") == nullptr &&
        instance.status() != "destroying")
      life.destroyed = false;
    if (ask.operation() != "destroy") {
      if (ask.operation() != "start") return;
      if (ask.beside.contains("start"))
        occasion();
      else
        life.outcome.reset();
      return;
    }
    if (ask.beside.contains("start")) occasion();
    life.destroyed = true;
    life.told = false;
    life.since = cloud().now();
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    const bool rises = ask.operation() == "start" || ask.operation() == "stop";
    if (rises && ask.held && ask.held->status == "destroying" && reply.status < 300)
      flag(text_of(ask) + " was answered with " + std::to_string(reply.status) +
           " though it is being destroyed");
    Life& life = lives_[&instance];
    // One whose state is erased is through with it: what comes after that begins anew.
    if (ask.operation() == "destroy" && reply.status < 300 && instance.stored) life.told = true;
    if (ask.operation() != "start") return;
    if (!life.outcome) life.outcome = {cloud().now(), reply.status};
    const auto& [at, status] = *life.outcome;
    if (joins(ask, life) && ask.at < at && (at != cloud().now() || status != reply.status))
      flag(text_of(ask) + " joined another one and was not answered as that was, at once");
    if (reply.status != 200) return;
    occasion();
    life.started = cloud().now();
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    const std::string& what = call.operation();
    if (!is_lifecycle(call.sent)) return;
    const auto open = std::ranges::count_if(
        instance.calls, [&](const auto& entry) { return is_lifecycle(entry.second->sent); });
    if (open > 1)
      flag(instance.id + " calls " + what + " while another call is open: operations take turns");
    Life& life = lives_[&instance];
    const bool makes = what == "create_machine" || what == "create_volume";
    if (makes) life.creates.insert(what);
    // What a start had under way in the moment of the destroy is told apart by its answer.
    const bool changes =
        makes || what == "update_machine" || what == "start_machine" || what == "stop_machine";
    if (changes && life.destroyed && life.since < call.at)
      flag(instance.id + " calls " + what + " though it was destroyed at " + text_of(life.since));
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    if (!says_nothing(*call.answer)) lives_[&instance].creates.erase(call.operation());
  }

  // What an intent tells of may come, until it is closed.
  static void note_intents(Life& life, const std::string& text, Instant now) {
    for (const char* const what : {"machine", "volume", "fork"}) {
      if (text.find(what) == std::string::npos)
        life.intents.erase(what);
      else
        life.intents.try_emplace(what, now);
    }
  }
  void judge_erased(const CloudInstance& instance, Life& life) {
    for (const auto& [what, since] : life.intents) {
      const std::string call = what == "machine" ? "create_machine" : "create_volume";
      if (life.creates.contains(call) && cloud().now() - since < kLateCreate)
        flag(instance.id + " forgets its state though a " + call +
             " may still be carried out: its intent is of " + text_of(since));
    }
    life.creates.clear();
  }

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    Life& life = lives_[&instance];
    if (now.erased) judge_erased(instance, life);
    if (now.erased) life.told = false;
    note_intents(life, now.intent, cloud().now());
    const bool lives = !now.erased && now.status != "destroying";
    const bool fell_back = news().old_stored && news().old_stored->status == "destroying";
    if (life.destroyed && lives && news().old_stored && (fell_back || life.told))
      flag(instance.id + " is " + now.status + " again after the destroy of " +
           text_of(life.since));
  }

  // A destroy that was neither persisted nor answered has not happened.
  void ended(const CloudInstance& instance) override {
    Life& life = lives_[&instance];
    life.outcome.reset();
    if (instance.stored && instance.status() != "destroying") life.destroyed = false;
  }

  void machine_changed(const CloudMachine& /*machine*/) override { note_made(); }
  void volume_changed(const CloudVolume& /*volume*/) override { note_made(); }
  void note_made() {
    if (news().instance != nullptr && !news().old_machine && !news().old_volume)
      lives_[news().instance].made = cloud().now();
  }

  // What is asked for in the instant of a destroy may come after that, and is refused by itself.
  static bool joins(const Ask& ask, const Life& life) {
    return !life.destroyed || ask.at != life.since;
  }

  // Who joined a start is answered with it.
  void judge_joined(const CloudInstance& instance, Life& life) {
    if (!life.outcome || life.outcome->first != cloud().now()) return;
    for (const auto& [number, ask] : instance.asks)
      if (ask.operation() == "start" && ask.beside.contains("start") && joins(ask, life) &&
          ask.at < cloud().now())
        flag(text_of(ask) + " joined another one and is not answered with it");
  }

  void quiet(Instant /*until*/) override {
    for (const CloudInstance* instance : cloud().touched()) {
      Life& life = lives_[instance];
      judge_joined(*instance, life);
      const bool settled = life.started && cloud().disturbed_at(*instance) <= *life.started;
      if (!instance->lifecycle_in_flight() && !instance->fly_call_in_flight() && settled &&
          !came_late(*instance, life))
        judge_live(*instance);
    }
  }

  static bool owes_machine(const CloudInstance& instance) {
    return std::ranges::any_of(instance.stored->deletions, [](const std::string& what) {
      return what.starts_with("machine/");
    });
  }
  // What a create has brought since the start, or while Fly hid it, is for the next check to find.
  [[nodiscard]] bool came_late(const CloudInstance& instance, const Life& life) const {
    const bool looked_for =
        instance.stored && (intends(*instance.stored, "machine") || owes_machine(instance));
    return life.made && (looked_for || *life.made > *life.started) &&
           cloud().now() - std::max(*life.made, *life.started) < 2 * terms().check_running;
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
    for (const auto& [one, life] : lives_) {
      const CloudInstance& instance = *one;
      const std::string& id = instance.id;
      if (!life.destroyed || instance.stored) continue;  // M11 judges destroys that go on
      const Instant last =
          std::max({life.since, life.made.value_or(Instant{}), cloud().disturbed_at(instance)});
      if (end - last < kSettling) continue;
      occasion();
      for (const std::string& machine : instance.machines)
        if (cloud().machine(machine)->exists())
          flag(id + " was destroyed at " + text_of(life.since) + ", and its machine " + machine +
                   " is still there",
               Property::liveness);
      for (const std::string& volume : instance.volumes)
        if (cloud().volume(volume)->exists() && !is_taken(instance, volume) &&
            !lost_creates().is_beyond_finding(instance, volume))
          flag(id + " was destroyed at " + text_of(life.since) + ", and its volume " + volume +
                   " is still there",
               Property::liveness);
    }
  }

  // Somebody else's machine has it by now (M11).
  [[nodiscard]] bool is_taken(const CloudInstance& instance, const std::string& volume) const {
    const CloudMachine* machine = cloud().machine(cloud().volume(volume)->now.machine);
    return machine != nullptr && machine->exists() && machine->now.sandbox != instance.id;
  }

  PerInstance<Life> lives_;
  std::set<std::string> told_;
};

}  // namespace

std::unique_ptr<Invariant> make_m1(const SharedCloud& cloud) { return std::make_unique<M1>(cloud); }

}  // namespace scenarios
