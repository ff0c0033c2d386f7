// M10: retries are bounded: 8 tries of a call, 60 calls and 5 minutes of calls a start.
//
// Where several operations overlap, their bounds are added: who made which call cannot be told.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"

namespace scenarios {
namespace {

using namespace seen;

class M10 final : public CloudJudge {
 public:
  explicit M10(const SharedCloud& cloud) : CloudJudge("M10", cloud) {}

 private:
  // A call that is under way when the time is up may end.
  static constexpr Duration kLastCall = std::chrono::seconds(66);

  // A call and its failures in a row.
  struct Series {
    std::string signature;
    std::size_t failures = 0;
    Instant answered{};
  };

  // Longer than any back-off: what comes later is tried anew, by the next periodic check.
  static constexpr Duration kLongestWait = std::chrono::seconds(45);

  static std::string signature_of(const sim::FlyCalled& call) {
    return call.method + ' ' + call.target + ' ' + call.name + ' ' + call.region + ' ' +
           call.source + ' ' + call.volume;
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (!is_lifecycle(call.sent)) return;
    Series& series = series_[instance.id];
    const std::string signature = signature_of(call.sent);
    const bool anew =
        instance.asks.empty() && series.failures > 0 && call.at - series.answered > kLongestWait;
    if (series.signature != signature || anew) series = Series{signature, 0, {}};
    if (series.failures >= terms().tries_per_call)
      flag(instance.id + " tries " + call.operation() + " for the " +
           std::to_string(series.failures + 1) + "th time in a row");
    for (const auto& [number, ask] : instance.asks)
      if (ask.operation() == "start") judge_start(instance, ask);
  }

  void judge_start(const CloudInstance& instance, const Ask& ask) {
    const std::size_t calls_max = terms().calls_per_start * (1 + ask.lifecycle_beside);
    if (ask.calls.size() == calls_max + 1)
      flag(instance.id + " makes more than " + std::to_string(calls_max) + " calls in a start");
    const Duration time_max =
        (terms().start_max + kLastCall) * static_cast<int>(1 + ask.lifecycle_beside);
    if (cloud().now() - ask.at > time_max && told_.insert(ask.asked.call).second)
      flag(instance.id + " still makes calls " + text_of(cloud().now() - ask.at) +
           " after the start was asked for");
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    if (!is_lifecycle(call.sent)) return;
    Series& series = series_[instance.id];
    if (series.signature != signature_of(call.sent)) return;
    series.failures = call.accepted() ? 0 : series.failures + 1;
    series.answered = cloud().now();
    if (!call.accepted()) occasion();
  }

  // A new operation counts anew.
  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.is_lifecycle()) series_.erase(instance.id);
  }
  void ended(const CloudInstance& instance) override { series_.erase(instance.id); }
  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& /*reply*/) override {
    if (ask.is_lifecycle()) series_.erase(instance.id);
  }

  // A start ends, in whatever way.
  void quiet(Instant until) override {
    for (const std::string& id : cloud().touched()) {
      for (const auto& [number, ask] : cloud().instance(id)->asks)
        if (ask.operation() == "start") open_[number] = id;
    }
    std::erase_if(open_, [&](const auto& entry) {
      const auto& asks = cloud().instance(entry.second)->asks;
      const auto found = asks.find(entry.first);
      if (found == asks.end()) return true;
      const Ask& ask = found->second;
      const Duration patience = (terms().start_max + kLastCall + terms().poll_max + kLastCall) *
                                static_cast<int>(1 + ask.lifecycle_beside);
      if (ask.at + patience >= until) return false;
      flag("the start of " + entry.second + " asked for at " + text_of(ask.at) +
               " is still not answered at " + text_of(ask.at + patience),
           Property::liveness);
      return true;
    });
  }

  std::map<std::string, Series> series_;
  std::map<std::int64_t, std::string> open_;  // starts
  std::set<std::int64_t> told_;
};

}  // namespace

std::unique_ptr<Invariant> make_m10(const SharedCloud& cloud) {
  return std::make_unique<M10>(cloud);
}

}  // namespace scenarios
