// The tables behind classify(): which words under which status mean what. Pure.
#pragma once

#include <string_view>

#include "controller/fly/refusal.h"

namespace controller::fly {

struct Meaning {
  RefusalKind kind = RefusalKind::unknown;
  Missing missing = Missing::none;

  bool operator==(const Meaning&) const = default;
};

// What the wording tells, or RefusalKind::unknown. `words` is as from words_of().
Meaning meaning_of_words(int status, std::string_view words);
// What the status alone tells.
Meaning meaning_of_status(int status);

}  // namespace controller::fly
