// What a list command's output says, read independently of the controller: the yardstick for its
// parser.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/event.h"

namespace sim {

struct Answer {
  bool ok = false;  // there is a well-formed answer
  std::vector<std::string>
      keys;  // the codes or request ids that must be taken from it, in order, none twice
  std::int64_t dropped = 0;     // entries that must not
  std::int64_t duplicates = 0;  // entries that stood there before
};

// Of the last complete top-level object that has the expected key (contract C6).
Answer read_answer(Kind list, std::string_view out);

// What single parts of an output say. They come again in the next one, so they are remembered.
class EntryReader {
 public:
  // The code or request id that must be taken from the entry; nothing when none must. Valid until
  // the next call.
  const std::optional<std::string>& key_of(Kind list, std::string_view text);
  // Whether an object is JSON, which is given without the entries of its list.
  bool is_sound(Kind list, std::string frame);

 private:
  static constexpr std::size_t kRemembered = 256;
  using Keys = std::map<std::string, std::optional<std::string>, std::less<>>;  // by the text
  std::array<Keys, controller::kKindCount> known_;
  std::array<std::string, controller::kKindCount> sound_;  // the last frame that was
};

// The same, for one machine. Its lists seldom change, so answers are remembered.
class AnswerReader {
 public:
  Answer read(Kind list, std::string_view out);

 private:
  static constexpr std::size_t kRemembered = 4;  // as many lists as there are
  struct Known {
    Kind list = Kind::channels;
    std::string out;
    Answer answer;
  };
  std::array<Known, kRemembered> known_;
  std::size_t next_ = 0;  // the one that is forgotten next
  EntryReader entries_;
};

}  // namespace sim
