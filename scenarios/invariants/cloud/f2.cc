// F2: a pairing call goes to the controller of the instance's own machine, with the derived token,
// and is given the time that the controller itself may take.
#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/pairing_ask.h"

namespace scenarios {
namespace {

using namespace seen;

class F2 final : public CloudJudge {
 public:
  explicit F2(const SharedCloud& cloud) : CloudJudge("F2", cloud) {}

 private:
  // How far a deadline may be missed by.
  static constexpr Duration kSlack = std::chrono::seconds(1);

  void controller_called(const CloudInstance& instance, const ControllerCall& request) override {
    const std::string call = request.sent.method + ' ' + request.sent.target;
    if (!request.sent.token_right)
      flag(call + " of " + instance.id + " has a wrong token, or more than that");
    if (!about_pairing(request.sent)) return;
    occasion();
    const Ask* ask = news().ask;
    const std::string known = ask != nullptr && ask->held ? ask->held->machine : std::string();
    if (request.sent.machine != instance.machine() && request.sent.machine != known)
      flag(call + " of " + instance.id + " went to machine \"" + request.sent.machine +
           "\", not to \"" + instance.machine() + '"');
    if (ask == nullptr || ask->purpose != Purpose::list) return;
    const bool forced = request.sent.target.find("refresh=true") != std::string::npos;
    if (forced != wants_refresh(*ask))
      flag(text_of(*ask) + (forced ? " forces a refresh" : " forces no refresh") +
           " on the controller, though the client asked otherwise");
  }

  [[nodiscard]] Duration deadline_of(const ControllerCall& request) const {
    if (request.sent.target.ends_with("/approve")) return terms().approve_deadline;
    const bool forced = request.sent.target.find("refresh=true") != std::string::npos;
    return forced ? terms().refresh_deadline : terms().list_deadline;
  }

  void controller_answered(const CloudInstance& /*instance*/,
                           const ControllerCall& request) override {
    if (!about_pairing(request.sent) || request.answer->status != 0 ||
        request.answer->body != "cancelled")
      return;
    const Duration waited = cloud().now() - request.at;
    const Duration deadline = deadline_of(request);
    if (waited < deadline)
      flag(request.sent.target + " was given up after " + text_of(waited) + "; it may take " +
           text_of(deadline));
  }

  void quiet(Instant until) override {
    for (const CloudInstance* instance : cloud().touched()) {
      for (const auto& [call, request] : instance->requests)
        if (about_pairing(request.sent)) open_[{instance->id, call}] = request;
    }
    std::erase_if(open_, [this, until](const auto& entry) { return over_time(entry, until); });
  }

  template <class Entry>
  bool over_time(const Entry& entry, Instant until) {
    const CloudInstance* instance = cloud().instance(entry.first.first);
    if (!instance->requests.contains(entry.first.second)) return true;
    const Instant due = entry.second.at + deadline_of(entry.second) + kSlack;
    if (due >= until) return false;
    flag(entry.second.sent.target + " of " + instance->id + " is still waited for at " +
             text_of(due),
         Property::liveness);
    return true;
  }

  std::map<std::pair<std::string, std::int64_t>, ControllerCall> open_;
};

}  // namespace

std::unique_ptr<Invariant> make_f2(const SharedCloud& cloud) { return std::make_unique<F2>(cloud); }

}  // namespace scenarios
