// M13: a periodic check corrects drift. A check is told by calls to Fly that nobody asked for: they
// come when a period is over, neither sooner nor later. `starting` lasts 5 min at most, five checks
// that fail in a row make a running instance stopped, and a machine that is gone does at once. That
// of a stopped one does not run for long.
#include <algorithm>
#include <map>
#include <variant>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/draws.h"
#include "scenarios/invariants/support/fly_texts.h"

namespace scenarios {
namespace {

using namespace seen;

class M13 final : public CloudJudge {
 public:
  explicit M13(const SharedCloud& cloud) : CloudJudge("M13", cloud) {}

 private:
  static constexpr Duration kSlack = std::chrono::seconds(1);
  // The calls of one check are no further apart, unless Fly asked for it.
  static constexpr Duration kPause = std::chrono::seconds(50);
  // How long a check may take until it has done what it saw to be done.
  static constexpr Duration kCheckMax = std::chrono::minutes(6);

  // What checks go by, of the statuses.
  enum class Phase : std::uint8_t { running, starting, destroying, stopped, other };

  struct Watch {
    std::string status;
    Phase phase = Phase::other;      // of that status
    Instant starting{};              // when a start was last persisted
    Instant since{};                 // in the present status, alive
    Instant nap{};                   // when the present period began, at the earliest
    Instant ask_end{};               // when the last operation that was asked for ended
    std::optional<Instant> active;   // when a check last called, or was answered
    std::optional<Instant> refused;  // when a call of a check was last refused
    bool first = false;              // the check that runs has not seen the machine yet
    bool told = false;
    Instant look_again{};  // nothing is late before then, unless more happens to it
    // It counts as stopped, and not because of a start that failed, whose machine may come yet.
    bool rests = false;
    std::int64_t failed = 0;              // checks in a row that saw the machine down
    std::int64_t failed_later = 0;        // of those that did not, which saw it so at a later look
    std::optional<Instant> seen_gone;     // when a check saw that the machine is gone
    bool clearly = false;                 // no answer could have told it better
    std::optional<Instant> misplaced;     // since when the machine runs on another volume
    std::optional<Instant> forlorn;       // since when it runs and knows no machine
    std::map<std::string, Instant> owed;  // deletions: since when nobody has tried
    std::size_t owed_most = 0;            // at once, since there was none
  };

  Watch& watch_of(const CloudInstance& instance) { return watches_[&instance]; }

  static Phase phase_of(const std::string& status) {
    if (status == "running") return Phase::running;
    if (status == "starting") return Phase::starting;
    if (status == "destroying") return Phase::destroying;
    return status == "stopped" ? Phase::stopped : Phase::other;
  }
  [[nodiscard]] Duration period_of(Phase phase) const {
    if (phase == Phase::running) return terms().check_running;
    const bool busy = phase == Phase::starting || phase == Phase::destroying;
    return busy ? terms().check_busy : terms().check_idle;
  }
  // With jitter, up to a tenth of it.
  [[nodiscard]] Duration longest_period(Phase phase) const {
    return period_of(phase) + period_of(phase) / 10 + kSlack;
  }

