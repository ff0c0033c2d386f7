// F5: a list by fallback comes from the cache, for 120 s, or else from Fly's exec, and is then
// cached. What failed, or was listed before an approval, is never cached, and the cache holds
// nobody up. What lies in the cache and how it got there is judged by `Shelves`.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/pairing_ask.h"
#include "scenarios/invariants/support/pairing_reply.h"
#include "scenarios/invariants/support/secrets.h"
#include "scenarios/invariants/support/shelves.h"

namespace scenarios {
namespace {

using namespace seen;

class F5 final : public CloudJudge {
 public:
  explicit F5(const SharedCloud& cloud) : CloudJudge("F5", cloud), secrets_(terms().secrets) {}

 private:
  // How long a list waits for the cache, each time, and how far that may be missed by.
  static constexpr Duration kCachePatience = std::chrono::seconds(2);
  static constexpr Duration kExecPatience = std::chrono::seconds(70);
  static constexpr Duration kSlack = std::chrono::seconds(1);

  // What repeats the controller's token is not to be believed (F4).
  [[nodiscard]] ListReply read(Kind kind, const FlyCall& exec) const {
    if (!exec.command_succeeded() || secrets_.held_by(exec.answer->out)) return {};
    ListReply list = read_script(kind, exec.answer->out);
    if (exec.answer->out.size() >= kBodyShown) list.form = ListReply::Form::doubtful;
    return list;
  }

  void fly_called(const CloudInstance& instance, const FlyCall& /*call*/) override {
    const Ask* ask = news().ask;
    if (ask == nullptr || ask->purpose != Purpose::list) return;
    const Shelf& shelf = shelves_.at(instance, ask->kind);
    const bool cached = shelf.asked_at && *shelf.asked_at >= ask->at;
    if (!wants_refresh(*ask) && !cached)
      flag(text_of(*ask) + " went to Fly's exec without having asked the cache");
    if (!wants_refresh(*ask) && cached && !shelf.approving && alone(instance, *ask) &&
        read_kept(ask->kind, shelf.cached).form == ListReply::Form::right)
      flag(text_of(*ask) + " went to Fly's exec although the cache held a list");
  }
  static bool alone(const CloudInstance& instance, const Ask& ask) {
    return std::ranges::count_if(instance.asks, [&](const auto& entry) {
             return entry.second.purpose == Purpose::list && entry.second.kind == ask.kind;
           }) == 1;
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    const Ask* ask = news().ask;
    if (ask != nullptr && ask->purpose == Purpose::approve) note_told(instance, *ask);
    if (ask == nullptr || ask->purpose != Purpose::list) return;
    const ListReply list = read(ask->kind, call);
    if (list.form != ListReply::Form::wrong) shelves_.listed(instance, *ask, list, cloud().now());
    const Duration waited = cloud().now() - call.at;
    if (call.answer->text == "cancelled" &&
        (waited < kExecPatience || waited > kExecPatience + kSlack))
      flag(text_of(*ask) + " gave its exec up after " + text_of(waited) + "; it may take " +
           text_of(kExecPatience));
  }

  // When an approval was last told to have been carried out, or not.
  void note_told(const CloudInstance& instance, const Ask& ask) {
    told_[{instance.id, ask.asked.call}] = cloud().now();
  }
  void controller_answered(const CloudInstance& instance,
                           const ControllerCall& /*request*/) override {
    const Ask* ask = news().ask;
    if (ask != nullptr && ask->purpose == Purpose::approve) note_told(instance, *ask);
  }

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.purpose == Purpose::approve) shelves_.at(instance, ask.kind).approving = true;
  }

  void key_value(const CloudInstance& instance, const sim::KeyValueCalled& call) override {
    const Kind kind = call.key.starts_with("device-") ? Kind::devices : Kind::channels;
    if (call.operation == "get") judge_get(instance, kind, call);
    if (call.operation == "put") {
      occasion();
      for (std::string& flaw : shelves_.put(instance, kind, call, cloud().now(), terms()))
        flag(std::move(flaw));
    }
    if (call.operation == "erase") shelves_.erased(instance, kind, call, cloud().now());
  }

