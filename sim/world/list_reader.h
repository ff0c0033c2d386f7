// A reader who never blinks: looks at both lists whenever something happened, and at the moments
// when an entry runs out of time, and tells each change.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/host/child.h"
#include "sim/trace/recorder.h"
#include "sim/world/controller_process.h"

namespace sim {

class ListReader {
 public:
  // `world`: the owner of the reader's timer. All references must outlive the reader.
  ListReader(Process& world, Recorder& recorder, const WallClock& wall)
      : world_(world), recorder_(recorder), wall_(wall), edge_(this) {}

  // Looks at the lists of `controller`, or at none (nullptr), from now on.
  void watch(ControllerProcess* controller);

  // To be called whenever all that an instant brought is done: tells what changed since the last
  // look.
  void look();
  // Tells what a list shows, changed or not.
  void tell(Kind kind);
  // The wall clock moved: tells both lists, changed or not.
  void look_again();

 private:
  // What a list showed last; nothing: the reader has not looked yet.
  template <class Request>
  struct View {
    std::vector<Request> requests;
    std::optional<WallTime> last_updated;
  };
  template <class Request>
  using Shown = std::optional<View<Request>>;

  void show_channels(bool changed_or_not);
  void show_devices(bool changed_or_not);
  template <class Request>
  void show(Kind list, const controller::Snapshot<Request>& snapshot, Shown<Request>& shown,
            bool changed_or_not);
  void at_edge() { look_again(); }
  void note_expiry(std::optional<std::int64_t> since_ms, std::chrono::milliseconds life);
  void arm_edge();
  // Of the lists as they are.
  [[nodiscard]] std::array<std::uint64_t, controller::kKindCount> revisions() const;

  Process& world_;
  Recorder& recorder_;
  const WallClock& wall_;
  ControllerProcess* controller_ = nullptr;
  std::uint64_t looked_at_ = 0;  // the recorder's count at the last look
  std::array<std::uint64_t, controller::kKindCount> revisions_{};  // of the lists, then
  Shown<controller::ChannelRequest> shown_channels_;
  Shown<controller::DeviceRequest> shown_devices_;
  std::optional<WallTime> next_edge_;
  MemberTimer<ListReader, &ListReader::at_edge> edge_;
};

}  // namespace sim
