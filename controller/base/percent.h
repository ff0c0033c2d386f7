// Percent-encoding of path segments, query names and query values (RFC 3986). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace controller {

// Appends `raw` with every byte encoded but letters, digits and `-._~`, so that no byte of it can
// end the part of a URL that it stands in.
void append_percent_encoded(std::string& out, std::string_view raw);

// The bytes that `encoded` stands for; `+` is a plus. Nothing when a `%` is not followed by two
// hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view encoded);

}  // namespace controller
