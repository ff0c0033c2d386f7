// result.json: one run, for machines. An object with these keys, in this order; docs/results.md
// says more.
//
//   version             kResultVersion: 1. A change of meaning raises it, a new key does not.
//   scenario, file      its name, and its file, relative to where pairbench ran
//   seed                an integer of up to 64 bits
//   verdict             "passed", "inconclusive", "failed", "nondeterministic" or "crashed"
//   clauses             those that the scenario names
//   violations          [{clause, property: "safety" | "liveness", at_us, event, text}]; event: its
//                       id in the trace, 0 for the end of the run
//   unmet               [{index, text}], entries of the scenario's `expect`
//   never_happened      entries of the scenario's `must_happen`
//   clauses_not_tested  of `clauses`
//   endless             which limit stopped the run, or null
//   remark              anything else that decided the verdict, or null
//   interrupted         true; absent unless somebody ended the run before its time
//   virtual_us, events, steps, draws
//   trace_hash          16 hexadecimal digits
//   occasions           {clause: how often it was put to the test}
//   situations          {situation: how often it came about}
//   metrics             {metric: its value at the end}
//   faults              {fault rule: how often it struck}
//   build               {version, compiler, binary}
//   replay              the command that shows the same trace again
//   definition          the scenario as it was run, in the format of scenario files
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reports/report.h"

namespace reports {

inline constexpr int kResultVersion = 1;

// Ends with a line end.
std::string result_json(const RunReport& run);

// What a replay needs of a result.
struct StoredResult {
  std::string scenario;
  std::string file;
  std::uint64_t seed = 0;
  std::uint64_t trace_hash = 0;
  std::string verdict;
  bool interrupted = false;
  Build build;
  std::string replay;
  std::string definition;  // JSON
};

// Exactly one is set.
struct ReadResult {
  std::optional<StoredResult> result;
  std::string error;  // what is wrong with the text, in one line
};

ReadResult read_result_json(std::string_view text);

// True if the text is a result rather than a scenario, even a broken one: it has a key that only
// results have.
bool looks_like_result(std::string_view text);

}  // namespace reports
