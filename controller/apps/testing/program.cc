#include "controller/apps/testing/program.h"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "controller/posix/testing/raw_socket.h"

namespace controller::apps::testing {
namespace {

constexpr int kPatienceToEndMs = 20'000;

std::string made_folder() {
  std::array<char, 32> name = {"/tmp/apps_test_XXXXXX"};
  return ::mkdtemp(name.data());
}

}  // namespace

std::string contents(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();  // no exception, even when a process ends whose file in /proc it is
  return std::move(text).str();
}

void write_file(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

bool eventually(const std::function<bool()>& condition) {
  for (int i = 0; i < 4000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

std::uint16_t free_port() {
  for (int i = 0;; ++i) {
    const auto port = static_cast<std::uint16_t>(20'000 + (::getpid() * 7 + i) % 10'000);
    const posix::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = posix::testing::loopback(port);
    if (::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
      return port;
  }
}

int kill_moments(int usual) {
  const char* wanted = std::getenv("KILL_MOMENTS");
  return wanted == nullptr ? usual : std::atoi(wanted);
}

std::vector<std::string> processes_with(const std::string& text) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::string line = contents(entry.path() / "cmdline");
    const std::string all = line + contents(entry.path() / "environ");
    if (all.find(text) != std::string::npos) found.push_back(std::move(line));
  }
  return found;
}

std::string ask(std::uint16_t port, const std::string& method, const std::string& target,
                const std::string& header, const std::string& body, int patience_ms) {
  posix::testing::RawSocket socket = posix::testing::RawSocket::connect(port);
  socket.send(method + ' ' + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header +
              (header.empty() ? "" : "\r\n") + "Content-Length: " + std::to_string(body.size()) +
              "\r\n\r\n" + body);
  std::string reply;
  for (std::string more = socket.receive_some(patience_ms); !more.empty();
       more = socket.receive_some(patience_ms))
    reply += more;
  return reply;
}

std::string body_of(const std::string& reply) {
  const std::size_t end = reply.find("\r\n\r\n");
  return end == std::string::npos ? std::string() : reply.substr(end + 4);
}

Folder::Folder() : path(made_folder()) {}
Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

Program::Program(std::vector<std::string> argv, const std::map<std::string, std::string>& variables,
                 const std::string& output)
    : out(output + ".out"), err(output + ".err") {
  std::filesystem::remove(out);
  std::fflush(nullptr);  // or the child would print it once more
  const pid_t parent = ::getpid();
  pid = ::fork();
  if (pid != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(124);
  for (const auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
  if (std::freopen(out.c_str(), "w", stdout) == nullptr) ::_exit(125);
  if (std::freopen(err.c_str(), "w", stderr) == nullptr) ::_exit(125);
  std::vector<char*> pointers;
  for (std::string& text : argv) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  ::execv(pointers.front(), pointers.data());
  ::_exit(126);
}

Program::~Program() {
  if (pid <= 0) return;
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

int Program::wait() {
  pollfd end{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)), POLLIN, 0};
  const posix::FileDescriptor handle(end.fd);
  if (::poll(&end, 1, kPatienceToEndMs) == 0) {
    ADD_FAILURE() << "it does not end by itself: " << contents(out) << contents(err);
    signal(SIGKILL);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  pid = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Without reaping it: its number stays its own.
bool Program::running() const {
  siginfo_t ended{};
  return ::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

void Program::signal(int number) const { ::kill(pid, number); }

std::uint16_t Program::port() const {
  constexpr std::string_view kBegin = "{\"port\":";
  std::uint16_t port = 0;
  (void)eventually([&] {
    const std::string text = contents(out);
    const std::size_t at = text.find(kBegin);
    const bool whole = at != std::string::npos && text.find("}\n", at) != std::string::npos;
    if (whole) std::from_chars(text.data() + at + kBegin.size(), text.data() + text.size(), port);
    return whole || !running();
  });
  return port;
}

}  // namespace controller::apps::testing
