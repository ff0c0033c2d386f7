#include "sim/http/http_call.h"

#include <algorithm>

#include "controller/base/ascii.h"

namespace sim {

std::size_t HttpCall::head_bytes() const {
  constexpr std::size_t kLineEnd = 2;
  std::size_t bytes = method.size() + 1 + target.size() + std::size(" HTTP/1.1") - 1 + kLineEnd;
  for (const auto& [name, value] : headers) bytes += name.size() + 2 + value.size() + kLineEnd;
  return bytes + kLineEnd;
}

bool is_chunked(const HttpCall& call) {
  return std::any_of(call.headers.begin(), call.headers.end(), [](const auto& header) {
    return controller::equal_ignoring_case(header.first, "transfer-encoding");
  });
}

}  // namespace sim
