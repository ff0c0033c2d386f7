#include "scenarios/format/locator.h"

#include <algorithm>

namespace scenarios {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The bytes of a character other than its first do not move the column on.
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

void advance(Position& position, char c) {
  if (c == '\n') {
    ++position.line;
    position.column = 1;
  } else if (!is_continuation(c)) {
    ++position.column;
  }
}

bool is_between_tokens(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ':';
}

bool ends_word(char c) { return is_between_tokens(c) || c == '/' || c == ']' || c == '}'; }

}  // namespace

Locator::Locator(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
}

Position Locator::next() {
  for (;;) {
    while (at_ < text_.size() && is_between_tokens(text_[at_])) step();
    if (!skip_comment()) break;
  }
  const Position found = position_;
  token_at_ = at_;
  skip_token();
  return found;
}

void Locator::step() {
  advance(position_, text_[at_]);
  ++at_;
}

void Locator::skip_to(std::size_t end) {
  while (at_ < std::min(end, text_.size())) step();
}

bool Locator::skip_comment() {
  const bool line = rest().starts_with("//");
  const bool block = rest().starts_with("/*") && rest().find("*/", 2) != std::string_view::npos;
  if (!line && !block) return false;
  // A line ends where the parser says it does.
  skip_to(line ? text_.find_first_of("\r\n", at_) : text_.find("*/", at_ + 2) + 2);
  return true;
}

void Locator::skip_token() {
  if (at_ == text_.size()) return;
  const char first = text_[at_];
  step();
  if (first == '"') {
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') step();
      if (at_ < text_.size()) step();
    }
    if (at_ < text_.size()) step();
  } else if (std::string_view("{}[]").find(first) == std::string_view::npos) {
    while (at_ < text_.size() && !ends_word(text_[at_])) step();
  }
}

Position position_at(std::string_view text, std::size_t offset) {
  const std::size_t start = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  Position position{1, 1};
  for (std::size_t i = start; i < std::min(offset, text.size()); ++i) advance(position, text[i]);
  return position;
}

}  // namespace scenarios
