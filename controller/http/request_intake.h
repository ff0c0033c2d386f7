// The limits on reading a request (H6), as pure bookkeeping: a listener tells what arrives, and is
// told when to refuse. After a refusal the connection must be closed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "controller/base/time.h"
#include "controller/http/message.h"

namespace controller {

struct RequestLimits {
  std::size_t head_bytes = std::size_t{16} << 10U;  // request line and headers
  // What is answered here; the rest is for the gateway. A literal.
  std::string_view own_prefix = "/_kilo/";
  std::size_t body_bytes = std::size_t{64} << 10U;  // of our own
  // For a whole request of our own. Others are passed on as they come: for their head, and then
  // from one byte of the body to the next.
  Duration patience = std::chrono::seconds(10);
};

class RequestIntake {
 public:
  // `began`: when the first byte came.
  explicit RequestIntake(Instant began, RequestLimits limits = RequestLimits())
      : limits_(limits), deadline_(began + limits.patience) {}

  // When the next piece must have come; else the answer is too_slow().
  [[nodiscard]] Instant deadline() const { return deadline_; }
  static HttpResponse too_slow();

  // `bytes` more of the request line and the headers.
  std::optional<HttpResponse> head(std::size_t bytes);
  // The head is complete. `content_length`: what it announces, if it does.
  std::optional<HttpResponse> head_complete(std::string_view target,
                                            std::optional<std::uint64_t> content_length,
                                            Instant now);
  // Once the head is complete: it is for us, not for the gateway.
  [[nodiscard]] bool own() const { return own_; }
  // `bytes` more of the body, without the framing of chunks.
  std::optional<HttpResponse> body(std::size_t bytes, Instant now);
  // `bytes` more of the framing: tiny chunks or long extensions may double the body, and no more.
  std::optional<HttpResponse> framing(std::size_t bytes);

 private:
  RequestLimits limits_;
  Instant deadline_;
  std::size_t head_bytes_ = 0;
  std::uint64_t body_bytes_ = 0;
  std::uint64_t framing_bytes_ = 0;
  bool own_ = true;
};

}  // namespace controller
