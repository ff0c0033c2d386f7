// Writes JSON exactly as JSON.stringify(value, null, 2) does, by appending to a string: the
// simulation prints a list thousands of times a second, so no document tree is built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sim {

// Appends `text` as a JSON string. Escapes what JSON.stringify escapes: quotes, backslashes,
// control characters.
void append_json_string(std::string& out, std::string_view text);
void append_number(std::string& out, std::int64_t value);

class JsonWriter {
 public:
  // Appends one value to `out`, which must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);
  void string(std::string_view value);
  void number(std::int64_t value);
  void boolean(bool value);
  // A value that is already indented text, as if it stood at depth 0.
  void raw(std::string_view pretty);

 private:
  void open(char bracket);
  void close(char bracket);
  void before_value();
  void new_line();

  std::string& out_;
  std::size_t depth_ = 0;
  bool after_key_ = false;
  bool empty_ = true;  // nothing was written yet into the innermost container
};

}  // namespace sim
