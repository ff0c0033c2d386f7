#include "controller/pairing/json_slice.h"

#include <algorithm>

#include "controller/base/ascii.h"

namespace controller {
namespace {

constexpr bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// A pass over one value. An explicit stack instead of recursion: hostile nesting costs no stack,
// and what was open when the pass stopped can be told.
class Pass {
 public:
  Pass(std::string_view text, std::size_t begin) : text_(text), at_(begin) {}

  SkipResult run();
  const OpenContainers& open() const { return open_; }

 private:
  enum class Expect : std::uint8_t { value, value_or_end, key, key_or_end, separator };

  SkipOutcome step();
  SkipOutcome take_value();
  SkipOutcome take_key();
  SkipOutcome take_separator();
  SkipOutcome take_string();
  SkipOutcome take_escape();
  SkipOutcome take_number();
  SkipOutcome take_digits();
  SkipOutcome take_literal(std::string_view literal);
  SkipOutcome open_container();
  SkipOutcome close_container();

  bool at_end() const { return at_ == text_.size(); }
  bool next_is(char c) const { return !at_end() && text_[at_] == c; }
  bool in_object() const { return text_[open_.starts[open_.count - 1]] == '{'; }
  void skip_space() {
    while (!at_end() && is_json_space(text_[at_])) ++at_;
  }

  std::string_view text_;
  std::size_t at_;
  Expect expect_ = Expect::value;
  OpenContainers open_;
};

SkipResult Pass::run() {
  for (;;) {
    if (at_end()) return {SkipOutcome::truncated, at_};
    const SkipOutcome outcome = step();
    if (outcome != SkipOutcome::complete) return {outcome, at_};
    if (open_.count == 0) return {SkipOutcome::complete, at_};
    skip_space();
  }
}

SkipOutcome Pass::step() {
  switch (expect_) {
    case Expect::value:
      return take_value();
    case Expect::value_or_end:
      return next_is(']') ? close_container() : take_value();
    case Expect::key:
      return take_key();
    case Expect::key_or_end:
      return next_is('}') ? close_container() : take_key();
    case Expect::separator:
      return take_separator();
  }
  return SkipOutcome::violation;
}

SkipOutcome Pass::take_value() {
  expect_ = Expect::separator;
  switch (text_[at_]) {
    case '{':
    case '[':
      return open_container();
    case '"':
      return take_string();
    case 't':
      return take_literal("true");
    case 'f':
      return take_literal("false");
    case 'n':
      return take_literal("null");
    default:
      return take_number();
  }
}

SkipOutcome Pass::take_key() {
  if (!next_is('"')) return SkipOutcome::violation;
  if (const auto outcome = take_string(); outcome != SkipOutcome::complete) return outcome;
  skip_space();
  if (at_end()) return SkipOutcome::truncated;
  if (text_[at_] != ':') return SkipOutcome::violation;
  ++at_;
  expect_ = Expect::value;
  return SkipOutcome::complete;
}

SkipOutcome Pass::take_separator() {
  if (next_is(in_object() ? '}' : ']')) return close_container();
  if (!next_is(',')) return SkipOutcome::violation;
  ++at_;
  expect_ = in_object() ? Expect::key : Expect::value;
  return SkipOutcome::complete;
}

SkipOutcome Pass::open_container() {
  if (open_.count == kMaxJsonDepth) return SkipOutcome::too_deep;
  open_.starts[open_.count++] = at_;
  expect_ = text_[at_] == '{' ? Expect::key_or_end : Expect::value_or_end;
  ++at_;
  return SkipOutcome::complete;
}

SkipOutcome Pass::close_container() {
  --open_.count;
  ++at_;
  expect_ = Expect::separator;
  return SkipOutcome::complete;
}

SkipOutcome Pass::take_string() {
  ++at_;
  while (!at_end()) {
    const char c = text_[at_];
    if (c == '"') {
      ++at_;
      return SkipOutcome::complete;
    }
    if (static_cast<unsigned char>(c) < 0x20) return SkipOutcome::violation;
    if (c == '\\') {
      if (const auto outcome = take_escape(); outcome != SkipOutcome::complete) return outcome;
    } else {
      ++at_;
    }
  }
  return SkipOutcome::truncated;
}

SkipOutcome Pass::take_escape() {
  ++at_;
  if (at_end()) return SkipOutcome::truncated;
  if (text_[at_] != 'u') {
    constexpr std::string_view kEscapes = "\"\\/bfnrt";
    if (kEscapes.find(text_[at_]) == std::string_view::npos) return SkipOutcome::violation;
    ++at_;
    return SkipOutcome::complete;
  }
  ++at_;
  for (int digit = 0; digit < 4; ++digit, ++at_) {
    if (at_end()) return SkipOutcome::truncated;
    if (!is_hex_ascii(text_[at_])) return SkipOutcome::violation;
  }
  return SkipOutcome::complete;
}

SkipOutcome Pass::take_number() {
  if (next_is('-')) ++at_;
  if (next_is('0')) {
    ++at_;  // a zero stands alone: a digit after it is caught as a wrong separator
  } else if (const auto outcome = take_digits(); outcome != SkipOutcome::complete) {
    return outcome;
  }
  if (next_is('.')) {
    ++at_;
    if (const auto outcome = take_digits(); outcome != SkipOutcome::complete) return outcome;
  }
  if (!next_is('e') && !next_is('E')) return SkipOutcome::complete;
  ++at_;
  if (next_is('+') || next_is('-')) ++at_;
  return take_digits();
}

SkipOutcome Pass::take_digits() {
  if (at_end()) return SkipOutcome::truncated;
  if (!is_digit_ascii(text_[at_])) return SkipOutcome::violation;
  while (!at_end() && is_digit_ascii(text_[at_])) ++at_;
  return SkipOutcome::complete;
}

SkipOutcome Pass::take_literal(std::string_view literal) {
  for (const char expected : literal) {
    if (at_end()) return SkipOutcome::truncated;
    if (text_[at_] != expected) return SkipOutcome::violation;
    ++at_;
  }
  return SkipOutcome::complete;
}

// The next raw value at `at`, after whitespace and any of the punctuation of a well formed
// container; nothing where the container ends.
std::optional<std::string_view> take_raw(std::string_view text, std::size_t& at) {
  while (at < text.size() && (is_json_space(text[at]) || text[at] == ',' || text[at] == ':')) ++at;
  if (at >= text.size() || text[at] == '}' || text[at] == ']') return std::nullopt;
  const SkipResult result = skip_json_value(text, at);
  if (result.outcome != SkipOutcome::complete) return std::nullopt;
  const std::string_view raw = text.substr(at, result.end - at);
  at = result.end;
  return raw;
}

constexpr int hex_digit(char c) {
  return is_digit_ascii(c) ? c - '0' : to_lower_ascii(c) - 'a' + 10;
}

// Takes one character off `body`, the inside of a well formed JSON string: its code unit, or the
// byte itself where it is not escaped.
int take_unit(std::string_view& body) {
  const auto take = [&body] {
    const char c = body.front();
    body.remove_prefix(1);
    return c;
  };
  const char first = take();
  if (first != '\\' || body.empty()) return static_cast<unsigned char>(first);
  const char kind = take();
  switch (kind) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'u':
      break;
    default:
      return kind;
  }
  int unit = 0;
  for (int digit = 0; digit < 4 && !body.empty(); ++digit) unit = unit * 16 + hex_digit(take());
  return unit;
}

}  // namespace