  void started(const CloudInstance& instance) override { renew(instance); }
  void ended(const CloudInstance& instance) override {
    Watch& watch = watch_of(instance);
    watch.active.reset();
    watch.seen_gone.reset();
  }
  void renew(const CloudInstance& instance) {
    Watch& watch = watch_of(instance);
    watch.since = watch.nap = cloud().now();
    watch.status = instance.status();
    watch.phase = phase_of(watch.status);
    watch.told = false;
    watch.misplaced.reset();
    for (auto& [what, since] : watch.owed) since = cloud().now();
  }

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    Watch& watch = watch_of(instance);
    const bool alone = !instance.lifecycle_in_flight();
    if (watch.phase == Phase::starting && now.status == "stopped" && alone) {
      occasion();
      const Duration lasted = cloud().now() - watch.starting;
      // It looks at the clock a moment before that is persisted.
      if (lasted < terms().starting_max && watch.starting > jumped_ + kSlack)
        flag(instance.id + " is stopped after it was \"starting\" for " + text_of(lasted) +
             "; that may last " + text_of(terms().starting_max));
    }
    if (now.status == "starting" && (!news().old_stored || news().old_stored->status != now.status))
      watch.starting = cloud().now();
    if (watch.phase == Phase::running && now.status == "stopped" && alone) {
      judge_stopped(instance, watch);
      watch.rests = true;
    }
    std::map<std::string, Instant> owed;
    for (const std::string& what : now.deletions) {
      const auto known = watch.owed.find(what);
      owed[what] = known == watch.owed.end() ? cloud().now() : known->second;
    }
    watch.owed_most = owed.empty() ? 0 : std::max(watch.owed_most, owed.size());
    watch.owed = std::move(owed);
    const auto& old = news().old_stored;
    if (old && old->status == "running" && now.status == "stopped" && watch.seen_gone &&
        now.machine == old->machine && !now.machine.empty() &&
        instance.in_flight("start") == nullptr && instance.in_flight("stop") == nullptr)
      flag(instance.id + " still knows machine " + now.machine + ", which it has seen to be gone");
    if (!now.erased && now.status == watch.status) return;
    renew(instance);
    // A check may begin with what it has to store.
    if (alone) watch.active = cloud().now();
    watch.failed = watch.failed_later = 0;
    watch.seen_gone.reset();
  }

  // For how long something lasts is told by the wall clock.
  void any(const sim::Event& event) override {
    if (std::holds_alternative<sim::WallClockJumped>(event.body)) jumped_ = event.at;
  }

  // By a check.
  void judge_stopped(const CloudInstance& instance, const Watch& watch) {
    if (watch.seen_gone || watch.failed + watch.failed_later >= terms().failed_checks_max ||
        news().old_stored->machine.empty())
      return;
    flag(instance.id + " counts as stopped after " + std::to_string(watch.failed) +
         " failed checks in a row, and its machine was not seen to be gone");
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (!ask.is_lifecycle()) return;
    Watch& watch = watch_of(instance);
    // One that has no turn ends nothing that is under way.
    const bool skipped = ask.operation() == "reconcile" && reply.status == 202 && ask.calls.empty();
    if (!skipped) watch.ask_end = cloud().now();
    if (ask.operation() == "start") watch.rests = false;
    if (ask.operation() == "stop" && reply.status == 200 && !ask.beside.contains("start"))
      watch.rests = true;
    if (ask.operation() == "start" && reply.status >= 300) judge_failed_start(instance, ask);
  }

  // One that fails leaves a running instance running on the same machine, and stopped else.
  void judge_failed_start(const CloudInstance& instance, const Ask& ask) {
    if (ask.lifecycle_beside > 0 || !ask.held) return;
    // It could not say so, or does not even know.
    if (instance.unread || instance.store_failed_at.value_or(Instant::min()) >= ask.at) return;
    // What is being destroyed, or was meanwhile, is not started.
    if (instance.status() == "destroying" || ask.held->status == "destroying") return;
    if (ask.held->status != "running" && instance.status() != "stopped")
      flag(instance.id + " is \"" + instance.status() + "\" after a start that failed, and was \"" +
           ask.held->status + "\" before; it had to be \"stopped\"");
    if (ask.held->status != "running" || ask.held->machine.empty()) return;
    occasion();
    const bool same = instance.machine() == ask.held->machine && !instance.machine().empty();
    const std::string wanted = same ? "running" : "stopped";
    if (instance.status() != wanted)
      flag(instance.id + " is \"" + instance.status() +
           "\" after a start that failed, which it ran before on machine " + ask.held->machine +
           "; it had to be \"" + wanted + '"');
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (!is_lifecycle(call.sent)) return;
    Watch& watch = watch_of(instance);
    if (call.operation() == "destroy_machine") watch.owed["machine/" + call.sent.machine] = call.at;
    if (call.operation() == "destroy_volume") watch.owed["volume/" + call.sent.volume] = call.at;
    if (instance.lifecycle_in_flight()) return;
    occasion();
    const bool goes_on = watch.active && call.at - *watch.active <= kPause;
    if (!goes_on) watch.first = true;
    if (!goes_on) judge_period(instance, watch);
    watch.active = watch.nap = call.at;
  }

