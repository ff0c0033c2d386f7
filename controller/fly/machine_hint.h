// Which machine a text about a taken name speaks of. Pure.
#pragma once

#include <string>
#include <string_view>

namespace controller::fly {

// The id after `machine ID` (in any case, spaced by blanks, `_`, `:` or `=`, perhaps quoted), or
// after `machine` when it is 14 hexadecimal digits; empty when there is none that is a valid id and
// has a digit. `whole` is false when the text may have been cut: an id at its end is not believed.
std::string machine_hint(std::string_view text, bool whole);

}  // namespace controller::fly
