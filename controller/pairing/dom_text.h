// A parsed JSON object as text again, minified.
#pragma once

#include <string>

namespace simdjson::dom {
class object;
}

namespace controller {

// Replaces `out` by `object` as JSON without whitespace. Members keep their order, and equal keys
// stay: whoever reads the text takes the last of them, as for the original. Strings are UTF-8 with
// only those escapes that JSON demands. Allocates only when `out` must grow. Pure.
void write_minified(const simdjson::dom::object& object, std::string& out);

}  // namespace controller