SkipResult skip_json_value(std::string_view text, std::size_t begin, OpenContainers* open) {
  Pass pass(text, begin);
  const SkipResult result = pass.run();
  if (open != nullptr) {
    open->count = pass.open().count;
    std::copy_n(pass.open().starts.begin(), open->count, open->starts.begin());
  }
  return result;
}

std::string_view trim_json_space(std::string_view text) {
  while (!text.empty() && is_json_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_json_space(text.back())) text.remove_suffix(1);
  return text;
}

bool json_string_equals(std::string_view raw, std::string_view expected) {
  if (raw.size() < 2) return false;
  std::string_view body = raw.substr(1, raw.size() - 2);
  if (body.find('\\') == std::string_view::npos) return body == expected;
  for (const char c : expected) {
    if (body.empty() || take_unit(body) != c) return false;
  }
  return body.empty();
}

std::optional<std::string_view> find_member(std::string_view object, std::string_view key) {
  std::optional<std::string_view> found;
  std::size_t at = 1;
  while (const auto raw_key = take_raw(object, at)) {
    const auto raw_value = take_raw(object, at);
    if (raw_value && json_string_equals(*raw_key, key)) found = raw_value;
  }
  return found;
}

ArrayElements::ArrayElements(std::string_view array) : text_(array) {}

std::optional<std::string_view> ArrayElements::next() { return take_raw(text_, at_); }

std::optional<std::string_view> ObjectFinder::next() {
  while (end_ == SkipOutcome::complete && advance_to_brace()) {
    if (doomed()) {
      ++at_;
      continue;
    }
    OpenContainers open;
    const SkipResult result = skip_json_value(text_, at_, &open);
    bytes_examined_ += result.end - at_ + 1;
    if (result.outcome == SkipOutcome::complete) {
      const std::string_view object = text_.substr(at_, result.end - at_);
      at_ = result.end;
      return object;
    }
    if (result.outcome == SkipOutcome::violation) {
      remember_doomed(open);
      ++at_;
    } else {
      end_ = result.outcome;
    }
  }
  return std::nullopt;
}

bool ObjectFinder::advance_to_brace() {
  const std::size_t from = at_;
  at_ = std::min(text_.find('{', from), text_.size());
  bytes_examined_ += at_ - from;
  return at_ < text_.size();
}

bool ObjectFinder::doomed() {
  while (next_doomed_ < doomed_.size() && doomed_[next_doomed_] < at_) ++next_doomed_;
  return next_doomed_ < doomed_.size() && doomed_[next_doomed_] == at_;
}

void ObjectFinder::remember_doomed(const OpenContainers& open) {
  if (open.count <= 1) return;  // the candidate itself lies behind the search already
  doomed_.erase(doomed_.begin(), doomed_.begin() + static_cast<std::ptrdiff_t>(next_doomed_));
  next_doomed_ = 0;
  doomed_.insert(doomed_.end(), open.starts.begin() + 1,
                 open.starts.begin() + static_cast<std::ptrdiff_t>(open.count));
  std::sort(doomed_.begin(), doomed_.end());
}

}  // namespace controller
