#include "scenarios/invariants/support/secrets.h"

#include <algorithm>
#include <cstring>

#include "scenarios/invariants/support/text.h"

namespace scenarios::seen {
namespace {

// The next eight characters.
std::uint64_t bytes_at(std::string_view text, std::size_t at) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text.data() + at, sizeof bytes);
  return bytes;
}

}  // namespace

Secrets::Secrets(const std::vector<std::string>& secrets) {
  static_assert(kPiece == sizeof(Piece::bytes));
  for (const std::string& secret : secrets)
    if (!secret.empty()) secrets_.push_back(lower(secret));
  for (std::size_t i = 0; i < secrets_.size(); ++i) {
    const std::string& secret = secrets_[i];
    if (secret.size() < kRun) continue;
    for (std::size_t at = 0; at + kPiece <= secret.size(); at += kPiece) {
      pieces_.push_back({bytes_at(secret, at), i, at});
      traces_.set(trace_of(pieces_.back().bytes));
    }
  }
}

std::size_t Secrets::trace_of(std::uint64_t bytes) {
  constexpr unsigned kBits = 12;  // of traces_
  return static_cast<std::size_t>((bytes * 0x9e3779b97f4a7c15U) >> (64U - kBits));
}

bool Secrets::held_by(std::string_view text) const {
  const std::string folded = lower(text);
  return std::ranges::any_of(secrets_, [&](const std::string& secret) {
    return folded.find(secret) != std::string::npos;
  });
}

bool Secrets::shown_by(std::string_view text) const {
  const std::string folded = lower(text);
  const auto is_whole = [&](const std::string& secret) {
    return secret.size() < kRun && folded.find(secret) != std::string::npos;
  };
  if (std::ranges::any_of(secrets_, is_whole)) return true;
  for (std::size_t at = 0; at + kPiece <= folded.size(); ++at) {
    const std::uint64_t bytes = bytes_at(folded, at);
    if (!traces_.test(trace_of(bytes))) continue;
    for (const Piece& piece : pieces_)
      if (piece.bytes == bytes && shows_run(folded, at, piece)) return true;
  }
  return false;
}

// The piece stands in the text where it was `found`: with what is around it, it may be a run.
bool Secrets::shows_run(std::string_view text, std::size_t found, const Piece& piece) const {
  const std::string_view secret = secrets_[piece.secret];
  std::size_t before = 0;
  while (before < found && before < piece.at &&
         text[found - before - 1] == secret[piece.at - before - 1])
    ++before;
  std::size_t after = 0;
  while (found + after < text.size() && piece.at + after < secret.size() &&
         text[found + after] == secret[piece.at + after])
    ++after;
  return before + after >= kRun;
}

}  // namespace scenarios::seen
