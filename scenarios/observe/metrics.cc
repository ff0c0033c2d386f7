#include "scenarios/observe/metrics.h"

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "scenarios/format/metrics.h"
#include "scenarios/observe/named_counts.h"
#include "scenarios/observe/unusable_entries.h"

namespace scenarios {
namespace {

using MetricCounts = NamedCounts<kMetrics, std::int64_t>;
using sim::ChildRole;
using sim::CliPurpose;

// The CLI calls that run.
class CliLoad {
 public:
  void begin(std::int64_t pid, Instant now) {
    if (running_.empty()) busy_since_ = now;
    running_.insert(pid);
    most_ = std::max(most_, running_.size());
  }
  void end(std::int64_t pid, Instant now) {
    if (running_.erase(pid) > 0 && running_.empty()) busy_ += now - busy_since_;
  }

  [[nodiscard]] std::int64_t most() const { return static_cast<std::int64_t>(most_); }
  // Of the time from 0 to `now`.
  [[nodiscard]] std::int64_t busy_percent(Instant now) const {
    const Duration all = now.time_since_epoch();
    const Duration busy = busy_ + (running_.empty() ? Duration::zero() : now - busy_since_);
    return all > Duration::zero() ? busy * 100 / all : 0;
  }
  [[nodiscard]] bool runs(std::int64_t pid) const { return running_.contains(pid); }

 private:
  std::set<std::int64_t> running_;
  std::size_t most_ = 0;
  Instant busy_since_;
  Duration busy_{};
};

// The memory of the CLI calls. What a call takes is known when it has ended.
class CliMemory {
 public:
  void begin(std::int64_t pid, Instant now) { calls_.push_back(Call{pid, now, now, 0, false}); }
  void end(std::int64_t pid, Instant now, std::int64_t kb) {
    for (Call& call : calls_) {
      if (call.pid == pid) call = Call{pid, call.began, now, kb, true};
    }
    if (std::any_of(calls_.begin(), calls_.end(), [](const Call& call) { return !call.over; })) {
      return;
    }
    most_kb_ = most_kb();
    calls_.clear();
  }

  // Calls that have not ended are left out.
  [[nodiscard]] std::int64_t most_kb() const {
    std::int64_t most = most_kb_;
    for (const Call& begun : calls_) {
      std::int64_t sum = 0;
      for (const Call& call : calls_) {
        if (call.began <= begun.began && begun.began < call.ended) sum += call.kb;
      }
      most = std::max(most, sum);
    }
    return most;
  }

 private:
  struct Call {
    std::int64_t pid;
    Instant began;
    Instant ended;
    std::int64_t kb;
    bool over;
  };
  std::vector<Call> calls_;  // since none ran
  std::int64_t most_kb_ = 0;
};

// Tells starts of the gateway that somebody asked for from those that nobody did.
class GatewayWishes {
 public:
  void observe(const sim::Event& event) {
    if (body_of<sim::ControllerStarted>(event) != nullptr) wished_ = true;
    const auto* call = body_of<sim::CallBegan>(event);
    if (call != nullptr && is_wish(*call)) {
      wished_ = true;
      call_ = call->call;
    }
    const auto* reply = body_of<sim::CallEnded>(event);
    if (reply != nullptr && reply->call == call_ && reply->status != 200 && reply->status != 0)
      wished_ = false;
  }
  // The gateway was started, or could not be: was that wished for?
  bool fulfil() { return std::exchange(wished_, false); }

 private:
  static bool is_wish(const sim::CallBegan& call) {
    return call.operation == "gateway.start" || call.operation == "gateway.restart";
  }

  bool wished_ = false;
  std::optional<std::int64_t> call_;  // the last one that wished
};

}  // namespace

class MetricsWatch::Counts final : public Detector {
 public:
  void began(const seen::Round& round, const seen::Begin& begin, const Watch& /*watch*/) override {
    counts_.add(round.kind == Kind::channels ? MetricCounts::Name("refreshes.channels")
                                             : MetricCounts::Name("refreshes.devices"));
    if (begin.why.only_reactive()) counts_.add("reactive_refreshes");
  }

  void before_output(const sim::Event& event, const Watch& /*watch*/) override {
    if (const auto* wrote = body_of<sim::GatewayWrote>(event))
      log_bytes_ += static_cast<std::int64_t>(wrote->bytes.size());
    const auto* line = body_of<sim::LineDelivered>(event);
    if (line == nullptr) return;
    ++log_lines_;
    if (line->cut) counts_.add("cut_lines");
  }

  void after(const sim::Event& event, const Watch& /*watch*/) override {
    wishes_.observe(event);
    const UnusableEntries entries = unusable_.observe(event);
    counts_.add("dropped_entries", entries.dropped);
    counts_.add("duplicate_entries", entries.duplicates);
    std::visit([&](const auto& body) { on(body, event.at); }, event.body);
  }

  std::map<std::string, std::int64_t> values(Instant end) {
    counts_.set("log_bytes", log_bytes_);
    counts_.set("log_lines", log_lines_);
    counts_.set("cli_concurrent_max", load_.most());
    counts_.set("cli_memory_max_mb", memory_.most_kb() / 1024);
    counts_.set("cli_busy_percent", load_.busy_percent(end));
    return counts_.all();
  }

 private:
  template <class Body>
  void on(const Body& /*body*/, Instant /*now*/) {}

  void on(const sim::ChildSpawned& body, Instant now) {
    if (body.role == ChildRole::gateway) {
      counts_.add("gateway_spawns");
      if (!wishes_.fulfil()) counts_.add("gateway_restarts");
      return;
    }
    load_.begin(body.pid, now);
    memory_.begin(body.pid, now);
    counts_.add("cli_calls");
    counts_.add_part("cli_calls", sim::name_of(body.command));
  }
  void on(const sim::SpawnFailed& body, Instant /*now*/) {
    if (body.role == ChildRole::gateway) wishes_.fulfil();
  }
  void on(const sim::ChildSignalled& body, Instant /*now*/) {
    if (body.signal != SIGKILL || !load_.runs(body.pid)) return;
    if (killed_.insert(body.pid).second) counts_.add("cli_killed");
  }
  void on(const sim::ChildExited& body, Instant now) {
    load_.end(body.pid, now);
    if (body.role == ChildRole::cli) memory_.end(body.pid, now, body.max_rss_kb);
    killed_.erase(body.pid);
    const bool failed = body.signal || body.code != 0;
    if (failed && body.role == ChildRole::cli) counts_.add("cli_failures");
  }
  // The line reached the hook, which threw instead of telling.
  void on(const sim::FaultInjected& body, Instant /*now*/) {
    if (is_hook_throw(body)) ++log_lines_;
  }

  MetricCounts counts_;
  std::int64_t log_bytes_ = 0;  // these two grow with most events
  std::int64_t log_lines_ = 0;
  UnusableBook unusable_;
  GatewayWishes wishes_;
  CliLoad load_;
  CliMemory memory_;
  std::set<std::int64_t> killed_;
};

MetricsWatch::MetricsWatch(const Terms& terms, seen::Narrator& run) : watch_(terms, run) {
  auto counts = std::make_unique<Counts>();
  counts_ = counts.get();
  watch_.add(std::move(counts));
}

MetricsWatch::~MetricsWatch() = default;

std::map<std::string, std::int64_t> MetricsWatch::values(Instant end) {
  return counts_->values(end);
}

}  // namespace scenarios
