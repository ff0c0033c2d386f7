// What a client may see of a failed approval (H2): the first line of the CLI's message, at most 200
// characters, without colours, stack or paths, and without the token.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace controller {

inline constexpr std::size_t kApprovalMessageMax = 200;  // characters (code points)

// From the CLI's stderr, or from its stdout when that is empty, and without `token`, also where
// colours or control characters stood in it. "unknown error" when neither says anything.
std::string approval_message(std::string_view err, std::string_view out, std::string_view token);
// `message` up to where it shows the command that was run: the first two arguments of `argv`, one
// after the other, as in `could not run openclaw devices approve 1` or `['devices', 'approve']`.
std::string without_command(std::string_view message, std::span<const std::string> argv);
// For a client who must learn that nobody knows whether it was carried out, and why; at most as
// long.
std::string unknown_outcome_message(std::string_view reason);

// Whether the CLI tells that its connection to the gateway broke: then nobody knows whether the
// gateway has carried out what it was asked (recorded: `gateway closed (1006 …)`).
bool gateway_was_lost(std::string_view text);

}  // namespace controller
