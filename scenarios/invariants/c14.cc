// C14: a request announced by a log line is served within debounce + 3·D, another within period +
// 2·D.
//
// The time counts only while nothing excuses a delay: it begins anew after a back-off, a failed
// list, an unreadable config, a disabled channel, a gateway that does not listen, a controller that
// does not run, an approval. What the store did not hand to the list call that read it cannot be
// served.
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/due.h"
#include "scenarios/invariants/support/judge.h"
#include "scenarios/invariants/support/longest_round.h"

namespace scenarios {
namespace {

using namespace seen;

struct Waiting {
  Kind kind = Kind::channels;
  std::string source;
  std::int64_t expires_ms = 0;
  Instant pending;                   // when the request came
  Instant since;                     // from when on the time counts
  std::optional<Instant> announced;  // by a log line, not before `since`
  bool unseen = false;               // since then refreshes of channels were invisible at times
};

class C14 final : public Judge {
 public:
  explicit C14(const Terms& terms) : Judge("C14", terms) {}

 private:
  void before(const sim::Event& event) override {
    note_time(event);
    const auto* reply = std::get_if<sim::CallEnded>(&event.body);
    const ClientCall* call = reply == nullptr ? nullptr : world().calls().find(reply->call);
    if (call != nullptr && call->is_approval() && reply->status == 200) waiting_.erase(call->key);
  }

  void before_output(const sim::Event& event) override { note_time(event); }
  void note_time(const sim::Event& event) { wall_ms_ = event.wall.time_since_epoch().count(); }

  void approved(const Approval& approval) override {
    if (approval.outcome == Approval::Outcome::refused) return;
    following_[index_of(approval.kind)] = approval.ended;
  }

  void ended(const Round& round) override {
    longest_.ended(round);
    auto& following = following_[index_of(round.kind)];
    if (following && round.first_spawn >= *following) following.reset();
    for (const ListCall& call : round.calls) {
      if (call.outcome != Outcome::success) begin_anew(round.kind, call.channel);
    }
    if (round.spawn_failures > 0) begin_anew_all(round.kind);
  }

  void after(const sim::Event& event) override {
    if (std::holds_alternative<sim::ControllerStarted>(event.body)) {
      longest_.clear();
      following_ = {};
    }
    if (const auto* request = std::get_if<sim::RequestPending>(&event.body)) add(*request);
    if (const auto* gone = std::get_if<sim::RequestGone>(&event.body)) {
      waiting_.erase(key_of(gone->list, gone->channel, gone->key));
    }
    if (const auto* read = std::get_if<sim::StoreRead>(&event.body)) drop_unlisted(*read);
    if (const auto* read = std::get_if<sim::ListRead>(&event.body)) serve(*read);
    excuse(world().now());
  }

  // Output excuses nothing: what does was seen when time passed.
  void after_output(const sim::Event& /*event*/) override {
    for (const Line& line : world().news().lines) {
      if (line.triggers() && world().running()) announce();
    }
  }

  void add(const sim::RequestPending& request) {
    if (request.renewed) return;
    const std::string key = key_of(request.list, request.channel, request.key);
    const Instant now = world().now();
    const bool merged =
        world().last(request.list) != nullptr && world().last(request.list)->find("") != nullptr;
    waiting_[key] = Waiting{request.list,
                            merged ? "" : source_of(request.list, key),
                            request.expires_ms,
                            now,
                            now,
                            std::nullopt,
                            false};
  }

  void announce() {
    for (auto& [key, waiting] : waiting_) {
      if (!waiting.announced) waiting.announced = world().now();
    }
  }

  void drop_unlisted(const sim::StoreRead& read) {
    if (!read.ok) return;
    std::vector<std::string> keys;
    for (const std::string& key : read.keys) keys.push_back(key_of(read.list, read.channel, key));
    std::erase_if(waiting_, [&](const auto& one) {
      const Waiting& waiting = one.second;
      const bool read_here = waiting.kind == read.list && waiting.source == lower(read.channel);
      return read_here && std::find(keys.begin(), keys.end(), one.first) == keys.end();
    });
  }

