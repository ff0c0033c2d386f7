// Scenarios in lists and tables, and how they are printed.
#pragma once

#include <string>

#include "scenarios/observe/coverage.h"
#include "scenarios/runner/plan.h"

namespace scenarios::apps {

// Names, clauses and tags in columns.
std::string scenarios_as_text(const Plan& plan);
// A Markdown page: for each folder a table of its scenarios and what they are about.
std::string catalogue(const Plan& plan);
// [{"name", "file", "about", "clauses", "tags", "seeds", "duration_us"}]
std::string scenarios_as_json(const Plan& plan);

// Of the scenarios alone, without runs.
Coverage coverage_of(const Plan& plan);
// {"C1": ["name", …]}
std::string matrix_as_json(const Coverage& coverage);

}  // namespace scenarios::apps
