// From results to what the writers of reports read.
#pragma once

#include <string>

#include "reports/report.h"
#include "scenarios/runner/result.h"

namespace scenarios {

reports::Verdict report_of(Verdict verdict);

// Leaves `remark` and `definition` empty: the result does not know them.
reports::RunReport report_of(const RunResult& result);

// "pairbench replay scenarios/library/x.json --seed 7": the same wherever the results went. Quoted
// for the shell.
std::string replay_command(const RunResult& result);
// "pairbench replay out/x/7/result.json": of a file that brings its seed with it, or needs none.
std::string replay_command(const std::string& file);
std::string minimize_command(const std::string& file);

}  // namespace scenarios
