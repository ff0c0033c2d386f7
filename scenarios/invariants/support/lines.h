// The gateway's log lines, put together from what it wrote, and whether they speak of pairing (L1).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/invariants/invariant.h"

namespace scenarios::seen {

class Keywords {
 public:
  explicit Keywords(const std::vector<std::string>& words);

  // The keyword that comes first in `line`, or an empty one. ASCII letters in any case.
  [[nodiscard]] std::string_view find_in(std::string_view line) const;

 private:
  std::vector<std::string> words_;
  // As Horspool searches: by the byte that stands where the shortest keyword would end, how much
  // further on one can begin at the earliest; 0: it may begin here.
  std::array<std::size_t, 256> shifts_{};
  std::size_t shortest_ = 0;
};

struct Line {
  std::string text;
  bool to_stderr = false;
  // Delivered at this very moment, and whole. Not sure of a line that is cut, or that ends with its
  // stream.
  bool sure = true;
  std::string keyword;  // empty: none

  // It is a trigger (L1) for sure.
  [[nodiscard]] bool triggers() const { return sure && !keyword.empty(); }
};

class Lines {
 public:
  explicit Lines(const Terms& terms)
      : keywords_(terms.keywords), bytes_max_(terms.line_bytes_max) {}

  // Adds the lines that `event` completes.
  void observe(const sim::Event& event, std::vector<Line>& lines);
  // Whether what there is of an unfinished line holds a keyword.
  [[nodiscard]] bool unfinished_keyword() const;
  void clear() { streams_.clear(); }

 private:
  struct Stream {
    std::string begun;
    bool too_long = false;
  };
  using Id = std::pair<std::int64_t, bool>;  // pid, stderr
  void write(const sim::GatewayWrote& body, std::vector<Line>& lines);
  void append(Stream& stream, std::string_view piece, bool to_stderr, std::vector<Line>& lines);
  void finish(std::int64_t pid, std::vector<Line>& lines);
  [[nodiscard]] Line line(std::string text, bool to_stderr, bool sure) const;

  Keywords keywords_;
  std::size_t bytes_max_;
  std::map<Id, Stream> streams_;
};

}  // namespace scenarios::seen
