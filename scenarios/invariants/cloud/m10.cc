// M10: retries are bounded: 8 tries of a call, 60 calls and 5 minutes of calls a start; and they
// are made, with exponential back-off and full jitter, and not before the time that Fly asks for.
//
// Where several operations overlap, their bounds are added: who made which call cannot be told.
#include <algorithm>
#include <map>
#include <tuple>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/draws.h"
#include "scenarios/invariants/support/fly_texts.h"
#include "scenarios/invariants/support/pairing_ask.h"

namespace scenarios {
namespace {

using namespace seen;

class M10 final : public CloudJudge {
 public:
  explicit M10(const SharedCloud& cloud) : CloudJudge("M10", cloud) {}

 private:
  // A call that is under way when the time is up may end.
  static constexpr Duration kLastCall = std::chrono::seconds(66);
  static constexpr Duration kFirstWait = std::chrono::milliseconds(500);
  static constexpr Duration kLongestWait = std::chrono::seconds(30);
  static constexpr Duration kLongestAsked = std::chrono::minutes(5);
  static constexpr Duration kSlack = std::chrono::milliseconds(50);
  // Longer than any back-off: what comes later is tried anew, by the next periodic check.
  static constexpr Duration kPause = std::chrono::seconds(45);
  // From this failure on a wait that does not grow is told apart from one that does.
  static constexpr std::size_t kGrown = 4;

  // A call and its failures in a row.
  struct Series {
    sim::FlyCalled tried;  // the first of them
    std::size_t failures = 0;
    std::size_t tries = 0;  // those that failed, by whichever operation
    Instant answered{};
    Duration asked_for{};  // by Retry-After of the last answer
    bool passing = false;  // the last failure is one that another try may mend
    bool may_have_happened = false;
    // Another operation was asked for or answered meanwhile: whose failures these are, and so how
    // many it has seen, cannot be told.
    bool unsure = false;
    bool stored = false;  // since the last answer: an operation that gives up does that
  };

  static bool is_same(const sim::FlyCalled& one, const sim::FlyCalled& other) {
    const auto signature_of = [](const sim::FlyCalled& call) {
      return std::tie(call.method, call.target, call.name, call.region, call.source, call.volume);
    };
    return signature_of(one) == signature_of(other);
  }
  static Duration longest_wait(const Series& series) {
    Duration wait = kFirstWait;
    for (std::size_t i = 1; i < series.failures && wait < kLongestWait; ++i) wait *= 2;
    return std::min(wait, kLongestWait) + series.asked_for;
  }
  static bool is_passing(const FlyCall& call) {
    const sim::FlyAnswered& answer = *call.answer;
    if (says_not_there_yet(answer)) return answer.status == 408 || call.operation() == "wait";
    if (says_machine_limit(answer) || says_quota(answer) || says_capacity(answer)) return false;
    return answer.status == 0 || says_too_many(answer) || answer.status >= 500 || says_busy(answer);
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (!is_lifecycle(call.sent)) return;
    Series& series = series_[&instance];
    const Duration gap = call.at - series.answered;
    if (gap > kPause + series.asked_for) at_work_since_[&instance] = call.at;
    const bool anew =
        !instance.lifecycle_in_flight() && series.failures > 0 && gap > kPause + series.asked_for;
    if (!is_same(series.tried, call.sent) || anew) series = Series{call.sent};
    if (series.failures >= most_tries(instance, series))
      flag(instance.id + " tries " + call.operation() + " for the " +
           std::to_string(series.failures + 1) + "th time in a row");
    if (series.failures > 0) judge_repetition(instance, call, series, gap);
    for (const auto& [number, ask] : instance.asks)
      if (ask.operation() == "start") judge_start(instance, ask);
  }

  // Where a pass follows on another, each has its tries.
  [[nodiscard]] std::size_t most_tries(const CloudInstance& instance, const Series& series) const {
    if (!series.unsure) return terms().tries_per_call;
    const auto passes = std::ranges::count_if(
        instance.asks, [](const auto& entry) { return entry.second.is_lifecycle(); });
    return terms().tries_per_call * (1 + static_cast<std::size_t>(passes));
  }

