// A value of an enumeration, and how scenario files write it.
#pragma once

#include <string_view>

namespace scenarios {

template <class E>
struct Word {
  std::string_view text;
  E value;
};

// kWhat: what the enumeration is called in errors. kWords: its words.
template <class E>
struct EnumWords;

}  // namespace scenarios