  void judge_get(const CloudInstance& instance, Kind kind, const sim::KeyValueCalled& call) {
    occasion();
    Shelf& shelf = shelves_.at(instance, kind);
    shelf.cached = call.found && call.error.empty() ? call.value : std::string();
    shelf.asked_at = cloud().now();
    bool forced = false;
    bool plain = false;
    for (const auto& [number, ask] : instance.asks) {
      if (ask.purpose != Purpose::list || ask.kind != kind) continue;
      (wants_refresh(ask) ? forced : plain) = true;
    }
    if (forced && !plain)
      flag("a forced list of " + std::string(name_of(kind)) + " of " + instance.id +
           " asked the cache for " + call.key);
    if (Duration(call.took_us) > kCachePatience + kSlack)
      flag(instance.id + " waited " + text_of(Duration(call.took_us)) + " for the cache");
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.purpose == Purpose::approve) {
      const auto told = told_.find({instance.id, ask.asked.call});
      shelves_.approved(instance, ask, reply.status == 200, cloud().now(),
                        told == told_.end() ? cloud().now() : told->second);
    }
    if (ask.purpose != Purpose::list || ask.asked.operation == "platform") return;
    if (ask.exec) return judge_listed(instance, ask, *ask.exec, reply);
    if (!ask.request || !ask.request->answer || !falls_back(*ask.request->answer)) return;
    const Shelf& shelf = shelves_.at(instance, ask.kind);
    const ListReply cached = read_kept(ask.kind, shelf.cached);
    if (cached.form == ListReply::Form::wrong) {
      flag(text_of(ask) + " was answered from the cache, which held no valid list");
    } else if (reply.status == 200 && reply.keys != cached.keys) {
      flag(text_of(ask) + " was answered with other entries than the cache held");
    }
    for (const std::string& key : reply.keys)
      if (shelf.knows_approved(key, ask.at, cloud().now()))
        flag(text_of(ask) + " shows " + key + " from the cache, which had been approved before");
  }

  void judge_listed(const CloudInstance& instance, const Ask& ask, const FlyCall& exec,
                    const sim::InstanceAnswered& reply) {
    if (!exec.answer) return;
    occasion();
    const std::string told = text_of(ask) + " was answered with " + std::to_string(reply.status);
    if (!exec.accepted()) {
      const std::int64_t wanted = status_of(*exec.answer);
      if (reply.status != wanted)
        flag(told + "; the exec failed with " + std::to_string(exec.answer->status) +
             ": it had to be " + std::to_string(wanted));
      if (reply.message.find("Fly exec failed: ") == std::string::npos)
        flag(told + " \"" + reply.message + "\"; it had to say \"Fly exec failed: …\"");
      return;
    }
    const ListReply list = read(ask.kind, exec);
    if (list.form == ListReply::Form::doubtful) return;
    if (reply.status != 200 || reply.keys != list.keys)
      flag(told + " and " + std::to_string(reply.keys.size()) + " entries; the exec listed " +
           std::to_string(list.keys.size()));
    const auto listed_at = shelves_.at(instance, ask.kind).listed_at(ask);
    if (listed_at && cloud().now() - *listed_at > kCachePatience + kSlack)
      flag(text_of(ask) + " waited until " + text_of(cloud().now()) +
           " for the cache to take what was listed at " + text_of(*listed_at));
  }

  void ended(const CloudInstance& instance) override {
    shelves_.forget(instance, cloud().now(), terms());
  }

  void quiet(Instant until) override {
    for (std::string& flaw : shelves_.overdue(until)) flag(std::move(flaw), Property::liveness);
  }

  Secrets secrets_;
  Shelves shelves_;
  std::map<std::pair<std::string, std::int64_t>, Instant> told_;  // by instance and approval
};

}  // namespace

std::unique_ptr<Invariant> make_f5(const SharedCloud& cloud) { return std::make_unique<F5>(cloud); }

}  // namespace scenarios
