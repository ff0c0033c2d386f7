#include "scenarios/apps/pairbench_listing.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "reports/summary_md.h"
#include "reports/text.h"
#include "scenarios/apps/pairbench_terminal.h"

namespace scenarios::apps {
namespace {

using Json = nlohmann::ordered_json;

using ByClause = std::map<std::string, std::vector<std::string>, decltype(&reports::clause_before)>;

ByClause by_clause(const Plan& plan) {
  ByClause names(&reports::clause_before);
  for (const auto& planned : plan.scenarios)
    for (const auto& clause : planned.scenario.clauses)
      names[clause].push_back(planned.scenario.name);
  return names;
}

Json array_of(const std::vector<std::string>& words) {
  auto out = Json::array();
  for (const auto& word : words) out.push_back(word);
  return out;
}

Json scenario_json(const Planned& planned) {
  Json out;
  out["name"] = planned.scenario.name;
  out["file"] = planned.file;
  out["clauses"] = array_of(planned.scenario.clauses);
  out["tags"] = array_of(planned.scenario.tags);
  out["seeds"] = planned.seeds.size();
  out["duration_us"] = planned.scenario.duration.count();
  return out;
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

Table scenario_table(const Plan& plan) {
  Table table = {{"scenario", "clauses", "tags"}};
  for (const auto& planned : plan.scenarios)
    table.push_back({planned.scenario.name, joined(planned.scenario.clauses, " "),
                     joined(planned.scenario.tags, " ")});
  return table;
}

Table clause_table(const Plan& plan) {
  Table table = {{"clause", "scenarios"}};
  for (const auto& [clause, names] : by_clause(plan)) table.push_back({clause, joined(names, " ")});
  return table;
}

std::string as_text(const Table& table) {
  std::vector<std::size_t> widths(table.front().size());
  for (std::size_t row = 1; row < table.size(); ++row)
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], table[row][i].size());
  std::string out;
  for (std::size_t row = 1; row < table.size(); ++row) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) line += padded(table[row][i], widths[i]) + "  ";
    out += trimmed(line) + "\n";
  }
  return out;
}

std::string as_markdown(const Table& table) {
  std::string out;
  for (const auto& row : table) {
    out += "|";
    for (const auto& cell : row) out += " " + reports::markdown_escaped(cell) + " |";
    out += "\n";
    if (&row != &table.front()) continue;
    for (std::size_t i = 0; i < row.size(); ++i) out += i == 0 ? "|---|" : "---|";
    out += "\n";
  }
  return out;
}

std::string json_listing(const Plan& plan, bool by_clauses) {
  auto out = by_clauses ? Json::object() : Json::array();
  if (by_clauses) {
    for (const auto& [clause, names] : by_clause(plan)) out[clause] = array_of(names);
  } else {
    for (const auto& planned : plan.scenarios) out.push_back(scenario_json(planned));
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace scenarios::apps
