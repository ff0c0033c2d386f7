#include "controller/pairing/pairing_cache.h"

#include <span>
#include <utility>

#include "controller/base/ascii.h"
#include "controller/pairing/validate.h"

namespace controller {
namespace {

constexpr const char* kShuttingDown = "Cache is shutting down";

std::string_view name_of(Kind kind) { return kind == Kind::channels ? "channels" : "devices"; }

ApproveReply invalid(const char* message) {
  return ApproveReply{ApproveReply::Status::invalid, message};
}

}  // namespace

PairingCache::PairingCache(Seams seams, PairingCacheConfig config)
    : seams_(seams),
      trigger_(std::move(config.trigger)),
      planner_(config.times),
      wakeup_(this),
      scope_(seams.scheduler) {}

PairingCache::~PairingCache() = default;

void PairingCache::start() {
  if (started_ || stopped_) return;
  started_ = true;
  planner_.start(seams_.scheduler.now());
  run_due();
}

void PairingCache::stop() {
  if (std::exchange(stopped_, true)) return;
  wakeup_.disarm();
  scope_.cancel();
  for (Callers& callers : callers_) {
    answer(callers.served, RefreshReply::shutting_down);
    answer(callers.queued, RefreshReply::shutting_down);
  }
  for (auto& [key, job] : approvals_) {
    job->reply = ApproveReply{ApproveReply::Status::shutting_down, kShuttingDown};
    job->done.set();
  }
  approvals_.clear();
}

Task<void> PairingCache::stopped() { co_await scope_.join(); }

void PairingCache::on_log_line(std::string_view line) {
  if (!started_ || stopped_ || !trigger_.matches(line)) return;
  ++counters_.triggers;
  planner_.trigger(seams_.scheduler.now());
  run_due();
}

// ---- refreshing
// ----------------------------------------------------------------------------------------------------

void PairingCache::run_due() {
  if (stopped_) return;
  const Instant now = seams_.scheduler.now();
  const KindSet due = planner_.begin_due(now);
  for (const Kind kind : {Kind::channels, Kind::devices}) {
    if (due.contains(kind)) begin_refresh(kind);
  }
  const Instant next = planner_.next_due(now);
  if (next == kNever) {
    wakeup_.disarm();
  } else {
    seams_.scheduler.arm(wakeup_, next);
  }
}

void PairingCache::begin_refresh(Kind kind) {
  ++counters_.refreshes_begun[static_cast<std::size_t>(kind)];
  Callers& waiting = callers(kind);
  while (!waiting.queued.empty()) waiting.served.push_back(waiting.queued.pop_front());
  scope_.spawn(kind == Kind::channels ? refresh_channels() : refresh_devices());
}

void PairingCache::end_refresh(Kind kind, RefreshOutcome outcome) {
  const bool succeeded = outcome == RefreshOutcome::succeeded;
  if (!succeeded) ++counters_.refreshes_failed[static_cast<std::size_t>(kind)];
  if (succeeded) lists_.touch(kind, seams_.wall_clock.now());
  planner_.ended(kind, seams_.scheduler.now(), outcome);
  answer(callers(kind).served, succeeded ? RefreshReply::refreshed : RefreshReply::failed);
  run_due();
}

void PairingCache::answer(IntrusiveList<RefreshWaiter>& waiters, RefreshReply reply) {
  while (!waiters.empty()) {
    RefreshWaiter& waiter = waiters.pop_front();
    waiter.reply = reply;
    waiter.done.set();
  }
}

Task<RefreshReply> PairingCache::refresh(Kind kind, CancelToken token) {
  if (stopped_ || !started_) co_return RefreshReply::shutting_down;
  RefreshWaiter waiter(seams_.scheduler);
  callers(kind).queued.push_back(waiter);
  planner_.request(kind);
  run_due();
  auto answered = co_await waiter.done.wait(token);
  co_return answered ? waiter.reply : RefreshReply::cancelled;
}

Task<void> PairingCache::refresh_channels() {
  const Moment began = lists_.next_moment();
  const std::optional<ChannelSet> enabled = read_config();
  if (!enabled) {
    end_refresh(Kind::channels, RefreshOutcome::skipped);
    co_return;
  }
  lists_.keep_only(*enabled);

  std::array<std::optional<Listed<ChannelListing>>, kChannels.size()> results;
  std::array<Task<void>, kChannels.size()> tasks;
  std::size_t count = 0;
  for (const std::string_view channel : *enabled) {
    tasks[count] = list_one(channel, results[count]);
    ++count;
  }
  const std::span<Task<void>> running(tasks.data(), count);
  co_await when_all(running);
  if (stopped_) co_return;

  // All at one instant: a reader never sees half a refresh (C15).
  bool answered = enabled->empty();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view channel = enabled->begin()[i];
    auto& result = *results[i];
    if (result) {
      answered = true;
      lists_.commit_channel(channel, std::move(result.value()), began);
    } else {
      note_failure(channel, result.error());
    }
  }
  end_refresh(Kind::channels, answered ? RefreshOutcome::succeeded : RefreshOutcome::failed);
}