  void judge_period(const CloudInstance& instance, const Watch& watch) {
    const Duration period = period_of(watch.phase);
    const Duration gap = cloud().now() - watch.nap;
    if (gap + kSlack < period)
      flag(instance.id + " is \"" + watch.status + "\" and is checked again after " + text_of(gap) +
           "; the period is " + text_of(period));
    if (watch.ask_end < watch.nap && gap >= period) jitter_.draw(gap - period, period / 10);
  }

  // The check that was asked for and made the call, if nothing else goes on that may have.
  static const Ask* asked_check(const CloudInstance& instance, const FlyCall& call) {
    const Ask* check = nullptr;
    for (const auto& [number, ask] : instance.asks) {
      if (!ask.is_lifecycle()) continue;
      if (ask.operation() != "reconcile") return nullptr;
      const bool made = std::ranges::any_of(
          ask.calls, [&](const SharedCall& other) { return other.get() == &call; });
      if (made) check = &ask;
    }
    return check;
  }

  // Before volumes are deleted that it is a copy of, the held one is looked at (M8): when it is not
  // seen to be whole they have to wait. So does everything for a machine that cannot be read (M11).
  void note_waits(const CloudInstance& instance, const FlyCall& call) {
    const std::string& state = call.answer->state;
    const bool held = call.operation() == "get_volume" && call.sent.volume == instance.volume();
    const bool whole = call.accepted() && (state == "created" || state == "attached");
    const bool unread = call.operation() == "get_machine" && is_garbled(*call.answer) &&
                        instance.owes_deletion("machine/" + call.sent.machine);
    if (!unread && (!held || whole)) return;
    for (auto& [what, since] : watch_of(instance).owed)
      if (unread || what.starts_with("volume/")) since = cloud().now();
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    if (!is_lifecycle(call.sent)) return;
    note_waits(instance, call);
    if (const Ask* check = asked_check(instance, call)) {
      Watch& watch = watch_of(instance);
      watch.first = std::ranges::count_if(check->calls, [](const SharedCall& other) {
                      return other->operation() == "get_machine" && other->accepted();
                    }) == 1;
      return note_seen(instance, watch, call);
    }
    if (instance.lifecycle_in_flight()) return;
    jitter_.world(cloud().now() - call.at);
    Watch& watch = watch_of(instance);
    const auto asked_for = std::chrono::seconds(call.answer->retry_after_s.value_or(0));
    watch.nap = cloud().now();
    watch.active = watch.nap + asked_for;  // if it is tried again
    if (call.refused()) watch.refused = watch.active;
    note_seen(instance, watch, call);
  }

  // One answer alone may be an outage in disguise, which a list gives away.
  void note_list(const CloudInstance& instance, Watch& watch, const FlyCall& call) {
    if (!watch.seen_gone) return;
    const auto& ids = call.answer->ids;
    const bool shown = std::ranges::find(ids, instance.machine()) != ids.end();
    watch.clearly = call.accepted();
    watch.seen_gone = cloud().now();
    // One that is on its way out it may show as that.
    const CloudMachine* machine = cloud().machine(instance.machine());
    const bool leaving = machine != nullptr && machine->leaving();
    if (!call.accepted() || !shown) return;
    watch.clearly = false;
    if (!leaving) watch.seen_gone.reset();
  }

