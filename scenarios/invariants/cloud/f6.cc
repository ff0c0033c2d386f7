// F6: an approval by fallback is what Fly's exec says of it. Where it succeeded, or nobody knows,
// the cached list is erased, and no trouble with the cache turns a success into a failure.
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
  // The command was killed or lost its gateway, or no whole answer of Fly tells what became of it.
  static bool is_unknown(const sim::FlyAnswered& answer) {
    if (answer.status == 0) return answer.text != "unreachable";
    if (answer.status / 100 != 2) return answer.status >= 500;
    return !answer.exit_code || answer.exit_signal != 0 ||
           (answer.exit_code != 0 && answer.out.find("gateway closed (") != std::string::npos);
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    const Ask* ask = news().ask;
    if (ask == nullptr || ask->purpose != Purpose::approve) return;
    if (call.command_succeeded() || is_unknown(*call.answer)) owe(instance, *ask);
  }

  void answered(const CloudInstance& /*instance*/, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.purpose != Purpose::approve || !ask.exec || !ask.exec->answer) return;
    occasion();
    const std::string told = text_of(ask) + " was answered with " + std::to_string(reply.status) +
                             " \"" + reply.message + '"';
    if (ask.exec->command_succeeded()) {
      const std::string text =
          ask.kind == Kind::channels ? "Pairing approved" : "Device pairing approved";
      if (reply.status != 200) flag(told + " although the exec approved it");
      if (reply.status == 200 && reply.message.find(text) == std::string::npos)
        flag(told + "; it had to say \"" + text + '"');
      return;
    }
    if (reply.status == 200) flag(told + " although the exec did not approve it");
    if (reply.message.find("Approval failed: ") == std::string::npos)
      flag(told + "; it had to say \"Approval failed: …\"");
    const bool ran = ask.exec->accepted() && ask.exec->answer->exit_code;
    const std::int64_t wanted = ran ? 500 : status_of(*ask.exec->answer);
    if (reply.status != wanted && reply.status != 200)
      flag(told + "; it had to be " + std::to_string(wanted));
  }
};

}  // namespace

std::unique_ptr<Invariant> make_f6(const SharedCloud& cloud) { return std::make_unique<F6>(cloud); }

}  // namespace scenarios
