#include "controller/pairing/log_trigger.h"

#include <algorithm>

#include "controller/base/ascii.h"

namespace controller {
namespace {

constexpr std::size_t kLook = 3;        // bytes looked at together
constexpr std::size_t kMaxOffsets = 8;  // bits of a table's entry

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = to_lower_ascii(c);
  return result;
}

std::size_t stride_for(const std::vector<std::string>& keywords) {
  std::size_t shortest = kMaxOffsets + kLook - 1;
  for (const std::string& keyword : keywords) shortest = std::min(shortest, keyword.size());
  return shortest < kLook ? 0 : shortest - kLook + 1;
}

void add(std::array<std::uint8_t, 256>& table, char c, std::size_t offset) {
  const auto bit = static_cast<std::uint8_t>(1U << offset);
  table[static_cast<unsigned char>(c)] |= bit;
  table[static_cast<unsigned char>(to_upper_ascii(c))] |= bit;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

LogTrigger::LogTrigger() : LogTrigger(kDefaultKeywords) {}

LogTrigger::LogTrigger(std::span<const std::string_view> keywords) {
  for (const std::string_view keyword : keywords) keywords_.push_back(lower(keyword));
  stride_ = stride_for(keywords_);
  for (const std::string& keyword : keywords_) {
    for (std::size_t offset = 0; offset < stride_; ++offset) {
      add(first_, keyword[offset], offset);
      add(second_, keyword[offset + 1], offset);
      add(third_, keyword[offset + 2], offset);
    }
  }
}

Result<LogTrigger, std::string> LogTrigger::make(std::span<const std::string_view> keywords) {
  if (keywords.empty()) return Failure{std::string("there is no keyword")};
  for (const std::string_view keyword : keywords) {
    if (keyword.empty()) return Failure{std::string("a keyword is empty")};
    if (!is_ascii(keyword)) return Failure{std::string("a keyword is not ASCII")};
  }
  return LogTrigger(keywords);
}

bool LogTrigger::matches(std::string_view line) const {
  const auto byte = [line](std::size_t i) { return static_cast<unsigned char>(line[i]); };
  if (stride_ == 0) {
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (keyword_at(line, at)) return true;
    }
    return false;
  }
  for (std::size_t at = 0; at + kLook <= line.size(); at += stride_) {
    const unsigned offsets = first_[byte(at)] & second_[byte(at + 1)] & third_[byte(at + 2)];
    if (offsets != 0 && keyword_around(line, at, offsets)) return true;
  }
  return false;
}

// Whether a keyword begins at `at` less one of `offsets`.
bool LogTrigger::keyword_around(std::string_view line, std::size_t at, unsigned offsets) const {
  for (std::size_t offset = 0; offset < stride_ && offset <= at; ++offset) {
    if ((offsets >> offset & 1U) != 0 && keyword_at(line, at - offset)) return true;
  }
  return false;
}

bool LogTrigger::keyword_at(std::string_view line, std::size_t at) const {
  const std::string_view rest = line.substr(at);
  const auto same = [](char keyword, char c) { return keyword == to_lower_ascii(c); };
  return std::any_of(keywords_.begin(), keywords_.end(), [&](const std::string& keyword) {
    return keyword.size() <= rest.size() &&
           std::equal(keyword.begin(), keyword.end(), rest.begin(), same);
  });
}

}  // namespace controller
