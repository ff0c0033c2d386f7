// What the body of a failed call to the Machines API says. Pure.
#pragma once

#include <string>
#include <string_view>

namespace controller::fly {

struct ErrorBody {
  std::string text;    // of `message`, else of `error`; the body itself when it has neither
  std::string status;  // Fly's machine-readable `status`; may be empty
  bool whole = true;   // false: `text` is the begin of a body that may have been cut anywhere
};

// Takes any bytes: no body, HTML, JSON that is cut. Of a body over 64 KiB only the begin is looked
// at, and not as JSON.
ErrorBody read_error_body(std::string_view body);

}  // namespace controller::fly
