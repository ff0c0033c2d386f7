// A request as a simulated client makes it: what it says, and how well it behaves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/time.h"

namespace sim {

using controller::Duration;

struct HttpCall {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // From the first byte to the last, in equal pieces; zero: all at once.
  Duration send_over{};
  // The client closes the connection so long after it has begun, answered or not.
  std::optional<Duration> gives_up_after;

  // As on the wire: request line, headers and the empty line.
  [[nodiscard]] std::size_t head_bytes() const;
};

// Content-Length is left out of `headers` and implied by the body, unless it is chunked.
bool is_chunked(const HttpCall& call);

}  // namespace sim
