#include "reports/perf_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace reports {
namespace {

using Json = nlohmann::ordered_json;

double seconds(std::int64_t us) { return static_cast<double>(us) / 1e6; }

// More digits would only be noise.
double rounded(double value, double steps) { return std::round(value * steps) / steps; }

Json rate(double amount, double wall_seconds) {
  if (wall_seconds <= 0) return nullptr;
  return rounded(amount / wall_seconds, 10);
}

Json entry_json(const PerfEntry& entry) {
  Json out;
  out["name"] = entry.name;
  out["runs"] = entry.runs;
  out["wall_seconds"] = rounded(entry.wall_seconds, 1e6);
  out["virtual_seconds"] = seconds(entry.virtual_us);
  out["speed_up"] = rate(seconds(entry.virtual_us), entry.wall_seconds);
  out["events"] = entry.events;
  out["events_per_second"] = rate(static_cast<double>(entry.events), entry.wall_seconds);
  return out;
}

}  // namespace

std::string perf_json(const PerfReport& perf) {
  Json out;
  out["version"] = kPerfVersion;
  out["build"] = {{"version", perf.build.version},
                  {"compiler", perf.build.compiler},
                  {"binary", perf.build.binary}};
  out["jobs"] = perf.jobs;
  out["wall_seconds"] = rounded(perf.wall_seconds, 1e6);
  out["memory_peak_kib"] = perf.memory_peak_kib;
  out["scenarios"] = Json::array();
  for (const auto& entry : perf.scenarios) out["scenarios"].push_back(entry_json(entry));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// A folder of scenarios holds few of them, so none need be taken apart: a key that nothing else
// has, which in JSON cannot stand inside a text like this.
bool looks_like_perf(std::string_view text) {
  return text.starts_with('{') && text.find("\n  \"memory_peak_kib\": ") != std::string_view::npos;
}

}  // namespace reports
