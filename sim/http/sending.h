// How a simulated client spreads the bytes of a request over time: in equal pieces, the first at
// once, the last at the end. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "controller/base/time.h"

namespace sim {

// So many pieces make a slow sender; one that sends at once makes a single one.
inline constexpr std::size_t kPieces = 16;
constexpr std::size_t pieces_over(controller::Duration send_over) {
  return send_over > controller::Duration::zero() ? kPieces : 1;
}

// When the piece comes, counted from the first.
constexpr controller::Duration piece_after(controller::Duration send_over, std::size_t piece) {
  const auto gaps = static_cast<std::int64_t>(piece);
  return send_over * gaps / static_cast<std::int64_t>(kPieces - 1);
}

// How many bytes have come with that piece and those before it.
constexpr std::size_t bytes_with(std::size_t size, std::size_t piece, std::size_t pieces) {
  return size * (piece + 1) / pieces;
}

struct Pace {
  controller::Duration head{};   // from the first byte to the end of the head
  controller::Duration pause{};  // the longest one after that
};
// `size`: of the whole request, at least `head_bytes`.
constexpr Pace pace_of(std::size_t head_bytes, std::size_t size, controller::Duration send_over) {
  const std::size_t pieces = pieces_over(send_over);
  std::size_t piece = 0;
  while (piece + 1 < pieces && bytes_with(size, piece, pieces) < head_bytes) ++piece;
  Pace pace{piece_after(send_over, piece), {}};
  for (; piece + 1 < pieces; ++piece) {
    const auto gap = piece_after(send_over, piece + 1) - piece_after(send_over, piece);
    pace.pause = std::max(pace.pause, gap);
  }
  return pace;
}

}  // namespace sim
