// F3: only an unknown route falls back; every other failure of the controller is told as it is.
#include <set>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/pairing_ask.h"
#include "scenarios/invariants/support/pairing_reply.h"

namespace scenarios {
namespace {

using namespace seen;

class F3 final : public CloudJudge {
 public:
  explicit F3(const SharedCloud& cloud) : CloudJudge("F3", cloud) {}

 private:
  void controller_answered(const CloudInstance& /*instance*/,
                           const ControllerCall& request) override {
    if (about_pairing(request.sent) && request.answer->status / 100 != 2) occasion();
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (!about_pairing(call.sent)) return;
    const Ask* ask = news().ask;
    if (ask == nullptr) return;  // F1's
    const std::string what = text_of(*ask) + " of " + instance.id;
    if (!ask->request) return flag(what + " went to Fly's exec without asking the controller");
    if (!ask->request->answer)
      return flag(what + " went to Fly's exec before the controller had answered");
    if (!falls_back(*ask->request->answer))
      flag(what + " fell back although the controller answered " +
           std::to_string(ask->request->answer->status));
  }

  // What the cache gave counts for every list that may have asked for it.
  void key_value(const CloudInstance& instance, const sim::KeyValueCalled& call) override {
    if (call.operation != "get" || !call.found || !call.error.empty()) return;
    for (const auto& [number, ask] : instance.asks)
      if (ask.purpose == Purpose::list && !ask.asked.forced) cached_.insert(ask.asked.call);
  }

  void answered(const CloudInstance& /*instance*/, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (!ask.request || !ask.request->answer) return;
    const sim::ControllerAnswered& answer = *ask.request->answer;
    const bool cached = cached_.erase(ask.asked.call) > 0;
    if (falls_back(answer)) {
      if (!ask.exec && !cached)
        flag(text_of(ask) + " met a controller without the route (" +
             std::to_string(answer.status) + ") and did not fall back");
      return;
    }
    if (answer.status / 100 == 2) return;
    const bool refused = ask.purpose == Purpose::approve && answer.status == 400;  // F4
    const bool tellable = answer.status >= 300 && answer.status <= 599;
    const std::int64_t wanted = answer.status == 0 ? 503 : tellable ? answer.status : 502;
    if (!refused && reply.status != wanted)
      flag(text_of(ask) + " was answered with " + std::to_string(reply.status) +
           "; the controller " +
           (answer.status == 0 ? "could not be reached: it had to be 503"
                               : "said " + std::to_string(answer.status)));
    if (!refused || !says_anything(answer)) judge_text(ask, answer, reply);
  }

  static std::string said_by(const sim::ControllerAnswered& answer) {
    const std::string message = text_in(answer.body, "message");
    return message.empty() ? text_in(answer.body, "error") : message;
  }
  static bool says_anything(const sim::ControllerAnswered& answer) {
    return !said_by(answer).empty();
  }

  // What is cut, left out or masked of a text is F4's and F8's.
  void judge_text(const Ask& ask, const sim::ControllerAnswered& answer,
                  const sim::InstanceAnswered& reply) {
    std::string wanted = "Gateway controller request failed: ";
    const std::string said = said_by(answer);
    if (answer.status != 0 && said.empty() && answer.body.size() < kBodyShown)
      wanted += "HTTP " + std::to_string(answer.status);
    if (answer.status != 0 && is_plain_text(said)) wanted += said;
    if (reply.message.find(wanted) == std::string::npos)
      flag(text_of(ask) + " was answered with \"" + reply.message + "\"; it had to say \"" +
           wanted + '"');
  }

  std::set<std::int64_t> cached_;  // calls that the cache may have served
};

}  // namespace

std::unique_ptr<Invariant> make_f3(const SharedCloud& cloud) { return std::make_unique<F3>(cloud); }

}  // namespace scenarios
