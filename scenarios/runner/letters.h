// Codes and request ids in the letters that a step wants.
#pragma once

#include <cctype>
#include <optional>
#include <string>

#include "scenarios/format/step.h"

namespace scenarios {

inline std::string in_letters(std::string text, std::optional<Letters> letters) {
  if (!letters) return text;
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    c = static_cast<char>(*letters == Letters::lower ? std::tolower(byte) : std::toupper(byte));
  }
  return text;
}

}  // namespace scenarios
