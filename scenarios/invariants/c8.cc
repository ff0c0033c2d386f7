// C8: a failing channel or device list keeps its entries; when all fail, lastUpdated does not move;
// a channel no longer enabled is dropped; with an unreadable config nothing changes and no channel
// is listed.
#include <algorithm>
#include <array>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/due.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class C8 final : public Judge {
 public:
  explicit C8(const Terms& terms) : Judge("C8", terms) {}

 private:
  struct Updated {
    std::optional<std::int64_t> shown_ms;
    std::optional<Instant> may_move;  // since then a success that no reading has shown yet
  };

  void differs(const Difference& difference) override {
    const Wrong wrong = difference.wrong;
    const bool mine = wrong == Wrong::lost_on_failure || wrong == Wrong::failed_used ||
                      wrong == Wrong::disabled_shown;
    const bool beside_failure = difference.kind == Kind::channels && world().now() == partial_at_ &&
                                (wrong == Wrong::not_added || wrong == Wrong::not_removed);
    if (mine) flag(difference.text);
    if (beside_failure) {
      flag(difference.text +
           "; another channel failed in that refresh, and that may cost nothing " +
           "but its own update");
    }
  }

  void before(const sim::Event& event) override {
    const bool changes = std::holds_alternative<sim::ConfigChanged>(event.body);
    if (changes && hidden_success_possible(Kind::channels)) updated_[0].may_move = world().now();
  }

  void ended(const Round& round) override {
    if (!world().may_still_run()) return;
    const bool some_failed =
        round.spawn_failures > 0 ||
        std::any_of(round.calls.begin(), round.calls.end(),
                    [](const ListCall& call) { return call.outcome == Outcome::failure; });
    if (some_failed) occasion();
    if (some_failed && round.kind == Kind::channels) partial_at_ = world().now();
    if (round.outcome() != Outcome::failure)
      updated_[index_of(round.kind)].may_move = world().now();
  }

  void after(const sim::Event& event) override {
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) updated_ = {};
    if (std::holds_alternative<sim::ConfigChanged>(event.body)) occasion();
    if (const auto* read = std::get_if<sim::ListRead>(&event.body)) judge_updated(*read);
    const auto* call = std::get_if<sim::ChildSpawned>(&event.body);
    if (call != nullptr && call->command == sim::CliPurpose::list_channel) judge_config();
    const auto* exit = std::get_if<sim::ChildExited>(&event.body);
    if (exit != nullptr && exit->answered) judge_unsure_round();
  }

  // When a round is over cannot be told if the config changed at its begin.
  void judge_unsure_round() {
    const Round* round = world().last(Kind::channels);
    if (round != nullptr && !round->channels) updated_[0].may_move = world().now();
  }

  void judge_config() {
    const auto& config = world().config();
    const Round* round = world().last(Kind::channels);
    if (!config || config->readable || round == nullptr || !world().running()) return;
    const bool since_before = config->since < std::max(round->earliest, world().started_at());
    if (!since_before || round->first_event == told_round_) return;
    told_round_ = round->first_event;
    flag("channels are listed at " + text_of(world().now()) +
         " although the config is unreadable since " + text_of(config->since));
  }

  // For a slot: a refresh that has read the config of before, or the devices of the last one.
  [[nodiscard]] bool may_be_waiting(const Config& config) const {
    const Round* last = world().last(Kind::channels);
    return world().may_wait_since(config.since, Kind::channels) ||
           (last != nullptr && world().may_wait_since(last->first_spawn, Kind::devices));
  }

  [[nodiscard]] bool hidden_success_possible(Kind kind) const {
    return kind == Kind::channels && (!world().config() || world().config()->channels.empty()) &&
           (!world().config() || world().config()->readable);
  }

  void judge_updated(const sim::ListRead& read) {
    if (world().phase() == Phase::off) return;
    Updated& updated = updated_[index_of(read.list)];
    if (hidden_success_possible(read.list)) updated.may_move = world().now();
    if (read.last_updated_ms != updated.shown_ms && !updated.may_move) {
      flag("lastUpdated of the " + std::string(name_of(read.list)) + " moved at " +
           text_of(world().now()) + " although no refresh has succeeded since it was read last");
    }
    updated.shown_ms = read.last_updated_ms;
    // In the instant of the success itself the reading may still be the old one.
    if (updated.may_move && *updated.may_move < world().now()) updated.may_move.reset();
  }

  void idle(Instant until) override {
    const auto& config = world().config();
    if (!world().running() || !config || !config->readable || !config->channels.empty()) return;
    if (world().rounds().in_flight(Kind::channels) || config->event == told_config_) return;
    const auto seen_since = world().channels_seen_since();
    if (!seen_since) return;
    const auto last_end = world().rounds().latest_end(Kind::channels);
    if (!last_end && world().last(Kind::channels) != nullptr) return;
    if (may_be_waiting(*config)) return;
    const Instant end = last_end.value_or(world().started_at());
    const Instant due = std::max({std::max(end, *seen_since) + terms().period,
                                  backed_off_until(world(), Kind::channels), world().now()});
    if (due >= until || lists().model(Kind::channels).shown().empty()) return;
    told_config_ = config->event;
    flag("no channel is enabled since " + text_of(config->since) + ", and at " + text_of(due) +
         " " + *lists().model(Kind::channels).shown().begin() + " is still shown");
  }

  std::array<Updated, controller::kKindCount> updated_;
  Instant partial_at_ = Instant::min();  // when a refresh of channels ended that failed in part
  std::uint64_t told_round_ = 0;         // already complained of
  std::uint64_t told_config_ = 0;        // likewise
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c8(const Terms& terms) {
  return std::make_unique<C8>(terms);
}

}  // namespace scenarios
