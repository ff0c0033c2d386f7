// Lines that the gateway wrote, held against those that reached the line hook (G1, G2, G3). Cut by
// code of its own, from what the gateway wrote and not from what the controller passed through.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/invariants/invariant.h"

namespace scenarios::seen {

// Short enough for a message, and printable.
std::string shown(std::string_view line);

class LineLedger {
 public:
  // Something wrong, and the clause it breaks.
  struct Flaw {
    std::string_view clause;
    std::string text;
  };
  // What the last call of observe() or finish() brought about. After a flaw nothing more is judged
  // until the controller starts anew, because nobody knows any more which line stands for which.
  struct News {
    std::vector<Flaw> flaws;
    int delivered = 0;              // as it had to be
    int delivered_cut = 0;          // of those
    int delivered_after_throw = 0;  // of those, the first one each time

    [[nodiscard]] bool empty() const { return flaws.empty() && delivered == 0; }
  };

  explicit LineLedger(const Terms& terms) : bytes_max_(terms.line_bytes_max) {}

  void observe(const sim::Event& event);
  void finish(Instant end);
  [[nodiscard]] const News& news() const { return news_; }

 private:
  struct Line {
    std::string text;       // as far as it may be delivered, and one byte more
    std::size_t bytes = 0;  // of all of it, `\r` included, `\n` not
    bool ends_in_cr = false;
    bool ended = false;
    bool unfinished = false;  // ended with its stream
    bool taken = false;       // delivered or lost while it was still growing
    Instant ended_at;
  };
  // One stream of one process.
  struct Stream {
    std::deque<Line> lines;  // the last one may still grow
    bool after_cut = false;  // the last one delivered was cut
  };
  using Streams = std::map<std::int64_t, Stream>;  // by pid

  void watch(const sim::ChildSpawned& body);
  void write(const sim::GatewayWrote& body, Instant at);
  void finish_streams(std::int64_t pid, Instant at);
  void deliver(const sim::LineDelivered& body);
  void lose();
  void expire(Instant now);

  void forget();
  void grow(Stream& stream, std::string_view piece);
  static void end_line(Stream& stream, bool unfinished, Instant at);
  bool take_matching(Stream& stream, const sim::LineDelivered& body);
  static void take(Stream& stream, std::size_t count);
  void count(const Line& line);
  [[nodiscard]] bool too_long(const Line& line) const;
  [[nodiscard]] bool due(const Line& line) const { return line.ended || line.bytes > bytes_max_; }
  [[nodiscard]] bool fits(const Line& line, const sim::LineDelivered& body) const;
  void unexpected(const sim::LineDelivered& body);
  void missing(const Line& line, bool to_stderr);
  void flaw(std::string_view clause, std::string text);

  std::size_t bytes_max_;
  bool judging_ = false;
  std::array<Streams, 2> streams_;  // stdout, stderr
  Instant oldest_{};                // of the lines that wait, none ended before
  int excused_ = 0;                 // lines lost to a hook that threw, of unknown stream
  bool thrown_ = false;             // some hook threw in this controller's life
  bool throw_untested_ = false;     // and no line has been delivered since
  News news_;
};

}  // namespace scenarios::seen
