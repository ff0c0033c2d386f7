#include "controller/pairing/approval_message.h"

#include "controller/base/ascii.h"
#include "controller/base/token_text.h"

namespace controller {
namespace {

constexpr std::string_view kPathPlaceholder = "<path>";

// Without ANSI sequences (ESC [ … letter) and control characters.
std::string plain(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b') {
      if (i + 1 < line.size() && line[i + 1] == '[') ++i;
      while (i + 1 < line.size() && !is_alpha_ascii(line[i + 1])) ++i;
      ++i;
    } else if (static_cast<unsigned char>(line[i]) >= 0x20 && line[i] != '\x7f') {
      text.push_back(line[i]);
    }
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// `at openSync (node:fs:601:3)`, `at bar.js:1:2`.
bool is_stack_frame(std::string_view line) {
  if (!line.starts_with("at ")) return false;
  const std::size_t colon = line.rfind(':');
  return line.find('(') != std::string_view::npos ||
         (colon + 1 < line.size() && is_digit_ascii(line[colon + 1]));
}

// Without what a runtime adds of the command line and of its stack.
std::string_view without_argv_and_stack(std::string_view line) {
  constexpr std::string_view kFailed = "Command failed";
  if (const std::size_t at = line.find(kFailed); at != std::string_view::npos)
    line = line.substr(0, at + kFailed.size());
  line = line.substr(0, line.find("  at "));
  for (std::size_t at = line.find(" --"); at != std::string_view::npos;
       at = line.find(" --", at + 1)) {
    if (at + 3 < line.size() && is_alpha_ascii(line[at + 3])) return trimmed(line.substr(0, at));
  }
  return trimmed(line);
}

// The first that says something and is no part of a stack.
std::string first_line(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string line = plain(text.substr(0, end));
    const std::string_view content = trimmed(line);
    if (!content.empty() && !is_stack_frame(content)) return std::string(content);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return {};
}

bool ends_path(char c) {
  return c == ' ' || c == '\'' || c == '"' || c == ')' || c == ',' || c == ';';
}

// A path is a word with a slash in it; the word keeps what stands around it, as in `open
// '/root/x'`.
std::string without_paths(std::string_view line) {
  std::string text;
  while (!line.empty()) {
    std::size_t length = 0;
    while (length < line.size() && !ends_path(line[length])) ++length;
    const std::string_view word = line.substr(0, length);
    const std::size_t opening = word.find_first_not_of("(");
    if (word.find('/') == std::string_view::npos) {
      text.append(word);
    } else {
      text.append(word.substr(0, opening)).append(kPathPlaceholder);
    }
    if (length < line.size()) text.push_back(line[length++]);
    line.remove_prefix(length);
  }
  return text;
}

bool is_word(std::string_view text, std::size_t at, std::size_t length) {
  const auto inside = [&](std::size_t i) {
    return i < text.size() && (is_alnum_ascii(text[i]) || text[i] == '-' || text[i] == '_');
  };
  return (at == 0 || !inside(at - 1)) && !inside(at + length);
}

// Where `first` and then `second` stand, as whole words and with nothing but what separates
// arguments in between, or npos.
std::size_t find_words(std::string_view text, std::string_view first, std::string_view second) {
  constexpr std::string_view kBetween = " ,'\"`";
  for (std::size_t at = text.find(first); at != std::string_view::npos;
       at = text.find(first, at + 1)) {
    const std::size_t next = text.find_first_not_of(kBetween, at + first.size());
    const bool apart = next != std::string_view::npos && next > at + first.size();
    if (apart && text.substr(next).starts_with(second) && is_word(text, at, first.size()) &&
        is_word(text, next, second.size()))
      return at;
  }
  return std::string_view::npos;
}

void cut(std::string& text) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool continuation = (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    if (!continuation && ++characters > kApprovalMessageMax) {
      text.resize(i);
      return;
    }
  }
}

}  // namespace

std::string approval_message(std::string_view err, std::string_view out, std::string_view token) {
  std::string line = first_line(err);
  if (line.empty()) line = first_line(out);
  if (line.empty()) return "unknown error";
  // Not before: what stood in the middle of a token is gone only now.
  line = without_token(line, token);
  std::string message = without_paths(without_argv_and_stack(line));
  cut(message);
  return message;
}

std::string without_command(std::string_view message, std::span<const std::string> argv) {
  if (argv.size() < 3) return std::string(message);
  const std::size_t at = find_words(message, argv[1], argv[2]);
  if (at == std::string_view::npos) return std::string(message);
  message = message.substr(0, message.find_last_not_of(" [('\"`", at - 1) + 1);
  return at == 0 || message.empty() ? "unknown error" : std::string(message);
}

std::string unknown_outcome_message(std::string_view reason) {
  std::string message = "Approval outcome unknown: ";
  message += reason;
  cut(message);
  return message;
}

bool gateway_was_lost(std::string_view text) {
  return text.find("gateway closed (") != std::string_view::npos ||
         text.find("gateway timeout") != std::string_view::npos;
}

}  // namespace controller
