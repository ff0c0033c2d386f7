// Tables of scenarios, and how they are printed.
#pragma once

#include <string>
#include <vector>

#include "scenarios/runner/plan.h"

namespace scenarios::apps {

// The first row is the head.
using Table = std::vector<std::vector<std::string>>;

Table scenario_table(const Plan& plan);
// A row for each clause that a scenario names, in the order of the contract.
Table clause_table(const Plan& plan);

// Columns side by side, without the head.
std::string as_text(const Table& table);
std::string as_markdown(const Table& table);

// [{"name", "file", "clauses", "tags", "seeds", "duration_us"}], or by clause {"C1": ["name", …]}.
std::string json_listing(const Plan& plan, bool by_clause);

}  // namespace scenarios::apps
