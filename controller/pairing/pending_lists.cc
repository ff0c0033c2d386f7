#include "controller/pairing/pending_lists.h"

#include <algorithm>
#include <utility>

#include "controller/base/ascii.h"

namespace controller {
namespace {

std::size_t index_of(std::string_view channel) {
  return static_cast<std::size_t>(std::find(kChannels.begin(), kChannels.end(), channel) -
                                  kChannels.begin());
}

// Puts `request` in the snapshot unless it has expired. An entry without a usable time is kept:
// better a stale request shown than a real one lost (C11).
template <class Request>
void show(Snapshot<Request>& snapshot, const Request& request, std::optional<std::int64_t> since_ms,
          std::chrono::milliseconds life, WallTime now) {
  if (since_ms) {
    const WallTime last = WallTime(std::chrono::milliseconds(*since_ms)) + life;
    if (now > last) {
      snapshot.valid_from = std::max(snapshot.valid_from, last + std::chrono::milliseconds(1));
      return;
    }
    snapshot.valid_until = std::min(snapshot.valid_until, last);
  }
  snapshot.requests.push_back(&request);
}

}  // namespace

template <class ListingType>
void PendingLists::List<ListingType>::commit(std::shared_ptr<const ListingType> fresh,
                                             Moment began) {
  std::erase_if(tombstones,
                [began](const Tombstone& tombstone) { return tombstone.approved < began; });
  listing = std::move(fresh);
}

template <class ListingType>
bool PendingLists::List<ListingType>::hides(std::string_view key) const {
  return std::any_of(tombstones.begin(), tombstones.end(), [key](const Tombstone& tombstone) {
    return equal_ignoring_case(tombstone.key, key);
  });
}

void PendingLists::keep_only(const ChannelSet& enabled) {
  for (std::size_t i = 0; i < kChannels.size(); ++i) {
    if (!enabled.contains(kChannels[i])) channels_[i].listing.reset();
  }
  changed(Kind::channels);
}

void PendingLists::commit_channel(std::string_view channel,
                                  std::shared_ptr<const ChannelListing> listing, Moment began) {
  channels_.at(index_of(channel)).commit(std::move(listing), began);
  changed(Kind::channels);
}

void PendingLists::commit_devices(std::shared_ptr<const DeviceListing> listing, Moment began) {
  devices_.commit(std::move(listing), began);
  changed(Kind::devices);
}

void PendingLists::approve_channel(std::string_view channel, std::string_view code) {
  const std::size_t index = index_of(channel);
  if (index == kChannels.size()) return;  // a channel that is never listed needs no hiding
  channels_[index].tombstones.push_back(Tombstone{std::string(code), next_moment()});
  changed(Kind::channels);
}

void PendingLists::approve_device(std::string_view request_id) {
  devices_.tombstones.push_back(Tombstone{std::string(request_id), next_moment()});
  changed(Kind::devices);
}

Snapshot<ChannelRequest> PendingLists::channels(WallTime now) const {
  Snapshot<ChannelRequest> snapshot;
  snapshot.last_updated = last_updated_[static_cast<std::size_t>(Kind::channels)];
  for (const auto& list : channels_) {
    if (!list.listing) continue;
    for (const ChannelRequest& request : list.listing->requests) {
      if (list.hides(request.code)) continue;
      show(snapshot, request, request.created_at_ms, kChannelRequestLife, now);
    }
  }
  return snapshot;
}

Snapshot<DeviceRequest> PendingLists::devices(WallTime now) const {
  Snapshot<DeviceRequest> snapshot;
  snapshot.last_updated = last_updated_[static_cast<std::size_t>(Kind::devices)];
  if (!devices_.listing) return snapshot;
  for (const DeviceRequest& request : devices_.listing->requests) {
    if (devices_.hides(request.request_id)) continue;
    show(snapshot, request, request.ts, kDeviceRequestLife, now);
  }
  return snapshot;
}

}  // namespace controller
