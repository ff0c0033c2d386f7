#include "scenarios/explore/running_now.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string_view>

#include "scenarios/runner/exit_code.h"

namespace scenarios {
namespace {

thread_local std::uint64_t seed_now = 0;
thread_local std::uint64_t number_now = 0;
thread_local bool running = false;

// Of use in a signal handler: it allocates nothing.
class Message {
 public:
  Message& operator<<(std::string_view text) {
    const std::size_t length = std::min(text.size(), buffer_.size() - size_);
    std::memcpy(buffer_.data() + size_, text.data(), length);
    size_ += length;
    return *this;
  }
  Message& operator<<(std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return *this << std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
  }
  void send() const {
    if (::write(STDERR_FILENO, buffer_.data(), size_) < 0) return;
  }

 private:
  std::array<char, 256> buffer_{};
  std::size_t size_ = 0;
};

void on_breakdown(int signal) {
  Message message;
  message << "pairbench: internal error: signal " << static_cast<std::uint64_t>(signal);
  if (running)
    message << " in run " << number_now << ": pairbench explore --seed " << seed_now << " --first "
            << number_now << " --runs 1";
  message << "\n";
  message.send();
  ::_exit(exit_code(Outcome::internal_error));
}

}  // namespace

RunningNow::RunningNow(std::uint64_t seed, std::uint64_t number) {
  seed_now = seed;
  number_now = number;
  running = true;
}

RunningNow::~RunningNow() { running = false; }

void tell_of_breakdowns() {
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
    ::signal(signal, on_breakdown);
}

}  // namespace scenarios
