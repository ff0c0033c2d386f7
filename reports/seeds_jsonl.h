// seeds.jsonl: a line for each seed of a scenario, in the order in which they were asked for:
// {"seed":7,"verdict":"passed","trace_hash":"00c0ffee00c0ffee"}
#pragma once

#include <cstdint>
#include <string>

#include "reports/report.h"

namespace reports {

void append_seed_line(std::uint64_t seed, Verdict verdict, std::uint64_t trace_hash,
                      std::string& out);

}  // namespace reports