  void serve(const sim::ListRead& read) {
    for (const std::string& key : read.keys) {
      if (waiting_.erase(key_of(read.list, {}, key)) > 0) occasion();
    }
  }

  [[nodiscard]] bool excused(const Waiting& waiting) const {
    if (!world().running() || !world().makes_calls(waiting.kind)) return true;
    if (world().back_off(waiting.kind).at_most() > Duration::zero()) return true;
    if (world().back_off(waiting.kind).may_be_booting()) return true;
    if (waiting.kind == Kind::devices) return !world().gateway_listens();
    if (!knows_last_of_channels(world())) return true;
    const auto& channels = world().config()->channels;
    return !waiting.source.empty() &&
           std::find(channels.begin(), channels.end(), waiting.source) == channels.end();
  }

  // The refresh that follows an approval is part of it.
  [[nodiscard]] bool busy_for_clients() const {
    if (following_[0] || following_[1]) return true;
    const auto& open = world().calls().open();
    const auto& alive = world().children().alive();
    return std::any_of(open.begin(), open.end(),
                       [](const auto& one) { return one.second.is_approval(); }) ||
           std::any_of(alive.begin(), alive.end(), [](const auto& one) {
             return is_approval(one.second.command) || one.second.signalled.has_value();
           });
  }

  // While something excuses a delay, the time does not count.
  void excuse(Instant now) {
    if (waiting_.empty()) return;
    const bool busy = busy_for_clients();
    const bool unseen = !knows_last_of_channels(world());
    for (auto& [key, waiting] : waiting_) {
      if (busy || excused(waiting)) begin_anew(waiting, now);
      waiting.unseen = waiting.unseen || unseen;
    }
  }

  static void begin_anew(Waiting& waiting, Instant now) {
    waiting.since = now;
    waiting.announced.reset();
    waiting.unseen = false;
  }
  void begin_anew(Kind kind, const std::string& source) {
    for (auto& [key, waiting] : waiting_) {
      if (waiting.kind == kind && waiting.source == source) begin_anew(waiting, world().now());
    }
  }
  void begin_anew_all(Kind kind) {
    for (auto& [key, waiting] : waiting_) {
      if (waiting.kind == kind) begin_anew(waiting, world().now());
    }
  }

  void idle(Instant until) override {
    excuse(until);
    std::erase_if(waiting_, [this](const auto& one) { return one.second.expires_ms < wall_ms_; });
    std::erase_if(waiting_, [&](const auto& one) { return judge(one.first, one.second, until); });
  }

  // Answers true when it is late.
  bool judge(const std::string& key, const Waiting& waiting, Instant until) {
    // With a refresh of channels unseen, its gap (L4) may count from any of the devices'.
    const Duration d =
        longest_.since(world(), waiting.unseen ? Instant::min() : waiting.since, until);
    const Duration unseen = waiting.unseen ? terms().reactive_gap_min : Duration::zero();
    Instant due = waiting.since + terms().period + 2 * d;
    if (waiting.announced) {
      due = std::min(due, *waiting.announced + terms().debounce + unseen + 3 * d);
    }
    if (due >= until) return false;
    occasion();
    const std::string announced =
        waiting.announced ? ", announced by a log line at " + text_of(*waiting.announced) + ","
                          : std::string();
    flag("the request " + key + " is pending since " + text_of(waiting.pending) + announced +
             " and had to be served by " + text_of(due) + " (D = " + text_of(d) +
             (waiting.since > waiting.pending ? ", counted from " + text_of(waiting.since) : "") +
             ")",
         Property::liveness);
    return true;
  }

  LongestRound longest_;
  std::array<std::optional<Instant>, controller::kKindCount> following_;  // approvals that ended
  std::map<std::string, Waiting> waiting_;
  std::int64_t wall_ms_ = 0;
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c14(const Terms& terms) {
  return std::make_unique<C14>(terms);
}

}  // namespace scenarios
