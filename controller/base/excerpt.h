// Text from outside, made fit to be shown: in a log line, in an error, in a reply. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace controller {

// The first `max_bytes` of `text` at most, as one line of valid UTF-8: runs of white space and of
// control characters (NUL included) become one space, bytes that are not UTF-8 become `?`. No space
// at either end.
std::string excerpt(std::string_view text, std::size_t max_bytes);

// `text` with every occurrence of a secret, as it is or escaped as in JSON, replaced by `***`. To
// be done before anything is cut, since half a secret would not be found. Empty secrets are
// skipped.
std::string redacted(std::string text, std::vector<std::string> secrets);

}  // namespace controller
