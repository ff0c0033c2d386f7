// What a damaged file of pending requests looks like; each shape is one that was recorded.
#pragma once

#include <string_view>

#include "scenarios/format/step.h"

namespace scenarios {

// `channel` false: the devices' file. `StoreState::ok` is an empty, sound file.
std::string_view store_text(StoreState state, bool channel);

}  // namespace scenarios
