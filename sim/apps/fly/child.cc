#include "sim/apps/fly/child.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>

namespace sim::fake {
namespace {

constexpr int kNotFound = 127;

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The last one counts.
std::string path_in(const ChildSpec& spec) {
  std::string path;
  for (const auto& [key, value] : spec.environment)
    if (key == "PATH") path = value;
  return path;
}

// Only what may be called between fork and exec.
[[noreturn]] void become(const char* program, char** argv, char** environment, int out, int err,
                         pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kNotFound);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::close_range(3, ~0U, 0);
  ::execve(program, argv, environment);
  ::_exit(kNotFound);
}

struct Ends {
  Fd read;
  Fd write;
};
Ends make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) return {};
  ::fcntl(fds[0], F_SETFL, O_NONBLOCK);
  return {Fd(fds[0]), Fd(fds[1])};
}

}  // namespace

bool is_program(const std::string& file) {
  std::error_code ignored;
  return !std::filesystem::is_directory(file, ignored) && ::access(file.c_str(), X_OK) == 0;
}

std::string find_program(const std::string& name, const std::string& path) {
  if (name.find('/') != std::string::npos) return name;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    std::string candidate = path.substr(at, end - at) + '/' + name;
    if (is_program(candidate)) return candidate;
    at = end + 1;
  }
  return name;
}

RealChild::RealChild(Loop& loop, const ChildSpec& spec, std::function<void(ChildResult)> ended)
    : loop_(loop), ended_(std::move(ended)) {
  std::vector<std::string> argv = spec.argv;
  std::vector<std::string> environment;
  for (const auto& [key, value] : spec.environment) environment.push_back(key + '=' + value);
  auto argv_pointers = pointers_to(argv);
  auto environment_pointers = pointers_to(environment);
  const std::string program = find_program(spec.argv.front(), path_in(spec));
  const bool captured = spec.log.empty();
  Ends out = captured ? make_pipe() : Ends{};
  Ends err = captured ? make_pipe() : Ends{};
  if (!captured)
    out.write = Fd(::open(spec.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  const int err_fd = captured ? err.write.number() : out.write.number();
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0)
    become(program.c_str(), argv_pointers.data(), environment_pointers.data(), out.write.number(),
           err_fd, parent);
  if (pid_ < 0) {
    never_began();
    return;
  }
  ::setpgid(pid_, pid_);
  handle_ = Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  loop_.watch(handle_.number(), [this] { reap(); });
  if (!captured) return;
  out_ = std::move(out.read);
  err_ = std::move(err.read);
  watch_output(out_, result_.out);
  watch_output(err_, result_.err);
}

// The system has no process left. The number that signals would then go to is everybody's.
void RealChild::never_began() {
  reaped_ = true;
  result_.exit_code = kNotFound;
  tell_when_over();
}

RealChild::~RealChild() {
  for (const Fd* fd : {&handle_, &out_, &err_})
    if (fd->open()) loop_.unwatch(fd->number());
  if (reaped_) return;
  signal(SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

// The group bears the child's number until that is reaped.
void RealChild::signal(int number) const {
  if (!reaped_) ::kill(-pid_, number);
}

void RealChild::watch_output(Fd& fd, std::string& into) {
  loop_.watch(fd.number(), [this, &fd, &into] {
    std::array<char, 65536> bytes;
    const ssize_t size = ::read(fd.number(), bytes.data(), bytes.size());
    if (size > 0) {
      const std::size_t room = kCaptureMost - into.size();
      into.append(bytes.data(), std::min(static_cast<std::size_t>(size), room));
      return;
    }
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    loop_.unwatch(fd.number());
    fd.reset();
    tell_when_over();
  });
}

// What is left of its group goes before its number does.
void RealChild::reap() {
  siginfo_t ended{};
  if (::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0) return;
  if (ended.si_pid == 0) return;
  signal(SIGKILL);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  result_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  result_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  reaped_ = true;
  loop_.unwatch(handle_.number());
  tell_when_over();
}

// Later, so that its owner may destroy it.
void RealChild::tell_when_over() {
  if (!reaped_ || out_.open() || err_.open() || !ended_) return;
  loop_.post([ended = std::exchange(ended_, nullptr), result = std::move(result_)]() mutable {
    ended(std::move(result));
  });
}

}  // namespace sim::fake
