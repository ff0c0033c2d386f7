// C4: at most max_concurrent_cli children at any instant; an approval goes next; per kind one
// refresh in flight; who asks for a fresh list gets a result that began after the question.
//
// Who waits for a slot inside cannot be seen. From outside: no list is spawned while an approval
// waits; nobody waits while a slot is free.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

constexpr Duration kRefreshPatience = std::chrono::seconds(100);  // H1

class C4 final : public Judge {
 public:
  explicit C4(const Terms& terms) : Judge("C4", terms) {}

 private:
  static constexpr Duration kTimeStep = std::chrono::milliseconds(1);

  void before(const sim::Event& event) override {
    still_running_ = false;
    if (const auto* call = std::get_if<sim::ChildSpawned>(&event.body)) before_spawn(*call);
    if (const auto* reply = std::get_if<sim::CallEnded>(&event.body)) judge_reply(*reply);
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) {
      over_ = {};
      told_.clear();
    }
  }

  void before_spawn(const sim::ChildSpawned& call) {
    if (call.role != sim::ChildRole::cli || !is_list(call.command)) return;
    const Round* last = world().last(kind_of(call.command));
    still_running_ = last != nullptr && !last->over && !last->all_calls_over();
    const ClientCall* waiting = world().calls().waiting_approval();
    if (waiting == nullptr) return;
    occasion();
    if (waiting->began == world().now()) return;
    passed_over_ = true;
  }

  void began(const Round& round) override {
    if (!still_running_) return;
    flag("a " + text_of(round) + " while the one before still ran: one of a kind at a time");
  }

  void ended(const Round& round) override {
    auto& over = over_[index_of(round.kind)];
    std::erase_if(over,
                  [&](const Round& earlier) { return earlier.ended + kTimeStep <= round.ended; });
    over.push_back(round);
  }

  void after(const sim::Event& event) override {
    const auto* call = std::get_if<sim::ChildSpawned>(&event.body);
    if (call == nullptr || call->role != sim::ChildRole::cli) return;
    if (call->command == sim::CliPurpose::version) return;
    const std::size_t taken = world().children().slots_taken();
    if (taken >= terms().max_concurrent_cli) occasion();
    if (taken <= terms().max_concurrent_cli) return;
    flag(std::to_string(taken) + " command line children are alive at " + text_of(event.at) +
         "; at most " + std::to_string(terms().max_concurrent_cli) + " may be");
  }

  // The rounds that an answer given now can be about, the latest at the end. They are several when
  // the next one's calls cannot even be spawned: it then ends in the instant of the one before, by
  // the time that a list has.
  [[nodiscard]] std::vector<Round> answering(Kind kind) const {
    std::vector<Round> rounds = over_[index_of(kind)];
    const Round* last = world().last(kind);
    if (last == nullptr || (!last->over && !last->all_calls_over())) return rounds;
    std::erase_if(rounds, [&](const Round& round) {
      return round.first_event == last->first_event || round.ended + kTimeStep <= world().now();
    });
    rounds.push_back(*last);
    return rounds;
  }

  void judge_reply(const sim::CallEnded& reply) {
    const ClientCall* call = world().calls().find(reply.call);
    if (call == nullptr || !call->is_refresh() || reply.status != 200 || !world().running()) return;
    const Kind kind = call->body.list;
    // Without list calls nothing of the refresh can be seen.
    const bool visible = kind == Kind::devices ||
                         (world().makes_calls(kind) && world().config()->since < call->began);
    if (!visible) return;
    const std::vector<Round> rounds = answering(kind);
    if (reply.message == "refreshed") judge_refreshed(*call, rounds);
    if (reply.message == "stale" && !rounds.empty()) judge_stale(*call, rounds);
  }

  void judge_refreshed(const ClientCall& call, const std::vector<Round>& rounds) {
    occasion();
    const auto fresh = [&](const Round& round) { return round.first_spawn >= call.began; };
    const auto failed = [](const Round& round) {
      return round.over && round.outcome() == Outcome::failure;
    };
    const bool right = std::any_of(rounds.begin(), rounds.end(), [&](const Round& round) {
      return fresh(round) && !failed(round);
    });
    // What the round before found is as new, and who is told the failure of the next cannot see
    // that.
    const bool just_updated = std::any_of(rounds.begin(), rounds.end(), [&](const Round& round) {
      return round.over && world().now() - round.ended < kTimeStep && !failed(round);
    });
    const bool told_failure = !rounds.empty() && fresh(rounds.back()) && failed(rounds.back());
    if (right || (just_updated && told_failure)) return;
    const std::string asked = "a client asked for fresh " + std::string(name_of(call.body.list)) +
                              " at " + text_of(call.began) + " and was told at " +
                              text_of(world().now()) + " that they are";
    if (rounds.empty() || !fresh(rounds.back())) {
      flag(asked + "; no refresh that began after the question had ended" +
           (rounds.empty() ? "" : ", only the " + text_of(rounds.back())));
    } else {
      flag(asked + ", but the " + text_of(rounds.back()) + " had failed");
    }
  }

  void judge_stale(const ClientCall& call, const std::vector<Round>& rounds) {
    const bool patient = world().now() < call.began + kRefreshPatience;
    const bool succeeded = std::all_of(rounds.begin(), rounds.end(), [](const Round& round) {
      return round.outcome() == Outcome::success && !round.success_is_doubtful();
    });
    if (!patient || !succeeded || rounds.back().earliest <= call.began) return;
    flag("a client asked for fresh " + std::string(name_of(call.body.list)) + " at " +
         text_of(call.began) + " and was told at " + text_of(world().now()) +
         " that the refresh had failed, but the " + text_of(rounds.back()) + " had succeeded");
  }

  // When several slots become free in one instant, the approval need not be the first to be
  // spawned.
  void judge_passed_over() {
    const ClientCall* waiting = world().calls().waiting_approval();
    if (!std::exchange(passed_over_, false) || waiting == nullptr || !world().running()) return;
    if (waiting->began == world().now()) return;
    flag("a list was spawned at " + text_of(world().now()) + " while the approval of " +
         waiting->key + " was waiting since " + text_of(waiting->began) +
         ": the approval had to go next");
  }

  void idle(Instant /*until*/) override {
    judge_passed_over();
    if (!world().running() || !world().slot_is_free()) return;
    for (const auto& [id, call] : world().calls().open()) {
      const bool approval_waits = call.is_approval() && !call.started;
      const bool refresh_waits = call.is_refresh() && world().may_begin(call.body.list);
      if ((!approval_waits && !refresh_waits) || !told_.insert(id).second) continue;
      const std::string what = call.is_approval()
                                   ? "the approval of " + call.name
                                   : "a refresh of " + std::string(name_of(call.body.list));
      flag(what + " was asked for at " + text_of(call.began) + "; at " + text_of(world().now()) +
               " a slot is free, and it is not begun",
           Property::liveness);
    }
  }

  bool still_running_ = false;
  bool passed_over_ = false;  // a list was spawned in this instant while an approval waited
  // Those that ended last: more than one when they ended in one instant.
  std::array<std::vector<Round>, controller::kKindCount> over_;
  std::set<std::int64_t> told_;  // client calls already complained of
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c4(const Terms& terms) {
  return std::make_unique<C4>(terms);
}

}  // namespace scenarios
