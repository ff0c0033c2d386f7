// The programs as real processes, for tests: started, asked over loopback, and ended whatever a
// test does. One thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace controller::apps::testing {

// What is in the file; empty when it cannot be read.
std::string contents(const std::string& path);
void write_file(const std::string& path, const std::string& text);

// Whether it comes true within 20 s.
bool eventually(const std::function<bool()>& condition);

// A port of loopback that nobody listens on, below those that the system gives to others meanwhile.
std::uint16_t free_port();

// How many moments a test tries that kills something at many of them: `usual`, or the environment's
// KILL_MOMENTS.
int kill_moments(int usual);

// The command lines of the processes that have `text` in theirs, or in their environment.
std::vector<std::string> processes_with(const std::string& text);

// A start may wait two minutes for what a lost create may have made (contract M9).
inline constexpr int kPatienceMs = 150'000;

// One request on a connection of its own: the whole reply, head and body. Empty when the connection
// breaks, or when nothing comes for so long.
std::string ask(std::uint16_t port, const std::string& method, const std::string& target,
                const std::string& header = "", const std::string& body = "",
                int patience_ms = kPatienceMs);
// The body of such a reply.
std::string body_of(const std::string& reply);

// An empty folder, removed with all that is in it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string path;
};

// A program that runs; what it prints goes to files. It is killed and reaped at the latest with
// its object, and dies with the thread that started it.
class Program {
 public:
  // `output`: of its files, without `.out` and `.err`. The environment is ours with `variables`.
  Program(std::vector<std::string> argv, const std::map<std::string, std::string>& variables,
          const std::string& output);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Its exit code, or the negative signal that ended it. The test fails, and it is killed, when it
  // has not ended after 20 s.
  int wait();
  [[nodiscard]] bool running() const;
  void signal(int number) const;
  // Of the line {"port":N}, when it has been printed; 0: it never comes.
  [[nodiscard]] std::uint16_t port() const;

  pid_t pid = -1;
  const std::string out;
  const std::string err;
};

}  // namespace controller::apps::testing
