#include "scenarios/explore/times.h"

#include <algorithm>
#include <array>

namespace scenarios {

using namespace std::chrono_literals;

Instant Times::remember(Instant at) {
  moments_.push_back(at);
  return at;
}

Duration Times::beside(Duration edge) {
  constexpr std::array<Duration, 5> kOffsets = {0ms, 1us, -1us, 1ms, -1ms};
  return std::max(edge + draws_.one_of(kOffsets), Duration::zero());
}

Duration Times::span() {
  constexpr std::uint64_t kForms = 4;
  switch (draws_.below(kForms)) {
    case 0:
      return Duration::zero();
    case 1:
      return draws_.between(Duration(1ms), Duration(10s));
    default:
      return beside(draws_.one_of(edges_));
  }
}

Duration Times::positive_span() { return std::max(span(), Duration(1ms)); }

Instant Times::moment(Instant begin, Instant end) {
  constexpr std::uint64_t kForms = 8;
  constexpr std::uint64_t kAnother = 5;
  const std::uint64_t form = draws_.below(kForms);
  if (form == kAnother && !moments_.empty()) {
    const Instant at = draws_.one_of(moments_);
    if (at >= begin && at < end) return at;
  }
  if (form > kAnother && !moments_.empty()) {
    const Instant moment = draws_.one_of(moments_);
    const Instant at = moment + beside(draws_.one_of(edges_));
    if (at >= begin && at < end) return remember(at);
  }
  const Duration room = end - begin - Duration(1);
  if (form == 0)
    return remember(
        begin + std::chrono::floor<std::chrono::seconds>(draws_.between(Duration::zero(), room)));
  return remember(begin + std::chrono::floor<std::chrono::milliseconds>(
                              draws_.between(Duration::zero(), room)));
}

Instant Times::soon(Instant from, Instant end) {
  return remember(std::min(from + span(), end - Duration(1ms)));
}

std::vector<Duration> edges_of(const ControllerSettings& settings) {
  return {
      std::max(settings.debounce, Duration(1ms)),
      settings.period,
      settings.list_timeout,
      settings.list_timeout + 2s,  // SIGKILL (C5)
      settings.approve_timeout,
      std::max(settings.stop_grace, Duration(1ms)),
      1s,    // restart (G4), given up (C5)
      2s,    // SIGKILL (C5), gap (L4)
      5s,    // retry (C1), given up (G5), time-out of the version
      10s,   // reading (H6)
      30s,   // back-off (C12), stale lock, run that counts as long (G4)
      60s,   // back-off
      100s,  // patience of a reader (H1)
      4min,  // back-off
      5min,  // expiry of a device (C11), longest back-off, boot (C1)
  };
}

std::vector<Duration> instance_edges() {
  return {
      3s,     // poll (M12)
      2s,     // patience with the KV (F5)
      500ms,  // back-off (M10)
      4s,     // lingering claim (M5)
      10s,
      30s,    // deadline of a list (F2), longest back-off
      60s,    // wait, exec, checks while starting
      70s,    // exec given up (F5)
      110s,   // deadline of a refresh (F2)
      120s,   // KV (F5), lost volume (M9)
      190s,   // deadline of an approval (F2)
      5min,   // start (M10), check (M13)
      15min,  // late create (M1)
  };
}

}  // namespace scenarios
