// F1: without a machine id, or while not running, and with values of a wrong form, an instance
// makes no pairing call; a list is empty then, and an approval says why.
//
// Whether it runs is what its store holds. Where that changed while the call was open, either view
// is right.
#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/pairing_ask.h"

namespace scenarios {
namespace {

using namespace seen;

class F1 final : public CloudJudge {
 public:
  explicit F1(const SharedCloud& cloud) : CloudJudge("F1", cloud) {}

 private:
  static bool runs(const std::optional<sim::InstanceStored>& stored) {
    return stored && stored->status == "running" && !stored->machine.empty();
  }
  static bool idle(const CloudInstance& instance, const Ask& ask) {
    return !runs(ask.held) && !runs(instance.stored);
  }

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.is_pairing() && (idle(instance, ask) || !value_error(ask).empty())) occasion();
  }

  void controller_called(const CloudInstance& instance, const ControllerCall& request) override {
    if (about_pairing(request.sent))
      judge_call(instance, request.sent.method + ' ' + request.sent.target);
  }
  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (about_pairing(call.sent)) judge_call(instance, "the exec " + call.sent.detail);
  }

  void judge_call(const CloudInstance& instance, const std::string& call) {
    const Ask* ask = news().ask;
    if (ask == nullptr) return flag(call + " serves nothing that was asked of " + instance.id);
    if (idle(instance, *ask))
      return flag(text_of(*ask) + " led to " + call + " although the instance was not running");
    const std::string_view error = value_error(*ask);
    if (!error.empty())
      flag(text_of(*ask) + " led to " + call + "; it had to be refused: " + std::string(error));
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (!ask.is_pairing() || ask.asked.operation == "platform") return;
    const std::string error(value_error(ask));
    const bool resting = idle(instance, ask);
    if (ask.purpose == Purpose::list) {
      if (resting && (reply.status != 200 || !reply.keys.empty()))
        flag(text_of(ask) + " was answered with " + std::to_string(reply.status) + " and " +
             std::to_string(reply.keys.size()) +
             " entries although the instance was not running; it had to be an empty list");
      return;
    }
    const bool says_idle = reply.message.find("Instance is not running") != std::string::npos;
    const bool says_wrong = !error.empty() && reply.message.find(error) != std::string::npos;
    if ((resting && says_idle) || says_wrong) return;
    if (resting || !error.empty())
      flag(text_of(ask) + " was answered with \"" + reply.message + "\"; it had to say \"" +
           (error.empty() ? "Instance is not running" : error) + '"');
  }
};

}  // namespace

std::unique_ptr<Invariant> make_f1(const SharedCloud& cloud) { return std::make_unique<F1>(cloud); }

}  // namespace scenarios
