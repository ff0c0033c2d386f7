// F7: an approval through the controller erases the cached list as well.
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
  static bool approved(const Ask& ask) {
    if (ask.purpose != Purpose::approve || !ask.request || !ask.request->answer) return false;
    if (ask.request->answer->status / 100 != 2) return false;
    const ApprovalReply approval = read_approval(ask.request->answer->body);
    return approval.right && approval.success;
  }

  void controller_answered(const CloudInstance& instance,
                           const ControllerCall& /*request*/) override {
    if (news().ask != nullptr && approved(*news().ask)) owe(instance, *news().ask);
  }

  void answered(const CloudInstance& /*instance*/, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (approved(ask) && reply.status != 200)
      flag(text_of(ask) + " was answered with " + std::to_string(reply.status) +
           " although the controller approved it");
  }
};

}  // namespace

std::unique_ptr<Invariant> make_f7(const SharedCloud& cloud) { return std::make_unique<F7>(cloud); }

}  // namespace scenarios
