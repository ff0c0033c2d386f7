// Runs the real command, as a user would.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "scenarios/runner/testing/temporary_folder.h"

namespace scenarios {

struct Ended {
  int code = -1;  // 128 + signal if it was killed
  std::string out;
  std::string err;
};

// One start of pairbench with `folder` as its working directory.
class Program {
 public:
  struct Settings {
    std::string out_to = "stdout.txt";  // in the folder, unless absolute
    std::string in_from = "/dev/null";  // likewise
    rlim_t file_size_max = RLIM_INFINITY;
  };

  Program(const TemporaryFolder& folder, const std::vector<std::string>& arguments)
      : Program(folder, arguments, Settings{}) {}
  Program(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
          const Settings& settings)
      : folder_(folder) {
    std::vector<char*> argv = {const_cast<char*>("pairbench")};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    // A copy of the tests' memory would take longer than many a command.
    pid_ = ::vfork();
    if (pid_ == 0) become_pairbench(argv, settings);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (!ended_) ::kill(pid_, SIGKILL), wait();
  }

  void send(int signal) const { ::kill(pid_, signal); }

  Ended wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    ended_ = true;
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {code, folder_.contents("stdout.txt"), folder_.contents("stderr.txt")};
  }

 private:
  // In the child, which has the parent's memory and must not change it; never comes back.
  void become_pairbench(const std::vector<char*>& argv, const Settings& settings) const {
    if (::chdir(folder_.path().c_str()) != 0) ::_exit(126);
    ::dup2(::open(settings.in_from.c_str(), O_RDONLY), STDIN_FILENO);
    redirect(settings.out_to, STDOUT_FILENO);
    redirect("stderr.txt", STDERR_FILENO);
    const struct rlimit limit = {settings.file_size_max, settings.file_size_max};
    if (settings.file_size_max != RLIM_INFINITY) ::setrlimit(RLIMIT_FSIZE, &limit);
    ::execv(PAIRBENCH_BINARY, argv.data());
    ::_exit(127);
  }
  static void redirect(const std::string& file, int descriptor) {
    const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(opened, descriptor);
  }

  const TemporaryFolder& folder_;
  pid_t pid_ = -1;
  bool ended_ = false;
};

}  // namespace scenarios