Task<void> PairingCache::list_one(std::string_view channel,
                                  std::optional<Listed<ChannelListing>>& result) {
  auto listed = co_await seams_.lister.list_channel(channel, scope_.token());
  result.emplace(std::move(listed));
}

Task<void> PairingCache::refresh_devices() {
  const Moment began = lists_.next_moment();
  auto listed = co_await seams_.lister.list_devices(scope_.token());
  if (stopped_) co_return;
  if (listed) {
    lists_.commit_devices(std::move(listed.value()), began);
  } else {
    note_failure(name_of(Kind::devices), listed.error());
  }
  end_refresh(Kind::devices, listed ? RefreshOutcome::succeeded : RefreshOutcome::failed);
}

std::optional<ChannelSet> PairingCache::read_config() {
  const bool was_readable = !counters_.config_unreadable_since;
  if (seams_.config.read(config_bytes_, config_error_)) {
    if (enabled_ && config_bytes_ == parsed_bytes_) {
      counters_.config_unreadable_since.reset();
      return enabled_;
    }
    auto parsed = enabled_channels(config_bytes_);
    if (parsed) {
      enabled_ = parsed.value();
      std::swap(parsed_bytes_, config_bytes_);
      counters_.config_unreadable_since.reset();
      return enabled_;
    }
    config_error_ = std::move(parsed.error());
  }
  if (was_readable) {
    counters_.config_unreadable_since = seams_.wall_clock.now();
    seams_.log.write(LogLevel::warning, "pairing.config_unreadable",
                     {{"reason", std::string_view(config_error_)}});
  }
  return std::nullopt;
}

void PairingCache::note_failure(std::string_view list, const CliError& error) {
  seams_.log.write(LogLevel::warning, "pairing.list_failed",
                   {{"list", list}, {"reason", std::string_view(error.detail)}});
}

// ---- approving
// -----------------------------------------------------------------------------------------------------

Task<ApproveReply> PairingCache::approve_channel(std::string channel, std::string code) {
  if (!valid_channel(channel)) co_return invalid("Invalid channel name");
  if (!valid_code(code)) co_return invalid("Invalid pairing code");
  co_return co_await approve(Kind::channels, std::move(channel), std::move(code));
}

Task<ApproveReply> PairingCache::approve_device(std::string request_id) {
  if (!valid_request_id(request_id)) co_return invalid("Invalid request ID");
  std::string none;
  co_return co_await approve(Kind::devices, std::move(none), std::move(request_id));
}

Task<ApproveReply> PairingCache::approve(Kind kind, std::string channel, std::string target) {
  if (stopped_ || !started_)
    co_return ApproveReply{ApproveReply::Status::shutting_down, kShuttingDown};
  auto job =
      std::make_shared<ApprovalJob>(seams_.scheduler, kind, std::move(channel), std::move(target));
  const auto [position, fresh] = approvals_.try_emplace(key_of(*job), job);
  if (fresh) {
    ++counters_.approvals_begun;
    scope_.spawn(run_approval(job));
  } else {
    ++counters_.approvals_joined;
    job = position->second;
  }
  co_await job->done.wait();
  co_return job->reply;
}

// Codes and request ids name the same request in either case.
std::string PairingCache::key_of(const ApprovalJob& job) {
  return job.channel + ' ' + to_upper_ascii(job.target);
}

Task<void> PairingCache::run_approval(std::shared_ptr<ApprovalJob> job) {
  Approval approval{Approval::Outcome::cancelled, {}};
  if (job->kind == Kind::channels) {
    approval = co_await seams_.lister.approve_channel(job->channel, job->target, scope_.token());
  } else {
    approval = co_await seams_.lister.approve_device(job->target, scope_.token());
  }
  if (stopped_) co_return;  // it was answered when the cache stopped
  settle(*job, approval);
  approvals_.erase(key_of(*job));
  job->done.set();
}

void PairingCache::settle(ApprovalJob& job, const Approval& approval) {
  const bool approved = approval.outcome == Approval::Outcome::approved;
  const bool refused = approval.outcome == Approval::Outcome::refused;
  if (approved && job.kind == Kind::channels) lists_.approve_channel(job.channel, job.target);
  if (approved && job.kind == Kind::devices) lists_.approve_device(job.target);
  if (approved) {
    const char* message = job.kind == Kind::channels ? "Pairing approved" : "Device approved";
    job.reply = ApproveReply{ApproveReply::Status::approved, message};
  } else {
    job.reply = ApproveReply{refused ? ApproveReply::Status::failed : ApproveReply::Status::unknown,
                             approval.message};
    seams_.log.write(LogLevel::warning, "pairing.approval_failed",
                     {{"list", name_of(job.kind)},
                      {"outcome", std::string_view(refused ? "refused" : "unknown")}});
  }
  if (refused) return;
  planner_.request(job.kind);
  run_due();
}

}  // namespace controller
