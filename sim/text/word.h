// A value of an enumeration, and how files write it.
#pragma once

#include <string_view>

namespace sim {

template <class E>
struct Word {
  std::string_view text;
  E value;
};

}  // namespace sim
