// Codes and identifiers in the vendor's formats, drawn from the choices. Every identifier also
// depends on a serial number, so that even a source that always answers 0 gives distinct ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/choice/choice.h"

namespace sim {

// 32 characters without look-alikes (0 O 1 I); seen in every recorded code, e.g.
// pairing-list-telegram-3.json.
inline constexpr std::string_view kCodeAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
inline constexpr std::size_t kCodeLength = 8;

class IdSource {
 public:
  IdSource() = default;
  // Goes on after so many identifiers: those of another process.
  explicit IdSource(std::uint64_t made) : serial_(made) {}
  [[nodiscard]] std::uint64_t made() const { return serial_; }

  std::string code(ChoiceSource& choices);        // 8 characters of kCodeAlphabet
  std::string uuid(ChoiceSource& choices);        // version 4
  std::string device_id(ChoiceSource& choices);   // 64 hexadecimal digits
  std::string public_key(ChoiceSource& choices);  // 43 characters of base64url: an Ed25519 key

 private:
  std::uint64_t seed(ChoiceSource& choices, const char* site);

  std::uint64_t serial_ = 0;
};

}  // namespace sim
