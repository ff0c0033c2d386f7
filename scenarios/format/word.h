// A value of an enumeration, and how scenario files write it.
#pragma once

#include <string_view>

#include "sim/text/word.h"

namespace scenarios {

using sim::Word;

// kWhat: what the enumeration is called in errors. kWords: its words.
template <class E>
struct EnumWords;

}  // namespace scenarios
