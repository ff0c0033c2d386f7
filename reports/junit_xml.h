// junit.xml: the results for CI servers. One suite, one test case for each scenario, its seeds
// taken together.
//
// - failed is a <failure>. Inconclusive, nondeterministic and crashed are an <error>: the test did
// not get as far as a
//   judgement on the system. <skipped> would turn a pipeline green that proved nothing (contract
//   S4).
// - <skipped> stands for a scenario that an interrupt left without a single run.
// - It fits both schemas in common use, the strict one of Ant ("windyroad") and that of Jenkins.
// The former requires
//   times, a time stamp and a host name; they are constants here, since the file is the same for
//   the same seeds.
#pragma once

#include <string>

#include "reports/report.h"

namespace reports {

// Ends with a line end.
std::string junit_xml(const Summary& summary);

// For text and attribute values: valid UTF-8, no control characters.
std::string xml_escaped(std::string_view text);

}  // namespace reports
