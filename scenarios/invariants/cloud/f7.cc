// F7: an approval through the controller erases the cached list as well, also where nobody knows
// whether it was carried out.
#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/erasures.h"
#include "scenarios/invariants/support/pairing_ask.h"
#include "scenarios/invariants/support/pairing_reply.h"

namespace scenarios {
namespace {

using namespace seen;

class F7 final : public ErasureJudge {
 public:
  explicit F7(const SharedCloud& cloud) : ErasureJudge("F7", cloud) {}

 private:
  static bool approved(const sim::ControllerAnswered& answer) {
    if (answer.status / 100 != 2) return false;
    const ApprovalReply approval = read_approval(answer.body);
    return approval.right && approval.success;
  }
  // A broken or late reply, one of 5xx, or a wrong one.
  static bool is_unknown(const sim::ControllerAnswered& answer) {
    if (answer.status == 0) return answer.body != "unreachable";
    if (answer.status / 100 == 2) return !read_approval(answer.body).right;
    return answer.status / 100 == 5 && !falls_back(answer);
  }

  void controller_answered(const CloudInstance& instance, const ControllerCall& request) override {
    const Ask* ask = news().ask;
    if (ask == nullptr || ask->purpose != Purpose::approve) return;
    if (approved(*request.answer) || is_unknown(*request.answer)) owe(instance, *ask);
  }

  void answered(const CloudInstance& /*instance*/, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.purpose != Purpose::approve || !ask.request || !ask.request->answer) return;
    if (approved(*ask.request->answer) && reply.status != 200)
      flag(text_of(ask) + " was answered with " + std::to_string(reply.status) +
           " although the controller approved it");
  }
};

}  // namespace

std::unique_ptr<Invariant> make_f7(const SharedCloud& cloud) { return std::make_unique<F7>(cloud); }

}  // namespace scenarios