  void judge_repetition(const CloudInstance& instance, const FlyCall& call, const Series& series,
                        Duration gap) {
    const std::string again = instance.id + " tries " + call.operation() + " again ";
    if (call.operation() == "create_volume" && series.may_have_happened)
      flag(again + "though it may have happened");
    if (!series.passing) return;
    // What waited for its turn begins anew, and was asked for no pause. So it may when what went
    // on had no time left for the pause, or no try.
    // The least of what a check does that has a limit of its own (M13).
    constexpr Duration kOneDeletion = std::chrono::seconds(15);
    const bool out_of_time =
        series.answered + longest_wait(series) >= at_work_since_[&instance] + kOneDeletion;
    const bool used_up = series.tries >= terms().tries_per_call;
    const bool next = series.unsure && (series.stored || out_of_time || used_up);
    if (gap < series.asked_for && !next)
      flag(again + "after " + text_of(gap) + "; Fly had asked for " + text_of(series.asked_for));
    if (series.unsure) return;
    if (gap > longest_wait(series) + kSlack)
      flag(again + "after " + text_of(gap) + " only; back-off lasts " +
           text_of(longest_wait(series)) + " at most");
    const Duration most = longest_wait(series) - series.asked_for;
    waits_.draw(gap - series.asked_for, most);
    if (series.failures >= kGrown) grown_waits_.draw(gap - series.asked_for, most);
  }

  // How many operations the start may have had to wait for: those asked for, and a check that was
  // under way when nothing else was.
  [[nodiscard]] std::size_t others_than(const Ask& start) const {
    return start.lifecycle_beside + behind_check_.count(start.asked.call);
  }

  void judge_start(const CloudInstance& instance, const Ask& ask) {
    const std::size_t turns = 1 + others_than(ask);
    const std::size_t calls_max = terms().calls_per_start * turns;
    if (ask.calls.size() == calls_max + 1)
      flag(instance.id + " makes more than " + std::to_string(calls_max) + " calls in a start");
    const bool alone = alone_.contains(ask.asked.call) && turns == 1;
    const Duration time_max = alone ? terms().start_max + std::chrono::seconds(1)
                                    : (terms().start_max + kLastCall) * static_cast<int>(turns);
    if (cloud().now() - ask.at > time_max && told_.insert(ask.asked.call).second)
      flag(instance.id + " still makes calls " + text_of(cloud().now() - ask.at) +
           " after the start was asked for");
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    if (!is_lifecycle(call.sent)) return;
    waits_.world(cloud().now() - call.at);
    grown_waits_.world(cloud().now() - call.at);
    if (cloud().now() - call.at > kLastCall)
      flag(instance.id + " waits for the answer to one " + call.operation() + " for " +
           text_of(cloud().now() - call.at));
    Series& series = series_[&instance];
    if (!is_same(series.tried, call.sent)) return;
    // A 404 is no failure to be mended by another try: what follows is another call.
    const bool ends = call.accepted() || call.answer->status == 404;
    series.failures = ends ? 0 : series.failures + 1;
    series.tries = ends ? 0 : series.tries + 1;
    series.answered = cloud().now();
    series.stored = false;
    series.passing = is_passing(call);
    series.may_have_happened = says_nothing(*call.answer);
    const auto asked_for = std::chrono::seconds(call.answer->retry_after_s.value_or(0));
    series.asked_for = std::min<Duration>(asked_for, kLongestAsked);
    if (!call.accepted()) occasion();
  }

