// CLI calls: how they begin, how they end and what they print.
#include <algorithm>
#include <array>
#include <csignal>
#include <optional>

#include "scenarios/observe/detectors.h"
#include "scenarios/observe/unusable_entries.h"

namespace scenarios {
namespace {

using sim::CliPurpose;

// What the end of a call tells.
class CliEnds final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& watch) override {
    if (const auto* body = body_of<sim::SpawnFailed>(event)) {
      saw_if(body->role == sim::ChildRole::cli, "cli_spawn_failed");
    }
    const auto* body = body_of<sim::ChildExited>(event);
    if (body == nullptr || body->role != sim::ChildRole::cli) return;
    const auto cap = static_cast<std::int64_t>(watch.terms().output_bytes_max);
    const bool capped = body->out_bytes > cap || body->err_bytes > cap;
    const bool well = body->code == 0 && !body->signal;
    saw_if(!well, "cli_failed");
    saw_if(capped, "output_capped");
    saw_if(well && !capped && !body->answered && seen::is_list(body->command), "output_unparsable");
  }
};

// Calls that the controller ended. It knows none of what a dead controller left behind.
class CliSignals final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& watch) override {
    const auto* body = body_of<sim::ChildSignalled>(event);
    const seen::Child* child = body == nullptr ? nullptr : watch.world().children().find(body->pid);
    if (child == nullptr) return;
    const bool late = event.at >= child->spawned + timeout_of(child->command, watch.terms());
    saw_if(watch.cache_runs() && late && !child->signalled, "cli_timeout");
    saw_if(body->signal == SIGKILL && child->termed && !child->killed, "cli_killed");
  }

 private:
  static Duration timeout_of(CliPurpose command, const Terms& terms) {
    constexpr Duration kVersion = std::chrono::seconds(5);  // contract, wire facts
    if (command == CliPurpose::version) return kVersion;
    return seen::is_approval(command) ? terms.approve_timeout : terms.list_timeout;
  }
};

// Calls that waited for a place (C4). A call surely waited when it begins in the very instant in
// which a place becomes free after all were taken, unless what ended was what it had to wait for
// anyway.
class CliQueue final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& watch) override {
    const auto* spawned = body_of<sim::ChildSpawned>(event);
    if (spawned != nullptr && spawned->role == sim::ChildRole::cli && just_freed(event.at)) {
      saw_if(waited(*spawned, event.at, watch.world()), "cli_queued");
    }
    const auto* exited = body_of<sim::ChildExited>(event);
    const seen::Child* child =
        exited == nullptr ? nullptr : watch.world().children().find(exited->pid);
    ending_.reset();
    if (child != nullptr) ending_ = seen::kind_of(child->command);
  }

  void after(const sim::Event& event, const Watch& watch) override {
    if (!watch.world().running()) {
      full_since_.reset();
      freed_.reset();
    } else if (!watch.world().slot_is_free()) {
      if (!full_since_) full_since_ = just_freed(event.at) ? freed_->full_since : event.at;
    } else if (full_since_) {
      if (!just_freed(event.at)) freed_ = Freed{event.at, *full_since_, {}};
      full_since_.reset();
    }
    if (ending_ && just_freed(event.at)) freed_->by[seen::index_of(*ending_)] = true;
  }

 private:
  // A place became free when there had been none.
  struct Freed {
    Instant at;
    Instant full_since;
    std::array<bool, controller::kKindCount> by{};  // the kinds of the calls that ended
  };

  [[nodiscard]] bool just_freed(Instant now) const { return freed_ && freed_->at == now; }

  [[nodiscard]] bool waited(const sim::ChildSpawned& call, Instant now,
                            const seen::World& world) const {
    if (seen::is_approval(call.command)) return approval_waited(call, now, world);
    if (!seen::is_list(call.command) || freed_->full_since == now) return false;
    const Kind kind = seen::kind_of(call.command);
    const seen::Round* round = world.last(kind);
    const bool next_of_round = round != nullptr && !round->over && round->first_spawn < now;
    return next_of_round || (!freed_->by[seen::index_of(kind)] && !asked_now(kind, now, world));
  }

  static bool approval_waited(const sim::ChildSpawned& call, Instant now,
                              const seen::World& world) {
    const auto key = seen::key_of(seen::kind_of(call.command), call.channel, call.target);
    const auto& open = world.calls().open();
    return std::any_of(open.begin(), open.end(), [&](const auto& one) {
      return one.second.is_approval() && one.second.key == key && one.second.began < now;
    });
  }

  static bool asked_now(Kind kind, Instant now, const seen::World& world) {
    const auto& open = world.calls().open();
    return std::any_of(open.begin(), open.end(), [&](const auto& one) {
      return one.second.is_refresh() && one.second.body.list == kind && one.second.began == now;
    });
  }

  std::optional<Instant> full_since_;
  std::optional<Freed> freed_;
  std::optional<Kind> ending_;
};

// Entries that cannot be used.
class Entries final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& /*watch*/) override {
    const UnusableEntries entries = book_.observe(event);
    saw("entry_dropped", static_cast<std::uint64_t>(entries.dropped));
    saw("duplicate_dropped", static_cast<std::uint64_t>(entries.duplicates));
  }

 private:
  UnusableBook book_;
};

}  // namespace

void add_cli_detectors(Watch& watch, SituationCounts& counts) {
  watch.add(std::make_unique<CliEnds>(counts));
  watch.add(std::make_unique<CliSignals>(counts));
  watch.add(std::make_unique<CliQueue>(counts));
  watch.add(std::make_unique<Entries>(counts));
}

}  // namespace scenarios