  // Of a check, asked for or not.
  void note_seen(const CloudInstance& instance, Watch& watch, const FlyCall& call) {
    if (call.operation() == "list_machines") return note_list(instance, watch, call);
    if (call.operation() != "get_machine" || call.sent.machine != instance.machine()) return;
    const std::string& state = call.answer->state;
    const bool gone = state == "destroyed" || state == "destroying";
    if (says_machine_gone(*call.answer) || (call.accepted() && gone)) {
      watch.seen_gone = cloud().now();
      watch.clearly = !is_garbled(*call.answer);
    } else if (call.accepted() && watch.first) {
      watch.failed = state == "started" ? 0 : watch.failed + 1;
      if (state == "started") watch.failed_later = 0;
      watch.first = false;
    } else if (call.accepted() && state != "started" && watch.failed == 0) {
      watch.failed_later = 1;
    }
  }

  void machine_changed(const CloudMachine& machine) override {
    // Whoever knows it, whether it belongs to that instance or not.
    for (auto& [one, watch] : watches_) watch.look_again = {};
    const CloudInstance* instance = news().instance;
    if (instance == nullptr || instance->machine() != machine.now.id) return;
    if (instance->status() == "running" && !machine.exists()) occasion();
  }

  void quiet(Instant until) override {
    const auto& touched = cloud().touched();
    for (auto& [one, watch] : watches_) {
      const bool changed = std::ranges::find(touched, one) != touched.end();
      if (!changed && watch.look_again >= until) continue;
      watch.look_again = Instant::max();
      const CloudInstance& instance = *one;
      if (watch.told || !instance.alive || !instance.stored || instance.lifecycle_in_flight())
        continue;
      judge_checks(instance, watch, until);
      judge_starting(instance, watch, until);
      judge_seen(instance, watch, until);
      judge_mount(instance, watch, until);
      judge_forlorn(instance, watch, until);
      judge_deletions(instance, watch, until);
      judge_rest(instance, watch, until);
    }
  }

  void judge_checks(const CloudInstance& instance, Watch& watch, Instant until) {
    const bool looks = watch.phase == Phase::running || watch.phase == Phase::destroying;
    if (!looks) return;
    const Instant base = std::max({watch.nap, watch.ask_end, watch.active.value_or(Instant{})});
    const Duration patience = watch.active && *watch.active == base ? kPause : kSlack;
    late(watch, base + longest_period(watch.phase) + patience, until, [&] {
      return instance.id + " is \"" + watch.status + "\" and has not looked at anything since " +
             text_of(base);
    });
  }

  void judge_starting(const CloudInstance& instance, Watch& watch, Instant until) {
    if (watch.phase != Phase::starting) return;
    // While an operation runs a check skips its turn.
    const Instant seen = std::max(watch.since + terms().starting_max, watch.ask_end);
    late(watch, seen + 2 * longest_period(watch.phase), until,
         [&] { return instance.id + " is \"starting\" since " + text_of(watch.since); });
  }

  // What a check has seen, it corrects.
  void judge_seen(const CloudInstance& instance, Watch& watch, Instant until) {
    if (watch.phase != Phase::running || !watch.active || instance.fly_call_in_flight()) return;
    if (watch.seen_gone && watch.clearly)
      late(watch, std::max(*watch.seen_gone, watch.nap) + kSlack, until, [&] {
        return instance.id + " is \"running\", and saw at " + text_of(*watch.seen_gone) +
               " that its machine is gone";
      });
    if (watch.failed >= terms().failed_checks_max)
      late(watch, *watch.active + kSlack, until, [&] {
        return instance.id + " is \"running\" after " + std::to_string(watch.failed) +
               " failed checks in a row";
      });
  }

