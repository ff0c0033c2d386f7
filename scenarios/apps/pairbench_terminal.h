// What goes to the terminal, and how.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/runner/result.h"
#include "scenarios/runner/run_all.h"

namespace scenarios::apps {

// Coloured when standard output is a terminal that knows colours, and NO_COLOR is not set.
std::string coloured(Verdict verdict, std::string_view text);

// "pairbench: …" on standard error.
void complain(std::string_view message);
void complain(const std::vector<std::string>& messages);

// Text and spaces up to `width` characters.
std::string padded(std::string_view text, std::size_t width);

std::string joined(const std::vector<std::string>& words, std::string_view between);

// False if what was printed did not arrive; that is said on standard error.
bool flush_output();

// One line on standard error, rewritten now and then; nothing when that is no terminal or in the
// first two seconds.
class ProgressLine {
 public:
  ProgressLine();
  void show(const Progress& progress);
  void show(std::string_view text);
  // Before anything else is printed.
  void clear();

 private:
  bool is_terminal_;
  bool shown_ = false;
  double begin_;
};

// Seconds since some moment.
double clock_seconds();

}  // namespace scenarios::apps
