// Turns a SpawnSpec into a running process: in a process group of its own, with nothing on its
// stdin, its outputs in two pipes, no other descriptor inherited, and every signal as usual.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "controller/base/child_process.h"
#include "controller/base/result.h"
#include "controller/posix/file_descriptor.h"
#include "controller/posix/watchdog.h"

namespace controller::posix {

struct LaunchedProcess {
  pid_t pid = -1;      // of the process and its group; whoever gets it has to reap it
  FileDescriptor out;  // to be read from; does not block
  FileDescriptor err;
};

// Where that program is, as execvp() looks it up; empty when it is nowhere in PATH.
std::filesystem::path program_of(const std::string& name);

// Suspends the calling thread until the program has begun or cannot: about a millisecond. The
// program is argv[0], looked up in PATH unless it has a `/`. The error is one line without argv.
Result<LaunchedProcess, std::string> launch(const SpawnSpec& spec, const Watchdog& watchdog);

}  // namespace controller::posix
