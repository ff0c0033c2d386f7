// Which run a thread is in, for when the program itself breaks down under it: an assertion of the
// code under test fails, memory is misused. Then this is all that is left to say.
#pragma once

#include <cstdint>

namespace scenarios {

class RunningNow {
 public:
  RunningNow(std::uint64_t seed, std::uint64_t number);
  RunningNow(const RunningNow&) = delete;
  RunningNow& operator=(const RunningNow&) = delete;
  ~RunningNow();
};

// From now on a signal that tells of a broken program (SIGABRT, SIGSEGV and their like) names the
// run on standard error, and ends the program with 70.
void tell_of_breakdowns();

}  // namespace scenarios
