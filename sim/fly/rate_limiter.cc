#include "sim/fly/rate_limiter.h"

#include <algorithm>

namespace sim {

bool RateLimiter::admits(std::string_view action, std::string_view subject, Rate rate,
                         controller::Instant now) {
  constexpr std::int64_t kToken = 1'000'000;
  const std::int64_t full = rate.burst * kToken;
  const auto [place, fresh] =
      buckets_.try_emplace({std::string(action), std::string(subject)}, Bucket{full, now});
  Bucket& bucket = place->second;
  // A bucket that had the time to fill up is full: nothing larger is multiplied.
  const std::int64_t waited = (now - bucket.filled).count();
  const std::int64_t to_fill = full / rate.per_second;
  bucket.micro_tokens =
      waited >= to_fill ? full : std::min(full, bucket.micro_tokens + waited * rate.per_second);
  bucket.filled = now;
  if (bucket.micro_tokens < kToken) return false;
  bucket.micro_tokens -= kToken;
  return true;
}

}  // namespace sim
