// Finds the borders of JSON values without building them: one strict, linear pass over the grammar
// of RFC 8259. It exists for text that simdjson refuses as a whole, so that one bad value costs
// one entry and a banner costs nothing.
//
// Judged: structure, nesting, literals, the spelling of numbers and of escapes, no raw control
// character in a string. Left to the caller: whether a string is valid UTF-8, whether its \u
// escapes pair up, whether a number fits its type.
//
// Pure functions over the caller's text; every view handed out points into that text. No
// allocation except in ObjectFinder. Safe from any thread, a class object from one at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace controller {

// Objects and arrays inside one another, the outermost counted as 1 (C7).
inline constexpr std::size_t kMaxJsonDepth = 64;

enum class SkipOutcome : std::uint8_t {
  complete,   // a whole value
  violation,  // the grammar forbids the byte at `end`
  truncated,  // the text ends inside a so far grammatical value
  too_deep,   // the container that begins at `end` would be number kMaxJsonDepth + 1
};

struct SkipResult {
  SkipOutcome outcome = SkipOutcome::truncated;
  std::size_t end = 0;  // complete: the index after the value; else where the pass stopped
};

// Where each container began that was open when a pass stopped, outermost first.
struct OpenContainers {
  std::array<std::size_t, kMaxJsonDepth> starts;
  std::size_t count = 0;
};

// Skips the one value that begins at text[begin]; no whitespace before it. `open`, when given, is
// filled in with what was open at the end of the pass (nothing after `complete`).
SkipResult skip_json_value(std::string_view text, std::size_t begin,
                           OpenContainers* open = nullptr);

// Drops JSON whitespace (space, tab, line feed, carriage return) at both ends.
std::string_view trim_json_space(std::string_view text);

// Whether `raw`, a JSON string with its quotes, stands for the ASCII text `expected`, escapes
// counted (the key "\u0070ending" is the key `pending`).
bool json_string_equals(std::string_view raw, std::string_view expected);

// The raw value of the member `key` (ASCII) of `object`, which must be one complete JSON object. Of
// several members with that key the last counts, as for JSON.parse. Nothing when it has none.
std::optional<std::string_view> find_member(std::string_view object, std::string_view key);

// Hands out the elements of `array`, which must be one complete JSON array, as raw values.
class ArrayElements {
 public:
  explicit ArrayElements(std::string_view array);
  std::optional<std::string_view> next();

 private:
  std::string_view text_;
  std::size_t at_ = 1;
};

// Finds the complete top-level objects in text that also holds other things.
//
// At every `{` outside an object already accepted the strict grammar is tried. A violation means
// that this `{` was noise: the search goes on with the next `{`. When the text ends inside a
// candidate, the candidate is truncated and nothing after its start is top-level: the search ends.
// So it does at a candidate that nests deeper than kMaxJsonDepth.
//
// Linear: a `{` that was open when a candidate broke the grammar would break it at the same byte,
// so it is not tried again. What is tried again was complete or stood inside a string, and text has
// only two ways to be split into strings; hence no byte is looked at more than a few times.
class ObjectFinder {
 public:
  explicit ObjectFinder(std::string_view text) : text_(text) {}

  // The next complete object, or nothing when the search has ended.
  std::optional<std::string_view> next();

  // Why the search ended: complete (the end of the text), truncated or too_deep.
  SkipOutcome end() const { return end_; }
  // Where it ended: the size of the text, or the start of the candidate that ended it.
  std::size_t end_position() const { return at_; }
  // Bytes looked at so far, repeats counted.
  std::uint64_t bytes_examined() const { return bytes_examined_; }

 private:
  bool advance_to_brace();
  bool doomed();
  void remember_doomed(const OpenContainers& open);

  std::string_view text_;
  std::size_t at_ = 0;
  SkipOutcome end_ = SkipOutcome::complete;
  std::uint64_t bytes_examined_ = 0;
  std::vector<std::size_t> doomed_;  // starts of objects known to break the grammar, ascending
  std::size_t next_doomed_ = 0;
};

}  // namespace controller
