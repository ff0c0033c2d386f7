// C1: the first refresh begins at once; while the gateway boots, device lists fail, and are tried
// again every 5 s without back-off.
//
// Seen from outside: in the very instant of the start list calls are spawned, as many as slots and
// lists allow. As long as no device list has succeeded, the next try comes 5 s after the failed
// one, neither sooner nor later.
#include <algorithm>
#include <utility>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class C1 final : public Judge {
 public:
  explicit C1(const Terms& terms) : Judge("C1", terms) {}

 private:
  void after(const sim::Event& event) override {
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) {
      just_started_ = true;
      tries_ = 0;
      channels_ = channels_to_list();
    }
    // A config that is in force in that instant may be the one that is read.
    if (std::holds_alternative<sim::ConfigChanged>(event.body)) {
      channels_ = std::min(channels_, channels_to_list());
    }
    if (world().phase() != Phase::running) just_started_ = false;
    const auto* failed = std::get_if<sim::SpawnFailed>(&event.body);
    const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
    const bool tried = (failed != nullptr && failed->role == sim::ChildRole::cli) ||
                       (spawned != nullptr && spawned->role == sim::ChildRole::cli &&
                        spawned->command != sim::CliPurpose::version);
    if (tried) ++tries_;
  }

  void explained(const Round& round, const Begin& begin) override {
    if (begin.blame != Blame::boot_too_early) return;
    flag("a " + text_of(round) + " came less than " + text_of(terms().boot_retry) +
         " after the failed " + text_of(*begin.previous));
  }

  void ended(const Round& round) override {
    if (round.kind == Kind::devices && world().back_off(Kind::devices).boot_failed()) occasion();
  }

  void idle(Instant until) override {
    if (std::exchange(just_started_, false)) judge_start();
    judge_retry(until);
  }

  [[nodiscard]] std::size_t channels_to_list() const {
    return world().makes_calls(Kind::channels) ? world().config()->channels.size() : 0;
  }

  void judge_start() {
    occasion();
    // A refresh of channels runs two lists at once at most.
    const std::size_t channels = std::min(channels_, std::size_t{2});
    const std::size_t must = std::min(channels + 1, terms().max_concurrent_cli);
    if (tries_ >= must) return;
    flag("the controller started at " + text_of(world().started_at()) + " and began " +
         std::to_string(tries_) + " list calls in that instant; it had to begin " +
         std::to_string(must));
  }

  void judge_retry(Instant until) {
    const Round* last = world().last(Kind::devices);
    if (last == nullptr || last->first_event == told_) return;
    if (!world().back_off(Kind::devices).boot_failed() || !world().may_begin(Kind::devices)) return;
    const auto end = world().rounds().latest_end(Kind::devices);
    if (!end) return;
    const Instant due = std::max(*end + terms().boot_retry, world().now());
    if (due >= until) return;
    told_ = last->first_event;
    flag("no device list has succeeded yet, and the " + text_of(*last) +
             " failed: the next had to "
             "begin by " +
             text_of(due),
         Property::liveness);
  }

  bool just_started_ = false;
  std::size_t channels_ = 0;  // to be listed at least, as the controller started
  std::size_t tries_ = 0;
  std::uint64_t told_ = 0;  // the round already complained of
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c1(const Terms& terms) {
  return std::make_unique<C1>(terms);
}

}  // namespace scenarios
