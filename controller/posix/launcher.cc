#include "controller/posix/launcher.h"

// Without it Boost.Process wants Boost.Filesystem, a library of its own.
#define BOOST_PROCESS_USE_STD_FS 1

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/optional.hpp>  // which the next header forgets
#include <boost/process/v2/posix/vfork_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string_view>
#include <vector>

namespace controller::posix {
namespace {

namespace asio = boost::asio;
namespace process = boost::process::v2;
using boost::system::error_code;

constexpr int kPipeBytes = 1 << 20;  // fewer turns of the loop for a child that prints a lot

struct Pipe {
  FileDescriptor reading;
  FileDescriptor writing;
};

// Grown if the system lets us: an unprivileged user's pipes are small once there are many.
bool open_pipe(Pipe& pipe) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  pipe.reading.reset(ends[0]);
  pipe.writing.reset(ends[1]);
  ::fcntl(pipe.reading.number(), F_SETPIPE_SZ, kPipeBytes);
  return ::fcntl(pipe.reading.number(), F_SETFL, O_NONBLOCK) == 0;
}

// All signals wait while the child still runs in this process's memory.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
};

// What the child does between vfork and exec: system calls only, for its memory is its parent's.
struct ChildSetup {
  int in;
  int out;
  int err;
  int watchdog;
  pid_t parent;

  template <class Launcher, class Argv>
  error_code on_exec_setup(Launcher& /*launcher*/, const std::filesystem::path& /*program*/,
                           const Argv& /*argv*/) const {
    if (!prepare()) return {errno, boost::system::system_category()};
    return {};
  }

  // The launcher would go on to exit(), which runs the parent's destructors in the parent's memory.
  template <class Launcher, class Argv>
  [[noreturn]] void on_exec_error(Launcher& /*launcher*/, const std::filesystem::path& /*program*/,
                                  const Argv& /*argv*/, const error_code& /*error*/) const {
    ::_exit(127);
  }
  // Never called: Boost 1.81 looks for this one before it calls the other.
  template <class Launcher, class Argv>
  void on_exec_error(Launcher& launcher, const error_code& error,
                     const std::filesystem::path& program, const Argv& argv,
                     const error_code& again) const;

 private:
  [[nodiscard]] bool prepare() const {
    if (::setpgid(0, 0) != 0) return false;
    // The watchdog may have been killed; this still ends the child itself with the daemon.
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
    if (::getppid() != parent) ::_exit(127);
    Watchdog::note(watchdog, ::getpid());
    if (::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(err, 2) < 0) return false;
    usual_signals();
    return true;
  }

  static void usual_signals() {
    // One waits if the watchdog has just died: ignoring it throws it away.
    ::signal(SIGPIPE, SIG_IGN);
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
  }
};

// Variables of the same name are replaced.
std::vector<std::string> merged_environment(const std::vector<std::string>& added) {
  const auto name_of = [](std::string_view variable) {
    return variable.substr(0, variable.find('='));
  };
  std::vector<std::string> merged = added;
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    bool replaced = false;
    for (const std::string& other : added) replaced |= name_of(other) == name_of(*variable);
    if (!replaced) merged.emplace_back(*variable);
  }
  return merged;
}

std::vector<const char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  pointers.push_back(nullptr);
  return pointers;
}

std::string failed(std::string_view what, const error_code& error) {
  return std::string(what) + ": " + error.message();
}
std::string failed(std::string_view what) {
  return failed(what, error_code(errno, boost::system::system_category()));
}

// Asio opens some more for the process once it runs, and would lose one when it cannot: so a want
// of them is to be found before.
bool descriptors_left(int any) {
  std::array<FileDescriptor, 5> spare;
  for (FileDescriptor& descriptor : spare) descriptor.reset(::fcntl(any, F_DUPFD_CLOEXEC, 0));
  return spare.back().open();
}

// Runs the launcher; its process id, or an error, then with the id if there is a process already.
// Asio's context is told of the fork inside the child, that is, in our memory: so it must be one of
// its own, with no descriptor in it yet. It throws when there are no descriptors left for it.
pid_t fork_and_exec(const SpawnSpec& spec, const std::filesystem::path& program,
                    const ChildSetup& setup, error_code& error) {
  const std::vector<std::string> environment = merged_environment(spec.environment);
  const std::vector<const char*> variables = pointers_to(environment);
  const std::vector<std::string> arguments(spec.argv.begin() + 1, spec.argv.end());
  process::posix::vfork_launcher launcher;
  launcher.env = variables.data();
  const SignalsHeld held;
  try {
    asio::io_context context(1);
    auto child = launcher(context.get_executor(), error, program, arguments, setup);
    if (!error) child.detach();
  } catch (const boost::system::system_error& thrown) {
    if (::getpid() != setup.parent) ::_exit(127);
    error = thrown.code();
  }
  return launcher.pid;
}

}  // namespace

std::filesystem::path program_of(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* variable = ::getenv("PATH");
  std::string_view folders = variable != nullptr ? variable : "/usr/bin:/bin";
  for (;;) {
    const std::size_t end = folders.find(':');
    std::filesystem::path program = std::filesystem::path(folders.substr(0, end)) / name;
    std::error_code ignored;
    const bool is_folder = std::filesystem::is_directory(program, ignored);
    if (!is_folder && ::access(program.c_str(), X_OK) == 0) return program;
    if (end == std::string_view::npos) return {};
    folders.remove_prefix(end + 1);
  }
}

Result<LaunchedProcess, std::string> launch(const SpawnSpec& spec, const Watchdog& watchdog) {
  const std::filesystem::path program = program_of(spec.argv.front());
  if (program.empty()) return Failure{std::string("cannot start: not found in PATH")};
  Pipe out;
  Pipe err;
  const FileDescriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!open_pipe(out) || !open_pipe(err) || !nothing.open() || !descriptors_left(nothing.number()))
    return Failure{failed("no pipe")};
  const ChildSetup setup{nothing.number(), out.writing.number(), err.writing.number(),
                         watchdog.pipe(), ::getpid()};
  error_code error;
  const pid_t pid = fork_and_exec(spec, program, setup, error);
  if (!error) return LaunchedProcess{pid, std::move(out.reading), std::move(err.reading)};
  if (pid > 0) {
    ::kill(-pid, SIGKILL);  // it may run already
    watchdog.forget(pid);
    ::waitpid(pid, nullptr, 0);
  }
  return Failure{failed("cannot start", error)};
}

}  // namespace controller::posix
