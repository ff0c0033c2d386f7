// Log lines that speak of pairing, and what they have to wait for.
#include <algorithm>
#include <array>
#include <optional>

#include "scenarios/invariants/support/due.h"
#include "scenarios/observe/detectors.h"

namespace scenarios {
namespace {

// Debounce windows that were open for sure (L2).
class OpenWindow final : public Counter {
 public:
  using Counter::Counter;

  void triggered(const Watch& watch) override {
    const Instant now = watch.world().now();
    if (now < open_until_) {
      saw("trigger_absorbed");
      return;
    }
    const bool opens = quiet(watch.world());
    last_end_ = now + watch.terms().debounce;
    if (opens) open_until_ = *last_end_;
  }

  void after(const sim::Event& event, const Watch& /*watch*/) override {
    if (body_of<sim::ControllerStarted>(event) == nullptr) return;
    open_until_ = Instant::min();
    last_end_.reset();
  }

 private:
  // No window is open, and no refresh of an earlier one still waits: that one would absorb the
  // trigger.
  [[nodiscard]] bool quiet(const seen::World& world) const {
    if (!last_end_) return true;
    if (world.now() <= *last_end_) return false;
    return std::all_of(std::begin(seen::kKinds), std::end(seen::kKinds), [&](Kind kind) {
      const seen::Round* round = world.last(kind);
      return round != nullptr && round->earliest >= *last_end_;
    });
  }

  Instant open_until_ = Instant::min();
  std::optional<Instant> last_end_;  // of the windows that may have been open
};

// What else is going on when a trigger comes.
class AtTrigger final : public Counter {
 public:
  using Counter::Counter;

  void triggered(const Watch& watch) override {
    saw_if(watch.refresh_in_flight(), "trigger_during_refresh");
    saw_if(backs_off(watch.world()), "trigger_during_backoff");
  }

 private:
  static bool backs_off(const seen::World& world) {
    return std::any_of(std::begin(seen::kKinds), std::end(seen::kKinds), [&](Kind kind) {
      return world.back_off(kind).surely_until().value_or(Instant::min()) > world.now();
    });
  }
};

// Reactive refreshes for which all was ready but the gap of L4.
class HeldBack final : public Counter {
 public:
  using Counter::Counter;

  void triggered(const Watch& watch) override {
    for (auto& first : unserved_) {
      if (!first) first = watch.world().now();
    }
  }

  void began(const seen::Round& round, const seen::Begin& begin, const Watch& watch) override {
    auto& first = unserved_[seen::index_of(round.kind)];
    saw_if(first && held_back(*first, begin, watch.terms()), "trigger_held_back");
    first.reset();
  }

  void after(const sim::Event& event, const Watch& /*watch*/) override {
    if (body_of<sim::ControllerStarted>(event) != nullptr) unserved_ = {};
  }

 private:
  static bool held_back(Instant trigger, const seen::Begin& begin, const Terms& terms) {
    if (!begin.why.only_reactive() || !begin.previous || !begin.previous->over) return false;
    const Instant ready =
        std::max({trigger + terms.debounce, begin.previous->ended, begin.surely_backed_off_until});
    return seen::reactive_gate_at_least(*begin.previous, terms) > ready;
  }

  // The first trigger since the kind's last refresh began.
  std::array<std::optional<Instant>, controller::kKindCount> unserved_;
};

}  // namespace

void add_trigger_detectors(Watch& watch, SituationCounts& counts) {
  watch.add(std::make_unique<OpenWindow>(counts));
  watch.add(std::make_unique<AtTrigger>(counts));
  watch.add(std::make_unique<HeldBack>(counts));
}

}  // namespace scenarios
