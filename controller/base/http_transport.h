// The seam of outgoing HTTP: one request and its reply.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/base/ascii.h"
#include "controller/base/cancel.h"
#include "controller/base/result.h"
#include "controller/base/task.h"

namespace controller {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct OutboundRequest {
  std::string method;
  std::string url;  // absolute; path segments and query values are percent-encoded already
  HeaderList headers;
  std::string body;
};

struct InboundReply {
  int status = 200;
  HeaderList headers;
  std::string body;

  // The value of the first header of that name, in any case.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
    const auto found = std::ranges::find_if(
        headers, [name](const auto& header) { return equal_ignoring_case(header.first, name); });
    if (found == headers.end()) return std::nullopt;
    return found->second;
  }
};

enum class TransportFailure : std::uint8_t {
  unreachable,  // no connection came about: the request was not carried out
  broken,       // the connection ended before the reply was whole: it may have been carried out
  cancelled,    // the caller gave up: it may have been carried out, or still be
};

struct TransportError {
  TransportFailure failure = TransportFailure::broken;
  std::string text;  // one line, without URL, headers and bodies
};

class HttpTransport {
 public:
  virtual ~HttpTransport() = default;

  // Sends `request`, which must outlive the task, and waits for the whole reply: for ever, unless
  // `token` is cancelled. Redirects are not followed, nothing is sent twice. Replies over 11 MiB
  // are `broken`.
  virtual Task<Result<InboundReply, TransportError>> send(const OutboundRequest& request,
                                                          CancelToken token) = 0;
};

}  // namespace controller
