#include "reports/result_json.h"

#include <nlohmann/json.hpp>

#include "reports/text.h"

namespace reports {
namespace {

using Json = nlohmann::ordered_json;

Json violations_json(const RunReport& run) {
  auto out = Json::array();
  for (const auto& violation : run.violations)
    out.push_back({{"clause", violation.clause},
                   {"property", violation.property},
                   {"at_us", violation.at_us},
                   {"event", violation.event},
                   {"text", violation.text}});
  return out;
}

Json unmet_json(const RunReport& run) {
  auto out = Json::array();
  for (const auto& unmet : run.unmet) out.push_back({{"index", unmet.index}, {"text", unmet.text}});
  return out;
}

// An array even when it is empty, which a list in braces is not.
Json names_json(const std::vector<std::string>& names) {
  auto out = Json::array();
  for (const auto& name : names) out.push_back(name);
  return out;
}

template <class Map>
Json map_json(const Map& map) {
  auto out = Json::object();
  for (const auto& [name, number] : map) out[name] = number;
  return out;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

// As an object, so that it can be read in place; null if it is no JSON.
Json definition_json(const std::string& definition) {
  auto json = Json::parse(definition, nullptr, false, true);
  return json.is_discarded() ? Json(nullptr) : json;
}

Json build_json(const Build& build) {
  return {{"version", build.version}, {"compiler", build.compiler}, {"binary", build.binary}};
}

void add_findings(const RunReport& run, Json& out) {
  out["violations"] = violations_json(run);
  out["unmet"] = unmet_json(run);
  out["never_happened"] = names_json(run.never_happened);
  out["clauses_not_tested"] = names_json(run.clauses_not_tested);
  out["endless"] = text_or_null(run.endless);
  out["remark"] = text_or_null(run.remark);
  if (run.interrupted) out["interrupted"] = true;
}

void add_figures(const RunReport& run, Json& out) {
  out["virtual_us"] = run.virtual_us;
  out["events"] = run.events;
  out["steps"] = run.steps;
  out["draws"] = run.draws;
  out["trace_hash"] = hex(run.trace_hash);
  out["occasions"] = map_json(run.occasions);
  out["situations"] = map_json(run.situations);
  out["metrics"] = map_json(run.metrics);
  out["faults"] = map_json(run.faults);
}

}  // namespace

std::string result_json(const RunReport& run) {
  Json out;
  out["version"] = kResultVersion;
  out["scenario"] = run.scenario;
  out["file"] = run.file;
  out["seed"] = run.seed;
  out["verdict"] = name_of(run.verdict);
  out["clauses"] = names_json(run.clauses);
  add_findings(run, out);
  add_figures(run, out);
  out["build"] = build_json(run.build);
  out["replay"] = run.replay;
  out["definition"] = definition_json(run.definition);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reports
