// F6: an approval by fallback is what Fly's exec says of it. On success the cached list is erased,
// and no trouble with the cache turns a success into a failure.
#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/erasures.h"
#include "scenarios/invariants/support/pairing_ask.h"

namespace scenarios {
namespace {

using namespace seen;

class F6 final : public ErasureJudge {
 public:
  explicit F6(const SharedCloud& cloud) : ErasureJudge("F6", cloud) {}

 private:
  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    const Ask* ask = news().ask;
    if (ask == nullptr || ask->purpose != Purpose::approve) return;
    if (call.accepted() && call.answer->exit_code == 0) owe(instance, *ask);
  }

  void answered(const CloudInstance& /*instance*/, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.purpose != Purpose::approve || !ask.exec || !ask.exec->answer) return;
    occasion();
    const bool approved = ask.exec->accepted() && ask.exec->answer->exit_code == 0;
    if (approved && reply.status != 200)
      flag(text_of(ask) + " was answered with " + std::to_string(reply.status) + " \"" +
           reply.message + "\" although the exec approved it");
    if (!approved && reply.status == 200 && reply.message.find("failed") == std::string::npos)
      flag(text_of(ask) + " was answered with \"" + reply.message +
           "\" although the exec did not approve it");
    if (!approved && ask.exec->accepted() &&
        reply.message.find("Approval failed: ") == std::string::npos)
      flag(text_of(ask) + " was answered with \"" + reply.message +
           "\"; it had to say \"Approval failed: …\"");
  }
};

}  // namespace

std::unique_ptr<Invariant> make_f6(const SharedCloud& cloud) { return std::make_unique<F6>(cloud); }

}  // namespace scenarios
