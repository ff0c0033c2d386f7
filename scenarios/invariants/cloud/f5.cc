// F5: a list by fallback comes from the cache, for 120 s, or else from Fly's exec, and is then
// cached. What failed, or was listed before an approval, is never cached.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/pairing_ask.h"
#include "scenarios/invariants/support/pairing_reply.h"

namespace scenarios {
namespace {

using namespace seen;

class F5 final : public CloudJudge {
 public:
  explicit F5(const SharedCloud& cloud) : CloudJudge("F5", cloud) {}

 private:
  // Of one kind of list of one instance.
  struct Shelf {
    std::optional<Instant> listed;    // when the newest list that exec answered was asked for
    std::optional<Instant> approved;  // when the last approval was answered
    std::string cached;               // what the cache gave last
  };
  using Place = std::pair<std::string, Kind>;

  // What repeats the controller's token is not to be believed (F4).
  [[nodiscard]] bool is_good(Kind kind, const FlyCall& exec) const {
    const auto in_output = [&](const std::string& secret) {
      return exec.answer->out.find(secret) != std::string::npos;
    };
    return exec.accepted() && exec.answer->exit_code == 0 &&
           std::ranges::none_of(terms().secrets, in_output) &&
           read_script(kind, exec.answer->out).form != ListReply::Form::wrong;
  }
  static bool shown_whole(const FlyCall& exec) {
    return !exec.answer || exec.answer->out.size() < kBodyShown;
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    const Ask* ask = news().ask;
    if (ask == nullptr || ask->purpose != Purpose::list) return;
    if (!is_good(ask->kind, call) && shown_whole(call)) return;
    auto& listed = shelves_[{instance.id, ask->kind}].listed;
    listed = std::max(listed.value_or(ask->at), ask->at);
  }

  void key_value(const CloudInstance& instance, const sim::KeyValueCalled& call) override {
    const Kind kind = call.key.starts_with("device-") ? Kind::devices : Kind::channels;
    Shelf& shelf = shelves_[{instance.id, kind}];
    if (call.operation == "get") {
      judge_get(instance, kind, call);
      shelf.cached = call.found && call.error.empty() ? call.value : std::string();
    }
    if (call.operation == "put") judge_put(instance, kind, shelf, call);
  }

  void judge_get(const CloudInstance& instance, Kind kind, const sim::KeyValueCalled& call) {
    occasion();
    bool forced = false;
    bool plain = false;
    for (const auto& [number, ask] : instance.asks) {
      if (ask.purpose != Purpose::list || ask.kind != kind) continue;
      const bool by_platform = ask.asked.operation == "platform";
      const bool wants_anew = by_platform
                                  ? ask.asked.target.find("refresh=true") != std::string::npos
                                  : ask.asked.forced;
      (wants_anew ? forced : plain) = true;
    }
    if (forced && !plain)
      flag("a forced list of " + std::string(name_of(kind)) + " of " + instance.id +
           " asked the cache for " + call.key);
  }

  void judge_put(const CloudInstance& instance, Kind kind, const Shelf& shelf,
                 const sim::KeyValueCalled& call) {
    occasion();
    const std::string what = "the list of " + std::string(name_of(kind)) + " that " + instance.id;
    if (call.ttl_ms != terms().cache_life / std::chrono::milliseconds(1))
      flag(what + " cached is kept for " + std::to_string(call.ttl_ms) + " ms");
    if (!call.key.ends_with(':' + instance.machine()) && !instance.machine().empty())
      flag(what + " cached went to the key " + call.key + ", not to that of its machine " +
           instance.machine());
    if (!shelf.listed) return flag(what + " cached came from no exec that listed anything");
    const Instant began = cloud().now() - Duration(call.took_us);
    if (shelf.approved && *shelf.listed < *shelf.approved && *shelf.approved < began)
      flag(what + " asked for at " + text_of(*shelf.listed) +
           " was cached after the approval that was answered at " + text_of(*shelf.approved));
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    Shelf& shelf = shelves_[{instance.id, ask.kind}];
    if (ask.purpose == Purpose::approve) {
      if (reply.status == 200) shelf.approved = cloud().now();
      return;
    }
    if (ask.purpose != Purpose::list || ask.asked.operation == "platform") return;
    if (ask.exec) return judge_listed(ask, *ask.exec, reply);
    if (!ask.request || !ask.request->answer || !falls_back(*ask.request->answer)) return;
    const ListReply cached = read_list(ask.kind, shelf.cached);
    if (cached.form == ListReply::Form::wrong) {
      flag(text_of(ask) + " was answered from the cache, which held no valid list");
    } else if (reply.status == 200 && reply.keys != cached.keys) {
      flag(text_of(ask) + " was answered with other entries than the cache held");
    }
  }

  void judge_listed(const Ask& ask, const FlyCall& exec, const sim::InstanceAnswered& reply) {
    if (!exec.answer || !shown_whole(exec)) return;
    occasion();
    if (!exec.accepted()) {
      const bool tellable = exec.answer->status >= 400 && exec.answer->status <= 599;
      if (exec.answer->status != 0 && reply.status != (tellable ? exec.answer->status : 502))
        flag(text_of(ask) + " was answered with " + std::to_string(reply.status) +
             "; the exec failed with " + std::to_string(exec.answer->status));
      if (exec.answer->status == 0 && reply.status < 500)
        flag(text_of(ask) + " was answered with " + std::to_string(reply.status) +
             " although the exec was never answered");
      return;
    }
    const ListReply list =
        is_good(ask.kind, exec) ? read_script(ask.kind, exec.answer->out) : ListReply{};
    if (list.form == ListReply::Form::doubtful) return;
    if (reply.status != 200 || reply.keys != list.keys)
      flag(text_of(ask) + " was answered with " + std::to_string(reply.status) + " and " +
           std::to_string(reply.keys.size()) + " entries; the exec listed " +
           std::to_string(list.keys.size()));
  }

  std::map<Place, Shelf> shelves_;
};

}  // namespace

std::unique_ptr<Invariant> make_f5(const SharedCloud& cloud) { return std::make_unique<F5>(cloud); }

}  // namespace scenarios
