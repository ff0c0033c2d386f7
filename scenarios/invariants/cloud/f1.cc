// F1: without a machine id, or while not running, and with values of a wrong form, an instance
// makes no pairing call; a list is empty then, and an approval says why.
//
// Whether it runs is what its store holds. Where that changed while the call was open, either view
// is right.
#include <map>
#include <set>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/pairing_ask.h"

namespace scenarios {
namespace {

using namespace seen;

class F1 final : public CloudJudge {
 public:
  explicit F1(const SharedCloud& cloud) : CloudJudge("F1", cloud) {}

 private:
  // Since it was asked.
  [[nodiscard]] bool idle(const CloudInstance& instance, const Ask& ask) const {
    return !runs(ask.held) && !runs(instance.stored) && !ran_.contains(ask.asked.call);
  }

  // A start may know already that it has succeeded: then that is what it stores next.
  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    if (!runs(now)) judge_early(instance);
    if (runs(now))
      for (const auto& [call, ask] : instance.asks) ran_.insert(call);
    early_.erase(&instance);
  }
  void note_early(const CloudInstance& instance, const std::string& flaw) {
    if (instance.in_flight("start") == nullptr) return flag(flaw);
    early_.try_emplace(&instance, flaw);
  }
  void judge_early(const CloudInstance& instance) {
    const auto early = early_.find(&instance);
    if (early != early_.end()) flag(early->second);
  }
  void ended(const CloudInstance& instance) override { early_.erase(&instance); }

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.is_pairing() && (idle(instance, ask) || !value_error(ask).empty())) occasion();
  }

  void controller_called(const CloudInstance& instance, const ControllerCall& request) override {
    if (about_pairing(request.sent))
      judge_call(instance, request.sent.method + ' ' + request.sent.target);
  }
  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (!about_pairing(call.sent)) return;
    judge_call(instance, "the exec " + call.sent.detail);
    const Ask* ask = news().ask;
    if (ask == nullptr || !ask->request) return;
    occasion();
    if (ask->request->sent.machine != call.sent.machine)
      flag(text_of(*ask) + " began with machine " + ask->request->sent.machine +
           " and goes on with " + call.sent.machine);
  }

  void judge_call(const CloudInstance& instance, const std::string& call) {
    const Ask* ask = news().ask;
    if (ask == nullptr) return flag(call + " serves nothing that was asked of " + instance.id);
    if (idle(instance, *ask)) {
      note_early(instance,
                 text_of(*ask) + " led to " + call + " although the instance was not running");
      return;
    }
    const std::string_view error = value_error(*ask);
    if (!error.empty())
      flag(text_of(*ask) + " led to " + call + "; it had to be refused: " + std::string(error));
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() == "start") {
      judge_early(instance);
      early_.erase(&instance);
    }
    if (!ask.is_pairing()) return;
    if (ask.asked.operation == "platform" && (!ask.asked.key_right || reply.status == 400)) return;
    const std::string error(value_error(ask));
    const bool resting = idle(instance, ask);
    if (ask.purpose == Purpose::list) {
      const bool empty =
          reply.keys.empty() && reply.message.find("\"requests\":[{") == std::string::npos;
      if (resting && (reply.status != 200 || !empty))
        flag(text_of(ask) + " was answered with " + std::to_string(reply.status) + " and " +
             std::to_string(reply.keys.size()) +
             " entries although the instance was not running; it had to be an empty list");
      return;
    }
    const bool says_idle = reply.message.find("Instance is not running") != std::string::npos;
    const bool says_wrong = !error.empty() && reply.message.find(error) != std::string::npos;
    // It may know already what its store does not hold yet.
    if (says_idle && instance.lifecycle_in_flight()) return;
    // The status comes first.
    if (resting ? says_idle : says_idle || says_wrong || error.empty()) return;
    const std::string flaw = text_of(ask) + " was answered with \"" + reply.message +
                             "\"; it had to say \"" +
                             (resting ? "Instance is not running" : error) + '"';
    if (resting && says_wrong) return note_early(instance, flaw);
    flag(flaw);
  }

  PerInstance<std::string> early_;  // what came first before it was running
  std::set<std::int64_t> ran_;      // calls that it was running in the course of
};

}  // namespace

std::unique_ptr<Invariant> make_f1(const SharedCloud& cloud) { return std::make_unique<F1>(cloud); }

}  // namespace scenarios
