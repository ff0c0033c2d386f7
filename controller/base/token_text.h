// A secret token in texts that somebody may see. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>

namespace controller {

// Whether `text` holds `token`, in any case. Never for an empty token.
bool holds_token(std::string_view text, std::string_view token);

// `text` with `<token>` for each `token`, in any case.
std::string without_token(std::string_view text, std::string_view token);

}  // namespace controller
