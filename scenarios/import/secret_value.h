// How far a value of any characters reaches, such as a password. Pure; any bytes.
#pragma once

#include <cstddef>
#include <string_view>

namespace scenarios::importing {

struct ValuePlace {
  std::size_t name_end = 0;  // where the name ends that tells what it is
  std::size_t at = 0;        // where the value begins, behind its opening quote if it has one
  bool in_text = false;      // the name stands within double quotes
};

// Its bytes, at most `max`. A quoted one ends at the quote that closes it, or with the line;
// another one at a blank, without the punctuation before it. Within double quotes it ends with
// them.
std::size_t value_size(std::string_view line, const ValuePlace& place, std::size_t max);

}  // namespace scenarios::importing
