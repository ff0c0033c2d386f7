// What the cache holds and shows: the entries of every list, without those that were approved or
// have expired.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"
#include "controller/pairing/channel_config.h"
#include "controller/pairing/types.h"

namespace controller {

// The gateway forgets a channel request 60 min after createdAt and a device 5 min after its ts
// (recorded); until then, that instant included, it can be approved.
inline constexpr std::chrono::milliseconds kChannelRequestLife = std::chrono::minutes(60);
inline constexpr std::chrono::milliseconds kDeviceRequestLife = std::chrono::minutes(5);

// A moment in the order in which refreshes begin and approvals succeed. Finer than time: many
// things happen in one microsecond.
using Moment = std::uint64_t;

// What a reader sees. The pointers are valid until control returns to the scheduler.
template <class Request>
struct Snapshot {
  std::vector<const Request*> requests;
  std::optional<WallTime> last_updated;
  // As long as the wall clock lies between these, both included, and the lists do not change, the
  // snapshot stays the same.
  WallTime valid_from = WallTime::min();
  WallTime valid_until = WallTime::max();
};

class PendingLists {
 public:
  // The next moment: call it when a refresh begins.
  Moment next_moment() { return ++moment_; }

  // Channels not in `enabled` are gone at once, whatever else happens (C8).
  void keep_only(const ChannelSet& enabled);

  // Puts in what one list call showed; `began` is when its refresh began. An approved request
  // reappears only if the list began after the approval (C10).
  void commit_channel(std::string_view channel, std::shared_ptr<const ChannelListing> listing,
                      Moment began);
  void commit_devices(std::shared_ptr<const DeviceListing> listing, Moment began);
  // At least one of the refresh's lists succeeded.
  void touch(Kind kind, WallTime now) {
    last_updated_[static_cast<std::size_t>(kind)] = now;
    changed(kind);
  }

  // A request was approved: it is not shown again until a list that begins later shows it.
  void approve_channel(std::string_view channel, std::string_view code);
  void approve_device(std::string_view request_id);

  [[nodiscard]] Snapshot<ChannelRequest> channels(WallTime now) const;
  [[nodiscard]] Snapshot<DeviceRequest> devices(WallTime now) const;
  // Another number whenever the list may have changed.
  [[nodiscard]] std::uint64_t revision(Kind kind) const {
    return revisions_[static_cast<std::size_t>(kind)];
  }

 private:
  void changed(Kind kind) { ++revisions_[static_cast<std::size_t>(kind)]; }

  // Hides `key`, in any case, from lists that began before `approved`.
  struct Tombstone {
    std::string key;
    Moment approved;
  };
  template <class ListingType>
  struct List {
    std::shared_ptr<const ListingType> listing;
    std::vector<Tombstone> tombstones;

    void commit(std::shared_ptr<const ListingType> fresh, Moment began);
    [[nodiscard]] bool hides(std::string_view key) const;
  };

  Moment moment_ = 0;
  std::array<List<ChannelListing>, kChannels.size()> channels_;
  List<DeviceListing> devices_;
  std::array<std::optional<WallTime>, kKindCount> last_updated_;
  std::array<std::uint64_t, kKindCount> revisions_{};
};

}  // namespace controller
