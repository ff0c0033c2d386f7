// What a call of the CLI costs: the least and the most that was recorded, for each kind of call.
#pragma once

#include <cstdint>

#include "sim/choice/choice.h"
#include "sim/gateway/time_text.h"

namespace sim {

// Bounds, both included.
struct Range {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

// A draw from the range; the calm choice is the least.
std::int64_t draw_from(const Range& range, ChoiceSource& choices, Stream stream, const char* site);

struct CliCost {
  Range wall_ms;  // of a call that runs alone, start to end
  Range cpu_ms;
  Range rss_kb;
};

// Recordings in which the machine was loaded (see the README beside them) count for none of the
// upper bounds.
inline constexpr CliCost kVersionCost{{211, 315}, {150, 160}, {61680, 62132}};
inline constexpr CliCost kPairingListCost{{3693, 5400}, {4480, 5400}, {377752, 409768}};
inline constexpr CliCost kPairingApproveCost{{4946, 5528}, {4630, 5250}, {380664, 429280}};
inline constexpr CliCost kDevicesCost{{3659, 4737}, {4470, 5330}, {364620, 404340}};
inline constexpr CliCost kConfigErrorCost{{3361, 4715}, {3200, 3950}, {282720, 290612}};
// First call after the caches were lost: pairing-list-cold-caches.json, pairing-list-noperm-*.json.
inline constexpr CliCost kColdCost{{47019, 74518}, {32830, 49030}, {1466736, 1852208}};

// From touching the stores to the end: device lists end 100 to 118 ms after the gateway answered
// (gateway-verbose.jsonl, rows around t_ms 104260 and 112131).
inline constexpr std::int64_t kTailMs = 110;
inline constexpr std::int64_t kVersionTailMs = 5;

// When a whole device call ends, if the gateway does not answer it normally.
inline constexpr Range kPortClosedMs{5139, 5419};       // devices-list-nogateway*.json
inline constexpr Range kPortSilentMs{10227, 10227};     // devices-list-standin-hang.json
inline constexpr Range kTokenMismatchMs{5015, 5015};    // devices-list-standin-unauth.json
inline constexpr Range kPairingRequiredMs{4789, 4849};  // devices-*-standin-pairing.json
inline constexpr Range kGatewayCrashedMs{5027, 5027};   // devices-list-corrupt-wrong-types.json

// What `--notify` adds. Reachable: the gateway's own log has 285 ms from the approval to the end of
// pairing-approve-telegram-real-notify-ok.json. Unreachable:
// pairing-approve-telegram-good-notify.json against -good-nonotify.json.
inline constexpr Range kNotifyReachedMs{250, 320};
inline constexpr Range kNotifyFailedMs{892, 2556};

// A lock file is taken for stale 30 s after it was made; the try that finds it so comes up to this
// much later (pairing-list-locked.json: a lock 1 s old, 29.8 s in all).
inline constexpr std::int64_t kLockStaleMs = 30000;
inline constexpr std::int64_t kLockRetryMs = 683;

}  // namespace sim
