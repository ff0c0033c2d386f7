// How the fake Fly is to be: what it offers, how long things take there, and which of its recorded
// oddities it shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/time.h"
#include "sim/fly/fly_refusal.h"

namespace sim {

using controller::Duration;

// Drawn evenly, in milliseconds; the least is the calm choice.
struct FlySpan {
  Duration least{};
  Duration most{};
};

// How long a machine or a volume stays in a state that leads on by itself. Assumed, but of the
// order that Fly promises.
struct FlyTiming {
  FlySpan created{std::chrono::milliseconds(200), std::chrono::seconds(2)};
  FlySpan starting{std::chrono::seconds(1), std::chrono::seconds(8)};
  FlySpan stopping{std::chrono::milliseconds(500), std::chrono::seconds(5)};
  FlySpan replacing{std::chrono::milliseconds(500), std::chrono::seconds(4)};
  FlySpan destroying{std::chrono::milliseconds(300), std::chrono::seconds(3)};
  FlySpan hydrating{std::chrono::seconds(10), std::chrono::seconds(120)};
  FlySpan volume_destroying{std::chrono::seconds(1), std::chrono::seconds(30)};
  // A started machine writes user data at each boot, and as often as this while it runs.
  std::optional<Duration> writes_every;
};

// docs/fly-facts.md, "Time-outs and rate limits".
struct FlyRateLimits {
  bool enabled = false;
  std::int64_t per_second = 1;
  std::int64_t burst = 3;
  std::int64_t gets_per_second = 5;
  std::int64_t gets_burst = 10;
};

// What a GET of a machine or volume shows that was destroyed: both are facts.
enum class DestroyedShows : std::uint8_t { destroyed, not_found };

struct FlyQuirks {
  Duration lists_lag{};            // lists are as everything was so long ago
  bool lists_empty = false;        // lists of machines and volumes, wrongly
  Duration hidden_after_create{};  // a fresh machine answers 404 to all but the list for so long
  Duration claims_linger{};        // of destroyed machines, on their volumes
  Duration names_linger{};         // of destroyed machines, in the registry (our own fault mode)
  DestroyedShows destroyed_shows = DestroyedShows::destroyed;
  bool released_is_detached = false;  // the state of a volume that was attached; else created
  bool forks_restore = false;         // forks pass through restoring instead of hydrating
  bool hosts_hide_mounts = false;     // of machines that cannot be reached
  // A request whose caller gave up, or vanished, before it arrived is carried out so much later.
  Duration abandoned_late{};
  FlyWordings wordings{};  // of each refusal
};

struct FlyConfig {
  std::string app = "pairbench";
  std::string token = "fly-token";
  std::string organization = "personal";
  std::string lease_owner = "instance@example.com";  // of leases taken through the API
  std::vector<std::string> regions = {"dfw", "ewr", "iad", "lax", "sjc", "eu"};
  std::optional<std::int64_t> machine_limit;    // live machines
  std::optional<std::int64_t> memory_quota_mb;  // of live machines, together
  FlyTiming timing;
  FlyRateLimits limits;
  FlyQuirks quirks;
  FlySpan latency{std::chrono::milliseconds(20), std::chrono::milliseconds(300)};  // of each call
};

}  // namespace sim
