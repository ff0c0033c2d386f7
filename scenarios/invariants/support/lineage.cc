#include "scenarios/invariants/support/lineage.h"

#include <algorithm>
#include <numeric>

namespace scenarios::seen {
namespace {

const Writes& none() {
  static const Writes kNone;
  return kNone;
}

std::int64_t count_in(const Writes& writes, const std::string& volume) {
  const auto found = writes.find(volume);
  return found == writes.end() ? 0 : found->second;
}

}  // namespace

void add(Writes& to, const Writes& others) {
  for (const auto& [volume, count] : others) to[volume] = std::max(count_in(to, volume), count);
}

std::int64_t count_of(const Writes& writes) {
  return std::accumulate(writes.begin(), writes.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& entry) { return sum + entry.second; });
}

Writes lacking(const Writes& has, const Writes& wanted) {
  Writes lacked;
  for (const auto& [volume, count] : wanted)
    if (count_in(has, volume) < count) lacked.emplace(volume, count);
  return lacked;
}

std::int64_t count_lacking(const Writes& has, const Writes& wanted) {
  std::int64_t sum = 0;
  for (const auto& [volume, count] : wanted)
    sum += std::max<std::int64_t>(count - count_in(has, volume), 0);
  return sum;
}

std::string text_of(const Writes& writes) {
  std::string text;
  for (const auto& [volume, count] : writes) text += (text.empty() ? "" : ", ") + volume;
  return text;
}

// What a volume holds when it is first told of was written there, unless it is a fork.
void Lineages::take(const sim::FlyVolumeChanged& now) {
  const auto [entry, fresh] = volumes_.try_emplace(now.id);
  Holding& holding = entry->second;
  if (fresh && !now.source.empty()) holding.copies = of(now.source);
  const bool whole = now.why == "hydrated" || (fresh && now.data > 0);
  std::int64_t more = now.data - holding.data;
  if (whole) {
    more -= count_of(holding.copies);
    add(holding.has, holding.copies);
  }
  if (more > 0) holding.has[now.id] += more;
  holding.data = now.data;
}

const Writes& Lineages::of(const std::string& volume) const {
  const auto found = volumes_.find(volume);
  return found == volumes_.end() ? none() : found->second.has;
}

const Writes& Lineages::copied_by(const std::string& volume) const {
  const auto found = volumes_.find(volume);
  return found == volumes_.end() ? none() : found->second.copies;
}

}  // namespace scenarios::seen
