// Values of a query as browsers write them. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace controller::instance {

// `text` with `+` for a space and `%xx` for any byte, NUL included. Nothing when a `%` is not
// followed by two hex digits.
std::optional<std::string> decode_query_value(std::string_view text);

}  // namespace controller::instance
