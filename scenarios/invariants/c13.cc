// C13: after `stop` no CLI child starts, running ones are ended, their results are not used, and
// whoever waits has an answer at once.
#include <map>
#include <set>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

constexpr std::string_view kShuttingDown = "Cache is shutting down";

class C13 final : public Judge {
 public:
  explicit C13(const Terms& terms) : Judge("C13", terms) {}

 private:
  void differs(const Difference& difference) override {
    if (difference.wrong == Wrong::changed_by_stopped) flag(difference.text);
  }

  void approved(const Approval& approval) override { ended_[approval.key] = approval.ended; }

  void before(const sim::Event& event) override {
    if (const auto* call = std::get_if<sim::ChildSpawned>(&event.body)) judge_spawn(event, *call);
    const auto* failed = std::get_if<sim::SpawnFailed>(&event.body);
    if (failed != nullptr && is_approval(failed->command)) spawn_failed_at_ = event.at;
    if (const auto* reply = std::get_if<sim::CallEnded>(&event.body)) judge_reply(*reply);
  }

  void after(const sim::Event& event) override {
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) {
      alive_before_ = true;
      ending_ = false;
      told_.clear();
      told_calls_.clear();
      ended_.clear();
    }
    const auto* call = std::get_if<sim::CallBegan>(&event.body);
    if (call == nullptr || !seen::ends_cache(*call)) return;
    ending_ = ending_ || call->operation == "controller.stop";
    occasion();
  }

  // In the instant of the stop itself a spawn may have come first.
  void judge_spawn(const sim::Event& event, const sim::ChildSpawned& call) {
    if (call.role != sim::ChildRole::cli) return;
    // The version is no business of the cache, which may have been stopped alone.
    const bool concerned = ending_ || call.command != sim::CliPurpose::version;
    const bool stopped =
        concerned && world().phase() == Phase::stopped && event.at > world().stopped_at();
    const bool ended = world().phase() == Phase::off && alive_before_;
    if (!stopped && !ended) return;
    flag("a command line call (" + std::string(sim::name_of(call.command)) + ") was spawned at " +
         text_of(event.at) +
         (stopped ? ", after the stop at " + text_of(world().stopped_at())
                  : " while no controller runs"));
  }

  void judge_reply(const sim::CallEnded& reply) {
    if (world().phase() != Phase::stopped) return;
    const ClientCall* call = world().calls().find(reply.call);
    if (call == nullptr || !call->is_approval() || reply.status == 400) return;
    if (reply.status == 500 && tells_of_stop(reply.message)) return;
    // One that was over in the same instant may still have its own answer.
    const auto ended = ended_.find(call->key);
    if (ended != ended_.end() && ended->second == world().now()) return;
    if (spawn_failed_at_ == world().now()) return;
    flag("the approval of " + call->key + " was answered " + std::to_string(reply.status) + " \"" +
         reply.message + "\" after the stop; it had to be 500 \"" + std::string(kShuttingDown) +
         '"');
  }

  // A client of plain HTTP tells the whole body.
  static bool tells_of_stop(const std::string& message) {
    return message == kShuttingDown ||
           message == R"({"success":false,"message":")" + std::string(kShuttingDown) + "\"}";
  }

  void idle(Instant until) override {
    if (world().phase() != Phase::stopped) return;
    for (const auto& [id, call] : world().calls().open()) {
      if (!call.is_approval() && !call.is_refresh()) continue;
      if (!told_calls_.insert(id).second) continue;
      flag("the client that asked at " + text_of(call.began) + " for " +
           (call.is_approval() ? "the approval of " + call.name : std::string("a refresh")) +
           " has no answer after the stop at " + text_of(world().stopped_at()));
    }
    for (const auto& [pid, child] : world().children().alive()) judge_child(child, until);
  }

  void judge_child(const Child& child, Instant until) {
    if (child.command == sim::CliPurpose::version) return;
    if (!child.signalled && told_.insert(child.pid).second) {
      flag(text_of(child) + " runs on after the stop at " + text_of(world().stopped_at()) +
           ": it had to be sent a signal at once");
    }
    const Instant kill_by = child.termed.value_or(world().stopped_at()) + terms().term_grace;
    if (child.signalled && !child.killed && kill_by < until && told_.insert(child.pid).second) {
      flag(text_of(child) + " runs on after the stop and had to get SIGKILL at " +
           text_of(kill_by));
    }
  }

  bool alive_before_ = false;
  bool ending_ = false;                     // the whole controller, not the cache alone
  std::map<std::string, Instant> ended_;    // approvals, by key
  std::optional<Instant> spawn_failed_at_;  // of the last approval that could not be started
  std::set<std::int64_t> told_;             // children already complained of
  std::set<std::int64_t> told_calls_;
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c13(const Terms& terms) {
  return std::make_unique<C13>(terms);
}

}  // namespace scenarios
