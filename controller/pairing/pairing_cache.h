// The pairing cache: keeps the pending requests at hand, refreshes them when time, a log line or a
// client asks for it, and carries out approvals (contract L and C).
//
// Readers never wait. All calls come from the scheduler's thread. Destroying a cache that was not
// stopped drops all that is under way without acting: that is a crash.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/config_source.h"
#include "controller/base/log.h"
#include "controller/base/scope.h"
#include "controller/base/wall_clock.h"
#include "controller/pairing/log_trigger.h"
#include "controller/pairing/pairing_lister.h"
#include "controller/pairing/pending_lists.h"
#include "controller/pairing/refresh_planner.h"

namespace controller {

struct PairingCacheConfig {
  RefreshTimes times;
  LogTrigger trigger;
};

enum class RefreshReply : std::uint8_t {
  refreshed,
  failed,         // the list shown is the one from before
  shutting_down,  // likewise
  cancelled,      // by the caller's token
};

struct ApproveReply {
  enum class Status : std::uint8_t {
    approved,
    invalid,        // a value that no request can have; the CLI was not run
    failed,         // definitely not approved
    unknown,        // it may have been approved; a refresh follows
    shutting_down,  // likewise unknown if it had begun
  };
  Status status;
  std::string message;  // fit for a client
};

struct PairingCounters {
  std::array<std::uint64_t, kKindCount> refreshes_begun{};
  std::array<std::uint64_t, kKindCount> refreshes_failed{};
  std::uint64_t triggers = 0;
  std::uint64_t approvals_begun = 0;
  std::uint64_t approvals_joined = 0;
  // Since when the config cannot be read; nothing while it can.
  std::optional<WallTime> config_unreadable_since;
};

class PairingCache {
 public:
  // All seams must outlive the cache.
  struct Seams {
    Scheduler& scheduler;
    WallClock& wall_clock;
    ConfigSource& config;
    PairingLister& lister;
    Log& log;
  };

  PairingCache(Seams seams, PairingCacheConfig config);
  ~PairingCache();

  // Begins the first refresh; does not wait for it. Once; further calls do nothing.
  void start();

  // Ends it, at once for everybody who waits: no command is started any more, running ones are
  // ended and their results dropped. Lists stay readable. stopped() returns when the last command
  // is gone.
  void stop();
  Task<void> stopped();

  // A complete line of the gateway's output, either stream.
  void on_log_line(std::string_view line);

  [[nodiscard]] Snapshot<ChannelRequest> channels() const {
    return lists_.channels(seams_.wall_clock.now());
  }
  [[nodiscard]] Snapshot<DeviceRequest> devices() const {
    return lists_.devices(seams_.wall_clock.now());
  }

  // Another number whenever the list may have changed, expiry apart (see Snapshot).
  [[nodiscard]] std::uint64_t revision(Kind kind) const { return lists_.revision(kind); }

  // Until a refresh of `kind` that began after this call has ended, or the token is cancelled.
  Task<RefreshReply> refresh(Kind kind, CancelToken token = CancelToken());

  // The same approval already under way is joined, not run twice.
  Task<ApproveReply> approve_channel(std::string channel, std::string code);
  Task<ApproveReply> approve_device(std::string request_id);

  [[nodiscard]] const PairingCounters& counters() const { return counters_; }

 private:
  struct RefreshWaiter : ListNode {
    explicit RefreshWaiter(Scheduler& scheduler) : done(scheduler) {}
    Event done;
    RefreshReply reply = RefreshReply::shutting_down;
  };
  // Callers of one kind: those served by the refresh in flight, and those who wait for the next.
  struct Callers {
    IntrusiveList<RefreshWaiter> served;
    IntrusiveList<RefreshWaiter> queued;
  };
  struct ApprovalJob {
    ApprovalJob(Scheduler& scheduler, Kind kind_in, std::string channel_in, std::string target_in)
        : kind(kind_in),
          channel(std::move(channel_in)),
          target(std::move(target_in)),
          done(scheduler) {}
    Kind kind;
    std::string channel;
    std::string target;  // code or request id
    Event done;
    ApproveReply reply{ApproveReply::Status::shutting_down, {}};
  };
  struct Wakeup : Timer {
    explicit Wakeup(PairingCache* cache_in)
        : Timer([](Work& work) { static_cast<Wakeup&>(work).cache->run_due(); }), cache(cache_in) {}
    PairingCache* cache;
  };

  Callers& callers(Kind kind) { return callers_[static_cast<std::size_t>(kind)]; }
  void run_due();
  void begin_refresh(Kind kind);
  void end_refresh(Kind kind, RefreshOutcome outcome);
  static void answer(IntrusiveList<RefreshWaiter>& waiters, RefreshReply reply);

  Task<void> refresh_channels();
  Task<void> refresh_devices();
  Task<void> list_one(std::string_view channel, std::optional<Listed<ChannelListing>>& result);
  std::optional<ChannelSet> read_config();
  void note_failure(std::string_view list, const CliError& error);

  Task<ApproveReply> approve(Kind kind, std::string channel, std::string target);
  Task<void> run_approval(std::shared_ptr<ApprovalJob> job);
  void settle(ApprovalJob& job, const Approval& approval);
  static std::string key_of(const ApprovalJob& job);

  Seams seams_;
  LogTrigger trigger_;
  RefreshPlanner planner_;
  PendingLists lists_;
  PairingCounters counters_;
  bool started_ = false;
  bool stopped_ = false;
  std::string config_bytes_;
  std::string config_error_;
  std::string parsed_bytes_;  // the config that `enabled_` was read from
  std::optional<ChannelSet> enabled_;
  std::array<Callers, kKindCount> callers_;
  std::map<std::string, std::shared_ptr<ApprovalJob>>
      approvals_;  // under way, by what they approve
  Wakeup wakeup_;
  Scope scope_;  // last: its tasks use all of the above
};

}  // namespace controller
