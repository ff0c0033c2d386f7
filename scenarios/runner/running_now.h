// Which runs the threads are in, for when nobody else can say so any more: the program itself
// breaks down under one (an assertion of the code under test fails, memory is misused), or one
// never ends.
#pragma once

#include <cstddef>
#include <string_view>

namespace scenarios {

class RunningNow {
 public:
  // `what` names the run, and the command that does it again; very long ones are cut.
  explicit RunningNow(std::string_view what);
  RunningNow(const RunningNow&) = delete;
  RunningNow& operator=(const RunningNow&) = delete;
  ~RunningNow();

 private:
  std::size_t index_;   // of where it is named
  std::size_t before_;  // and the run that it is within
};

// From now on a signal that tells of a broken program (SIGABRT, SIGSEGV and their like) names the
// run of its thread on standard error, and ends the program with 70. So does an exit() within a
// run.
void tell_of_breakdowns();

// Names all runs that go on, on standard error. May be called in a signal handler.
void tell_of_runs();

}  // namespace scenarios
