// summary.md: the results for people, as Markdown: totals, a table of the scenarios, what went
// wrong, and what was covered. Links are relative to its folder.
#pragma once

#include <string>

#include "reports/report.h"

namespace reports {

// Ends with a line end.
std::string summary_md(const Summary& summary);

// As Markdown shows it literally, also in a table.
std::string markdown_escaped(std::string_view text);

// "15 passed, 1 failed" over the scenarios, "1 not run" for those that an interrupt left out.
std::string verdicts_text(const Summary& summary);

}  // namespace reports
