// HTTP/1.x messages from bytes, for the listener (requests) and the proxy (replies). A strict
// reading: what two programs could understand differently is refused (RFC 9112, 11).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "controller/http/message.h"

namespace controller::posix {

enum class MessageKind : std::uint8_t { request, reply };

// Its views stay valid until the parser's next begin().
struct MessageHead {
  std::string_view method;  // of a request
  std::string_view target;  // of a request, in origin form
  int status = 0;           // of a reply
  std::span<const HttpHeader> headers;
  bool http_1_1 = true;
  bool keep_alive = true;  // its sender would go on after this message
  bool chunked = false;
  std::optional<std::uint64_t> content_length;
  bool expects_continue = false;
};

class HttpParser {
 public:
  explicit HttpParser(MessageKind kind);
  ~HttpParser();
  HttpParser(HttpParser&&) noexcept;
  HttpParser& operator=(HttpParser&&) noexcept;

  // For the next message. `no_body`: it is the reply to a HEAD.
  void begin(bool no_body = false);

  enum class State : std::uint8_t { head, body, done, broken };
  [[nodiscard]] State state() const;

  // Takes in what it can of `bytes` and says how many those were: of a head whole lines, and no
  // more than the head. What it left must come again, with more behind it.
  std::size_t feed(std::string_view bytes);
  // The sender has ended: a reply without a length is done now, anything else is broken.
  void feed_end();

  // In state `body` or `done`.
  [[nodiscard]] const MessageHead& head() const;
  // What has come of the body, decoded; the caller may take it out.
  [[nodiscard]] std::string& body();
  // In state `broken`: what to answer, 400, 501 or 505.
  [[nodiscard]] int refusal() const;

 private:
  class Machine;
  template <bool is_request>
  class Beast;

  std::unique_ptr<Machine> machine_;
};

}  // namespace controller::posix
