#include <nlohmann/json.hpp>

#include "scenarios/import/import_summary.h"
#include "sim/gateway/json_value.h"

namespace scenarios::importing {

std::string summary_json(const ImportReport& report, const std::string& file) {
  using sim::Json;
  Json out;
  out["scenario"] = file;
  out["source"] = report.source;
  out["format"] = name_of(report.format);
  out["lines"] = report.lines;
  out["kept"] = report.kept;
  out["left_out"] = report.left_out;
  out["outside"] = report.outside;
  out["triggers"] = report.triggers;
  out["steps"] = report.steps;
  out["first"] = report.first ? Json(moment_text(*report.first)) : Json();
  out["last"] = report.last ? Json(moment_text(*report.last)) : Json();
  out["span_us"] = report.span.count();
  out["masked"] = Json::object();
  for (const SecretKindName& kind : kSecretKinds)
    if (const auto count = report.masked[static_cast<std::size_t>(kind.kind)]; count > 0)
      out["masked"][std::string(kind.one)] = count;
  out["notes"] = report.notes;
  return sim::pretty(out) + "\n";
}

}  // namespace scenarios::importing
