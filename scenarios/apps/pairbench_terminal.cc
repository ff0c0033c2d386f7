#include "scenarios/apps/pairbench_terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "reports/text.h"

namespace scenarios::apps {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool wants_colours() {
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && !is_set("NO_COLOR") && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "\033[32m";
    case Verdict::inconclusive:
      return "\033[33m";
    default:
      return "\033[31m";
  }
}

// Of the terminal that progress is shown on.
std::size_t columns() {
  constexpr std::size_t kUsual = 80;
  struct winsize size = {};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : kUsual;
}

// Continuation bytes of UTF-8 take no place.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80) ++width;
  return width;
}

}  // namespace

std::string coloured(Verdict verdict, std::string_view text) {
  static const bool kWanted = wants_colours();
  if (!kWanted) return std::string(text);
  return std::string(colour_of(verdict)) + std::string(text) + "\033[0m";
}

void complain(std::string_view message) {
  std::cout.flush();
  std::cerr << "pairbench: " << reports::printable(message) << "\n";
}

void complain(const std::vector<std::string>& messages) {
  for (const auto& message : messages) complain(message);
}

std::string padded(std::string_view text, std::size_t width) {
  const auto own = width_of(text);
  return std::string(text) + std::string(own < width ? width - own : 0, ' ');
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : std::string(between)) + word;
  return out;
}

bool flush_output() {
  std::cout.flush();
  if (std::cout) return true;
  std::cerr << "pairbench: cannot write to standard output\n";
  return false;
}

ProgressLine::ProgressLine()
    : is_terminal_(::isatty(STDERR_FILENO) == 1), begin_(clock_seconds()) {}

void ProgressLine::show(const Progress& progress) {
  show(reports::grouped(progress.runs_done) + " of " + reports::counted(progress.runs, "run"));
}

void ProgressLine::show(std::string_view text) {
  constexpr double kPatienceSeconds = 2;
  if (!is_terminal_ || clock_seconds() - begin_ < kPatienceSeconds) return;
  std::cerr << "\r\033[K" << reports::cut(text, columns() - 1) << std::flush;
  shown_ = true;
}

void ProgressLine::clear() {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
  shown_ = false;
}

double clock_seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

}  // namespace scenarios::apps
