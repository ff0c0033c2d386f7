// Approvals: how they come out, and what else goes on.
#include <algorithm>
#include <string>
#include <vector>

#include "scenarios/observe/detectors.h"

namespace scenarios {
namespace {

using Approved = seen::Approval::Outcome;

// How approvals come out.
class ApprovalOutcomes final : public Counter {
 public:
  using Counter::Counter;

  // Those that the end of the cache cuts short are another situation.
  void approved(const seen::Approval& approval, const Watch& watch) override {
    if (!watch.cache_runs()) return;
    saw_if(approval.outcome == Approved::refused, "approval_failed");
    saw_if(approval.outcome == Approved::unknown, "approval_unknown");
  }
};

// What goes on when an approval is asked for.
class AtApproval final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& watch) override {
    const auto* call = body_of<sim::CallBegan>(event);
    if (call == nullptr || call->operation != "approve" || !watch.cache_runs()) return;
    saw_if(watch.refresh_in_flight(), "approval_during_refresh");
    saw_if(in_flight(*call, watch.world()), "approval_joined");
  }

 private:
  static bool in_flight(const sim::CallBegan& call, const seen::World& world) {
    const std::string key = seen::key_of(call.list, call.channel, call.target);
    const auto& open = world.calls().open();
    return std::any_of(open.begin(), open.end(), [&](const auto& one) {
      const seen::ClientCall& other = one.second;
      return other.is_approval() && other.body.list == call.list && other.key == key;
    });
  }
};

// Lists that began before an approval, ended after it, and still show what it approved (C10).
class Tombstones final : public Counter {
 public:
  using Counter::Counter;

  void approved(const seen::Approval& approval, const Watch& /*watch*/) override {
    if (approval.outcome == Approved::approved) approvals_.push_back(approval);
  }

  void ended(const seen::Round& round, const Watch& watch) override {
    for (const seen::Approval& approval : approvals_) {
      const bool overtook = approval.kind == round.kind && round.first_spawn < approval.ended;
      saw_if(overtook && watch.cache_runs() && shows(round, approval.key), "tombstone_hid_entry");
    }
    // Whatever begins from here on began later than these.
    std::erase_if(approvals_, [&](const seen::Approval& approval) {
      return approval.kind == round.kind && !watch.world().rounds().in_flight(round.kind);
    });
  }

  void after(const sim::Event& event, const Watch& /*watch*/) override {
    if (body_of<sim::ControllerEnded>(event) != nullptr) approvals_.clear();
  }

 private:
  static bool shows(const seen::Round& round, const std::string& key) {
    return std::any_of(round.calls.begin(), round.calls.end(), [&](const seen::ListCall& call) {
      return call.outcome == seen::Outcome::success &&
             std::any_of(call.entries.begin(), call.entries.end(),
                         [&](const seen::Entry& entry) { return entry.key == key; });
    });
  }

  std::vector<seen::Approval> approvals_;
};

}  // namespace

void add_approval_detectors(Watch& watch, SituationCounts& counts) {
  watch.add(std::make_unique<ApprovalOutcomes>(counts));
  watch.add(std::make_unique<AtApproval>(counts));
  watch.add(std::make_unique<Tombstones>(counts));
}

}  // namespace scenarios
