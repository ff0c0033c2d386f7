// What makes two failures the same failure. Two runs that break the same promise in the same way
// have the same fingerprint, whoever wrote, however often and at what time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenarios/runner/result.h"

namespace scenarios {

struct Fingerprint {
  // "clause", "expect", "endless", "nondeterministic" or "crashed"
  std::string kind;
  std::string clause;  // of kind "clause": which; else empty
  std::string site;    // what was seen, by `masked`

  bool operator==(const Fingerprint&) const = default;
  // "C10: the approval of # ended", "expect: …"
  [[nodiscard]] std::string text() const;
};

// Of the first violation by event order. Nothing: it passed, was inconclusive or interrupted.
// `remark`: RunOutcome's, which tells what the result cannot.
std::optional<Fingerprint> fingerprint_of(const RunResult& result, std::string_view remark = {});

// The violation that the fingerprint is of; nullptr: the failure is of another kind.
const Violation* first_violation(const RunResult& result);

// What is wrong with a failed run, in one line as judges tell it. `remark`: as above.
std::string finding_of(const RunResult& result, const Fingerprint& fingerprint,
                       std::string_view remark = {});

// A finding with numbers, times, names, codes, ids and quoted texts as "#", and without what stands
// in parentheses. The statuses of answers stay.
std::string masked(std::string_view finding);

}  // namespace scenarios
