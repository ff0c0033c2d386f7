#include "scenarios/explore/visits.h"

#include <algorithm>

namespace scenarios {
namespace {

void add_counts(const std::map<std::string, std::uint64_t>& from,
                std::map<std::string, std::uint64_t>& to) {
  // Nearly always the same names: then no node is looked for.
  auto place = to.begin();
  for (const auto& [name, count] : from) {
    if (place == to.end() || place->first != name) place = to.try_emplace(name, 0).first;
    place->second += count;
    ++place;
  }
}

}  // namespace

void Visits::add(const RunResult& result) {
  ++runs;
  if (result.verdict >= Verdict::failed) ++failed;
  virtual_time += result.virtual_time;
  events += result.events;
  add_counts(result.occasions, clauses);
  add_counts(result.situations, situations);
}

std::size_t visited(const std::map<std::string, std::uint64_t>& counts) {
  return static_cast<std::size_t>(
      std::ranges::count_if(counts, [](const auto& entry) { return entry.second > 0; }));
}

}  // namespace scenarios
