// C10: what was approved is not shown again, until a list that began later shows it anew; an
// unknown outcome is told as such; a refresh follows a success and an unknown outcome, none a
// refusal; no approval is run again by itself.
#include <array>
#include <map>
#include <optional>
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/joined.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

class Approvals final : public Judge {
 public:
  explicit Approvals(const Terms& terms) : Judge("C10", terms) {}

 private:
  void differs(const Difference& difference) override {
    if (difference.wrong == Wrong::approved_shown) flag(difference.text);
  }

  void before(const sim::Event& event) override {
    if (const auto* reply = std::get_if<sim::CallEnded>(&event.body)) judge_reply(*reply);
    if (const auto* call = std::get_if<sim::ChildSpawned>(&event.body)) {
      judge_spawn(*call);
      may_follow(*call);
    }
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) {
      last_.clear();
      left_.clear();
      owed_ = {};
    }
    if (std::holds_alternative<sim::ConfigChanged>(event.body)) owed_[0].reset();
  }

  void approved(const Approval& approval) override {
    last_[approval.key] = approval;
    const bool follows = approval.outcome == Approval::Outcome::approved ||
                         approval.outcome == Approval::Outcome::unknown;
    if (follows && world().running()) owed_[index_of(approval.kind)] = approval;
  }

  void began(const Round& round) override { owed_[index_of(round.kind)].reset(); }

  // Where it is not known what the last refresh lists, this may be one of its calls, or the begin
  // of the next one.
  void may_follow(const sim::ChildSpawned& spawned) {
    if (!is_list(spawned.command)) return;
    const Kind kind = kind_of(spawned.command);
    const Round* last = world().last(kind);
    if (last != nullptr && !last->channels && last->all_calls_over()) owed_[index_of(kind)].reset();
  }

  void judge_reply(const sim::CallEnded& reply) {
    const ClientCall* call = world().calls().find(reply.call);
    if (call == nullptr || !call->is_approval() || !world().running()) return;
    if (reply.status == 0 && !call->started) left_.insert(call->key);
    if (reply.status == 200) occasion();
    const auto found = last_.find(call->key);
    if (found == last_.end() || found->second.ended != world().now()) return;
    if (found->second.outcome != Approval::Outcome::unknown) return;
    occasion();
    const bool told =
        reply.status == 500 && lower(reply.message).find("unknown") != std::string::npos;
    if (told) return;
    flag("the approval of " + call->name + " ended at " + text_of(world().now()) +
         " without an exit code or by a signal, so its outcome is unknown; the reply had to be 500 "
         "and say so, but was " +
         std::to_string(reply.status) + " \"" + reply.message + '"');
  }

  // A client that asks in the very instant of the end may be meant for the next run.
  void judge_spawn(const sim::ChildSpawned& spawned) {
    if (!is_approval(spawned.command) || !world().running()) return;
    const std::string name = raw_key_of(kind_of(spawned.command), spawned.channel, spawned.target);
    const std::string key = lower(name);
    if (left_.erase(key) > 0)
      return occasion();  // carried out, whether its client waits or not (H2)
    for (const auto& [id, call] : world().calls().open()) {
      if (!call.is_approval() || call.key != key) continue;
      const auto found = last_.find(key);
      if (found == last_.end() || found->second.ended <= call.began) return;
    }
    flag("the approval of " + name + " is run at " + text_of(world().now()) +
         " although no client asks for it" +
         (last_.contains(key) ? " since it ended at " + text_of(last_.at(key).ended) : ""));
  }

  // When its child is gone, an approval's client is answered.
  void judge_silence() {
    for (const auto& [id, call] : world().calls().open()) {
      const auto found = last_.find(call.key);
      if (!call.is_approval() || found == last_.end() || !world().running()) continue;
      const Approval& approval = found->second;
      const bool over = approval.ended == world().now() && call.began < approval.ended;
      if (!over) continue;
      flag("the approval of " + call.name + " ended at " + text_of(approval.ended) +
           ", and the client who asked at " + text_of(call.began) + " was not told");
    }
  }

  void idle(Instant /*until*/) override {
    judge_silence();
    for (const Kind kind : kKinds) {
      auto& owed = owed_[index_of(kind)];
      if (!owed || !world().may_begin(kind)) continue;
      flag("the approval of " + owed->name + " ended at " + text_of(owed->ended) +
               " and a refresh of " + std::string(name_of(kind)) + " had to follow; at " +
               text_of(world().now()) + " nothing stands in its way, and none has begun",
           Property::liveness);
      owed.reset();
    }
  }

  std::map<std::string, Approval> last_;  // by key, the last one that ended
  std::set<std::string> left_;            // keys whose client left before a command ran
  std::array<std::optional<Approval>, controller::kKindCount> owed_;
};

class Refusals final : public Judge {
 public:
  explicit Refusals(const Terms& terms) : Judge("C10", terms) {}

 private:
  void explained(const Round& round, const Begin& begin) override {
    if (begin.blame != Blame::refusal) return;
    flag("a " + text_of(round) +
         " when an approval was definitely refused, and had no other reason");
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c10(const Terms& terms) {
  return std::make_unique<Joined>(std::make_unique<Approvals>(terms),
                                  std::make_unique<Refusals>(terms));
}

}  // namespace scenarios