  void judge_mount(const CloudInstance& instance, Watch& watch, Instant until) {
    if (watch.phase != Phase::running) return watch.misplaced.reset();
    const CloudMachine* machine = cloud().machine(instance.machine());
    const bool misplaced = machine != nullptr && machine->now.state == "started" &&
                           machine->now.volume != instance.volume();
    if (!misplaced) return watch.misplaced.reset();
    if (!watch.misplaced) watch.misplaced = cloud().now();
    // A check that Fly refused could not correct it; the next one has to.
    const Instant base = std::max({*watch.misplaced, cloud().disturbed_at(instance), watch.ask_end,
                                   watch.refused.value_or(Instant{})});
    late(watch, base + longest_period(watch.phase) + kCheckMax, until, [&] {
      return instance.id + " runs on volume \"" + machine->now.volume + "\" since " +
             text_of(*watch.misplaced);
    });
  }

  void judge_forlorn(const CloudInstance& instance, Watch& watch, Instant until) {
    if (watch.phase != Phase::running || !instance.machine().empty()) return watch.forlorn.reset();
    if (!watch.forlorn) watch.forlorn = cloud().now();
    // A period begins anew with each of them.
    const Instant base = std::max({*watch.forlorn, watch.ask_end, instance.alive_since});
    late(watch, base + longest_period(watch.phase) + kCheckMax, until, [&] {
      return instance.id + " is \"running\" and knows no machine since " + text_of(*watch.forlorn);
    });
  }

  void judge_deletions(const CloudInstance& instance, Watch& watch, Instant until) {
    // As long as it holds a fork that is not confirmed, no volume is to be deleted (M8).
    const bool volumes_stay = instance.stored && !instance.stored->source.empty();
    // A check has 60 calls (M10), and one deletion takes two or three.
    constexpr std::size_t kOfOneCheck = 20;
    const auto checks = static_cast<Duration::rep>(1 + watch.owed_most / kOfOneCheck);
    for (auto& owed : watch.owed) {
      const std::string& what = owed.first;
      Instant& since = owed.second;
      if (volumes_stay && what.starts_with("volume/")) {
        since = watch.look_again = cloud().now();
        continue;
      }
      const Duration in_time = checks * longest_period(watch.phase) + kCheckMax;
      const Instant base = std::max(since, watch.ask_end);
      const Instant calm = std::max(base, cloud().disturbed_at(instance)) + in_time;
      // Whatever keeps befalling other calls: each check comes to its deletions, in some order. A
      // destroy asks first what a machine mounts (M11).
      const bool asks_first = watch.phase == Phase::destroying;
      const Instant due = asks_first ? calm : std::min(calm, base + 4 * in_time);
      late(watch, due, until, [&] {
        return instance.id + " has to delete " + what + " and has not tried since " +
               text_of(since);
      });
    }
  }

  // A stop or a check took it for gone, or at rest: two checks later it is, or is held to run.
  void judge_rest(const CloudInstance& instance, Watch& watch, Instant until) {
    if (watch.phase != Phase::stopped || !watch.rests) return;
    const CloudMachine* machine = cloud().running_machine(instance);
    if (machine == nullptr) return;
    const Instant base =
        std::max({watch.since, watch.ask_end, cloud().disturbed_at(instance), machine->changed_at});
    late(watch, base + terms().time_to_converge, until, [&] {
      return instance.id + " is \"stopped\", and its machine " + machine->now.id + " runs since " +
             text_of(machine->changed_at);
    });
  }

  // `what`() tells what is late; it is asked only if it is.
  template <class What>
  void late(Watch& watch, Instant due, Instant until, const What& what) {
    if (watch.told) return;
    if (due >= until) {
      watch.look_again = std::min(watch.look_again, due);
      return;
    }
    watch.told = true;
    flag(what() + "; that had to change by " + text_of(due), Property::liveness);
  }

  void over(Instant /*end*/) override {
    if (jitter_.always_low()) flag("the periods of checks have no jitter");
  }

  PerInstance<Watch> watches_;
  Instant jumped_{};  // when the wall clock last did
  Draws jitter_;
};

}  // namespace

std::unique_ptr<Invariant> make_m13(const SharedCloud& cloud) {
  return std::make_unique<M13>(cloud);
}

}  // namespace scenarios
