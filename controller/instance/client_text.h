// Text from outside, made fit for a client or the log. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>

namespace controller::instance {

// Whether `text` holds `token`, in any case. Never for an empty token.
bool holds_token(std::string_view text, std::string_view token);

// `text` with `<token>` for each `token`, in any case.
std::string without_token(std::string_view text, std::string_view token);

// The first line of `text` as pairing/approval_message.h makes it, without the token: no path and
// no stack, at most 200 characters, `unknown error` when nothing is left.
std::string client_text(std::string_view text, std::string_view token);

// At most `max` bytes of `text`; no character of UTF-8 is cut.
std::string_view cut_bytes(std::string_view text, std::size_t max);

}  // namespace controller::instance