  // A new operation counts anew.
  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (!ask.is_lifecycle()) return;
    const auto series = series_.find(&instance);
    const bool checking = series != series_.end() && series->second.failures > 0;
    const bool calling = std::ranges::any_of(
        instance.calls, [](const auto& entry) { return is_lifecycle(entry.second->sent); });
    if (instance.calls.empty() && !checking) alone_.insert(ask.asked.call);
    const bool at_work = calling || cloud().now() < instance.tried_again_by;
    if (at_work && ask.lifecycle_beside == 0) behind_check_.insert(ask.asked.call);
    count_anew(instance);
  }
  void ended(const CloudInstance& instance) override { series_.erase(&instance); }
  // A pass of a destroy is over, and the next one tries anew.
  void logged(const CloudInstance& instance, const sim::InstanceLogged& line) override {
    if (line.event == "instance.destroy_incomplete") series_.erase(&instance);
  }
  // A start is over, and a check may have its turn before that is answered.
  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    const auto& old = news().old_stored;
    if (old && old->status == "starting" && now.status != "starting") count_anew(instance);
    const auto series = series_.find(&instance);
    if (series != series_.end()) series->second.stored = true;
  }
  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (!ask.is_lifecycle()) return;
    const bool tries = ask.operation() == "start" || ask.operation() == "stop";
    if (tries && reply.status >= 300 && instance.status() != "destroying")
      judge_failed(instance, ask);
    count_anew(instance);
  }
  void count_anew(const CloudInstance& instance) {
    const auto series = series_.find(&instance);
    if (series == series_.end()) return;
    series->second.failures = 0;
    series->second.unsure = true;
  }

  // It survives what passes.
  void judge_failed(const CloudInstance& instance, const Ask& ask) {
    const auto found = series_.find(&instance);
    if (found == series_.end() || ask.lifecycle_beside > 0 || ask.calls.empty()) return;
    const Series& series = found->second;
    const FlyCall& last = *ask.calls.back();
    const bool once = last.operation() == "create_volume" && series.may_have_happened;
    if (!series.passing || once || series.failures == 0 || !last.answer) return;
    const bool time_is_up =
        cloud().now() + longest_wait(series) + kSlack >= ask.at + terms().start_max;
    const bool used_up =
        series.failures >= terms().tries_per_call || ask.calls.size() >= terms().calls_per_start;
    if (!time_is_up && !used_up)
      flag(text_of(ask) + " was given up after " + std::to_string(series.failures) + " of " +
           std::to_string(terms().tries_per_call) + " tries of " + last.operation());
  }

  // A start ends, in whatever way.
  void quiet(Instant until) override {
    for (const CloudInstance* instance : cloud().touched()) {
      for (const auto& [number, ask] : instance->asks)
        if (ask.operation() == "start") open_[number] = instance;
    }
    std::erase_if(open_, [&](const auto& entry) {
      const auto& asks = entry.second->asks;
      const auto found = asks.find(entry.first);
      if (found == asks.end()) return true;
      const Ask& ask = found->second;
      const Duration patience = (terms().start_max + kLastCall + terms().poll_max + kLastCall) *
                                static_cast<int>(1 + others_than(ask));
      if (ask.at + patience >= until) return false;
      flag("the start of " + entry.second->id + " asked for at " + text_of(ask.at) +
               " is still not answered at " + text_of(ask.at + patience),
           Property::liveness);
      return true;
    });
  }

  void over(Instant /*end*/) override {
    if (grown_waits_.always_low()) flag("the back-off between tries does not grow");
    if (waits_.always_low() && !grown_waits_.always_low())
      flag("there is no back-off between tries");
    if (waits_.always_high()) flag("the back-off between tries has no jitter");
  }

  PerInstance<Series> series_;
  PerInstance<Instant> at_work_since_;                 // without a pause
  std::map<std::int64_t, const CloudInstance*> open_;  // starts
  std::set<std::int64_t> told_;
  std::set<std::int64_t> alone_;         // asks that nothing was under way beside
  std::set<std::int64_t> behind_check_;  // asks that came while a check was at work
  Draws waits_;
  Draws grown_waits_;
};

}  // namespace

std::unique_ptr<Invariant> make_m10(const SharedCloud& cloud) {
  return std::make_unique<M10>(cloud);
}

}  // namespace scenarios
