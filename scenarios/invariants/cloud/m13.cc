// M13: a periodic check corrects drift. A check is told by its calls to Fly, so: a running instance
// makes one at least every 5 min and jitter. `starting` lasts 5 min at most, and five checks that
// fail in a row make a running instance stopped.
#include <map>

#include "scenarios/invariants/cloud/judges.h"

namespace scenarios {
namespace {

using namespace seen;

class M13 final : public CloudJudge {
 public:
  explicit M13(const SharedCloud& cloud) : CloudJudge("M13", cloud) {}

 private:
  struct Watch {
    std::optional<Instant> since;  // in the present status, alive and undisturbed
    std::string status;
    std::optional<Instant> last_call;     // to Fly, about machines and volumes
    std::optional<Instant> machine_gone;  // while running
    bool told = false;
  };

  // Jitter, and the calls of the check itself.
  static Duration with_slack(Duration period) {
    return period + period / 2 + std::chrono::seconds(90);
  }

  void started(const CloudInstance& instance) override { renew(instance); }
  void ended(const CloudInstance& instance) override { watches_.erase(instance.id); }
  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    Watch& watch = watches_[instance.id];
    const bool corrected = watch.status == "starting" && now.status == "stopped";
    if (corrected && !instance.lifecycle_in_flight()) occasion();
    if (now.erased || now.status != watch.status) renew(instance);
  }
  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& /*reply*/) override {
    if (ask.is_lifecycle()) renew(instance);
  }
  void renew(const CloudInstance& instance) {
    Watch& watch = watches_[instance.id];
    watch.since = cloud().now();
    watch.status = instance.status();
    watch.last_call = cloud().now();
    watch.told = false;
    watch.machine_gone.reset();
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (!is_lifecycle(call.sent)) return;
    Watch& watch = watches_[instance.id];
    watch.last_call = cloud().now();
    if (!instance.lifecycle_in_flight()) occasion();
  }

  void machine_changed(const CloudMachine& machine) override {
    const CloudInstance* instance = news().instance;
    if (instance == nullptr || instance->machine() != machine.now.id || machine.exists()) return;
    Watch& watch = watches_[instance->id];
    if (instance->status() == "running" && !watch.machine_gone) {
      occasion();
      watch.machine_gone = cloud().now();
    }
  }

  void quiet(Instant until) override {
    for (auto& [id, watch] : watches_) {
      if (watch.told || !watch.since) continue;
      const CloudInstance& instance = *cloud().instance(id);
      if (!instance.alive || instance.lifecycle_in_flight()) continue;
      judge_checks(instance, watch, until);
      judge_starting(instance, watch, until);
      judge_gone(instance, watch, until);
    }
  }

  void judge_checks(const CloudInstance& instance, Watch& watch, Instant until) {
    if (watch.status != "running" || !watch.last_call) return;
    late(watch, *watch.last_call + with_slack(terms().check_running), until,
         instance.id + " is running and has not looked at its machine since " +
             text_of(*watch.last_call));
  }

  void judge_starting(const CloudInstance& instance, Watch& watch, Instant until) {
    if (watch.status != "starting") return;
    late(watch, *watch.since + terms().starting_max + with_slack(terms().check_busy), until,
         instance.id + " is \"starting\" since " + text_of(*watch.since));
  }

  // Every check fails then, so the fifth one makes it stopped, if none mends it.
  void judge_gone(const CloudInstance& instance, Watch& watch, Instant until) {
    if (!watch.machine_gone || watch.status != "running") return;
    const auto checks = static_cast<int>(terms().failed_checks_max);
    late(watch, *watch.machine_gone + checks * with_slack(terms().check_running), until,
         instance.id + " is \"running\", and its machine is gone since " +
             text_of(*watch.machine_gone));
  }

  void late(Watch& watch, Instant due, Instant until, const std::string& what) {
    if (due >= until) return;
    watch.told = true;
    flag(what + "; that had to change by " + text_of(due), Property::liveness);
  }

  std::map<std::string, Watch> watches_;
};

}  // namespace

std::unique_ptr<Invariant> make_m13(const SharedCloud& cloud) {
  return std::make_unique<M13>(cloud);
}

}  // namespace scenarios
