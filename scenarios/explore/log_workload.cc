#include "scenarios/explore/log_workload.h"

#include <array>

namespace scenarios {
namespace {

using namespace std::chrono_literals;

constexpr std::array kBothOutputs = {Output::out, Output::err};

constexpr std::array<const char*, 9> kLines = {
    "[gateway] device pairing requested",
    "[gateway] device pairing auto-approved device=4447d0e7 role=operator",
    "[ws] \xE2\x86\x92 event health seq=4 clients=1 presenceVersion=1 healthVersion=7",
    "PAIR REQUEST from somebody",
    "\x1B[36m[telegram]\x1B[39m Device Request",
    "knock knock",
    "pairin",
    "",
    "a line with \xC3\xA4 and paired"};

constexpr std::uint64_t kLineBytesMax = 65536;  // G2
constexpr std::uint64_t kLongPercent = 6;       // such a line takes the time of several runs

std::string long_line(Draws& draws) {
  constexpr std::array<std::uint64_t, 4> kLengths = {kLineBytesMax, kLineBytesMax - 1,
                                                     kLineBytesMax + 1, 3 * kLineBytesMax};
  std::string line(draws.one_of(kLengths), 'x');
  if (draws.chance(50)) line.replace(0, 7, "pairing");
  return line + '\n';
}

}  // namespace

void draw_noise(const Sketch& sketch) {
  const std::string line = sketch.draws.one_of(kLines);
  const Output stream = sketch.draws.one_of(kBothOutputs);
  const Instant at = sketch.any_time();
  sketch.add(at, step::Log{line, stream});
  for (std::uint64_t more = sketch.draws.below(4); more > 0; --more)
    sketch.add(sketch.times.soon(at, sketch.ends), step::Log{line, stream});
}

void draw_log_burst(const Sketch& sketch) {
  constexpr std::array<Duration, 4> kGaps = {0s, 1ms, 250ms, 3s};
  constexpr std::array<std::uint64_t, 4> kCounts = {10, 3, 30, 100};
  Draws& draws = sketch.draws;
  step::LogBurst burst;
  burst.line = draws.one_of(kLines);
  burst.lines = draws.one_of(kCounts);
  burst.gap = draws.one_of(kGaps);
  burst.stream = draws.one_of(kBothOutputs);
  sketch.add(sketch.any_time(), std::move(burst));
}

void draw_pieces(const Sketch& sketch) {
  constexpr std::array<const char*, 6> kPieces = {"pair", "ing request\r", "\n", "approve\r\n\r\n",
                                                  "\xC3", "\xA4 paired\n"};
  Draws& draws = sketch.draws;
  const Output stream = draws.one_of(kBothOutputs);
  Instant at = sketch.any_time();
  step::Write write;
  write.stream = stream;
  if (draws.chance(kLongPercent)) {
    write.text = long_line(draws);
    sketch.add(at, std::move(write));
    return;
  }
  if (draws.chance(10)) {
    write.base64 = "AP/+cGFpcmVkCg==";  // no text at all, then "paired"
    sketch.add(at, std::move(write));
    return;
  }
  for (std::uint64_t n = draws.between(1, 4); n > 0; --n) {
    // Bytes that are no UTF-8 can only be written in base64.
    const std::string_view piece = draws.one_of(kPieces);
    step::Write one;
    one.stream = stream;
    if (piece[0] == '\xC3') {
      one.base64 = "ww==";
    } else if (piece[0] == '\xA4') {
      one.base64 = "pCBwYWlyZWQK";
    } else {
      one.text = piece;
    }
    sketch.add(at, std::move(one));
    at = sketch.times.soon(at, sketch.ends);
  }
}

}  // namespace scenarios
