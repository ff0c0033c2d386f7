// Cuts one byte stream into lines (G1, G2), however the stream is cut into chunks.
//
//   std::string_view rest = chunk;
//   while (auto line = splitter.next(rest)) hook(*line);
//   …
//   if (auto line = splitter.finish()) hook(*line);  // at the end of the stream
//
// A line ends with `\n`; one `\r` before that does not belong to it. A line longer than the limit
// is handed out once, cut; the rest of it is thrown away. The cut falls back by up to 3 bytes
// rather than halve a UTF-8 sequence, so that a log or trace of the line stays valid if the line
// was.
//
// Linear, memory bounded by the limit. A line that lies within one chunk is not copied. Not thread
// safe: one splitter per stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace controller {

inline constexpr std::size_t kMaxLineBytes = std::size_t{64} << 10;

class LineSplitter {
 public:
  // `max_line_bytes`: of a line without its line end; at least 4, so that any character fits.
  explicit LineSplitter(std::size_t max_line_bytes = kMaxLineBytes);

  // The next line of the stream, given that `rest` comes next. Takes what it used off the front of
  // `rest`. Nothing: `rest` is used up, and what there is of an unfinished line is kept. The line
  // points into the splitter or into the bytes of `rest`: valid until the next call and as long as
  // those bytes.
  std::optional<std::string_view> next(std::string_view& rest);

  // The unfinished last line, if the stream ends in one. Afterwards the splitter is ready for
  // another stream: nothing of this one joins it.
  std::optional<std::string_view> finish();

  // next() in a loop. When `on_line` throws, that line is used up and `rest` begins with the one
  // after it: the splitter is sound, and calling push again with `rest` goes on.
  template <class OnLine>
  void push(std::string_view& rest, OnLine&& on_line) {
    while (auto line = next(rest)) on_line(*line);
  }

  // Lines handed out cut, since construction.
  std::uint64_t cut_lines() const { return cut_lines_; }

 private:
  std::string_view joined(std::string_view piece);
  std::string_view as_line(std::string_view raw, bool ended);
  void forget_handed_out();
  void discard(std::string_view& rest);

  std::size_t max_line_bytes_;
  std::string pending_;      // the beginning of a line whose end has not come
  bool handed_out_ = false;  // `pending_` was handed out and is to be forgotten
  bool discarding_ = false;  // inside the rest of a line that was cut
  std::uint64_t cut_lines_ = 0;
};

}  // namespace controller
