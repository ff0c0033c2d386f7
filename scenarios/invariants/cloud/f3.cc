// F3: only an unknown route falls back; every other failure of the controller is told as it is.
#include <set>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/pairing_ask.h"

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
    if (answer.status / 100 == 2 || ask.asked.operation == "platform") return;
    const bool refused = ask.purpose == Purpose::approve && answer.status == 400;  // F4
    const bool tellable = answer.status >= 300 && answer.status <= 599;
    const std::int64_t wanted = answer.status == 0 ? 503 : tellable ? answer.status : 502;
    if (!refused && reply.status != wanted)
      flag(text_of(ask) + " was answered with " + std::to_string(reply.status) +
           "; the controller " +
           (answer.status == 0 ? "could not be reached: it had to be 503"
                               : "said " + std::to_string(answer.status)));
  }

  std::set<std::int64_t> cached_;  // calls that the cache may have served
};

}  // namespace

std::unique_ptr<Invariant> make_f3(const SharedCloud& cloud) { return std::make_unique<F3>(cloud); }

}  // namespace scenarios
