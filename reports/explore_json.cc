#include "reports/explore_json.h"

#include <nlohmann/json.hpp>

#include "reports/text.h"

namespace reports {
namespace {

using Json = nlohmann::ordered_json;

Json path_or_null(const std::string& path) { return path.empty() ? Json(nullptr) : Json(path); }

Json finding_json(const ExploreFinding& finding) {
  Json out;
  out["fingerprint"] = finding.fingerprint;
  out["finding"] = finding.finding;
  out["number"] = finding.number;
  out["runs"] = finding.runs;
  out["explore"] = finding.explore;
  out["result"] = path_or_null(finding.result);
  out["minimized"] = path_or_null(finding.minimized);
  out["before"] = finding.before;
  out["after"] = finding.after;
  out["minimize_runs"] = finding.minimize_runs;
  return out;
}

}  // namespace

std::string explore_json(const ExploreReport& report) {
  Json out;
  out["version"] = kExploreVersion;
  out["build"] = {{"version", report.build.version},
                  {"compiler", report.build.compiler},
                  {"binary", report.build.binary}};
  out["profile"] = report.profile;
  out["seed"] = report.seed;
  out["first"] = report.first;
  out["shard"] = {{"index", report.shard}, {"count", report.shards}};
  out["complete"] = report.complete;
  out["runs"] = report.runs;
  out["failed"] = report.failed;
  out["virtual_us"] = report.virtual_us;
  out["events"] = report.events;
  out["digest"] = hex(report.digest);
  out["clauses"] = report.clauses;
  out["situations"] = report.situations;
  out["findings"] = Json::array();
  for (const auto& finding : report.findings) out["findings"].push_back(finding_json(finding));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool looks_like_explore(std::string_view text) {
  return text.starts_with('{') && text.find("\n  \"profile\": ") != std::string_view::npos &&
         text.find("\n  \"shard\": ") != std::string_view::npos;
}

}  // namespace reports
