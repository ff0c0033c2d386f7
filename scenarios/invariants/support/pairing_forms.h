// The forms that values of pairing must have (H2), told by judges' own reading of them.
#pragma once

#include <string_view>

namespace scenarios::seen {

bool is_channel_name(std::string_view text);
bool is_pairing_code(std::string_view text);
bool is_request_id(std::string_view text);

}  // namespace scenarios::seen
