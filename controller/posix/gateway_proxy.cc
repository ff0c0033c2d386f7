#include "controller/posix/gateway_proxy.h"

#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "controller/base/either_cancelled.h"
#include "controller/base/scope.h"
#include "controller/base/wait.h"
#include "controller/http/proxy.h"
#include "controller/posix/reply_head.h"

namespace controller::posix {
namespace {

// One piece of a body on its way: as a chunk (RFC 9112, 7.1) or as it is.
std::string framed(std::string_view bytes, bool chunked) {
  if (!chunked || bytes.empty()) return std::string(bytes);
  std::array<char, 16> size{};
  const auto* end = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr;
  std::string chunk(static_cast<const char*>(size.data()), end);
  chunk.append("\r\n").append(bytes).append("\r\n");
  return chunk;
}
constexpr std::string_view kLastChunk = "0\r\n\r\n";
constexpr int kSwitchingProtocols = 101;

class Exchange {
 public:
  Exchange(EventLoop& loop, const ProxyConfig& config, ProxiedRequest request,
           FileDescriptor socket)
      : loop_(loop),
        config_(config),
        request_(request),
        gateway_(loop, std::move(socket)),
        reply_(MessageKind::reply),
        ended_(request.token, broken_off_.token()),
        upload_(loop) {}

  Task<Forwarded> run() {
    const std::string head = request_head();
    const auto sent = co_await send_to_gateway(head);
    if (!sent) co_return Forwarded();
    // Before the reply, so that the two do not mingle.
    if (waits_to_continue()) co_await send_to_client(kContinue);
    upload_.spawn(send_body());
    const auto head_came = co_await receive_head();
    if (!head_came) co_return unanswered();
    keeps_alive_ = keeps_alive();
    const auto whole = co_await return_reply();
    upload_.cancel();
    broken_off_.cancel();
    co_await upload_.join();
    co_return answered(whole && keeps_alive_);
  }

 private:
  using End = Forwarded::End;

  [[nodiscard]] Forwarded unanswered() const { return {unanswered_}; }
  [[nodiscard]] Forwarded answered(bool kept) const {
    return {kept ? End::kept : End::over, reply_.head().status};
  }

  [[nodiscard]] std::string request_head() const {
    const MessageHead& head = request_.parser.head();
    std::string text;
    text.append(head.method).append(" ").append(head.target).append(" HTTP/1.1\r\n");
    for (const HttpHeader& header : forwarded_headers(head.headers))
      append_header(text, header.name, header.value);
    if (head.chunked) append_header(text, "transfer-encoding", "chunked");
    append_header(text, "connection", "close");
    text += "\r\n";
    return text;
  }

  Task<bool> send_to_gateway(std::string_view bytes) {
    co_return co_await gateway_.send(bytes, std::string_view(), config_.send_patience,
                                     ended_.token());
  }
  Task<bool> send_to_client(std::string_view bytes) {
    sent_to_client_ += bytes.size();
    co_return co_await request_.client.send(bytes, std::string_view(), config_.send_patience,
                                            ended_.token());
  }

  [[nodiscard]] bool waits_to_continue() const {
    const HttpParser& parser = request_.parser;
    return parser.head().expects_continue && parser.state() == HttpParser::State::body;
  }

  // The rest of the request's body. When the client ends, is too slow or sends what is no body, the
  // exchange is over.
  Task<void> send_body() {
    HttpParser& parser = request_.parser;
    const bool chunked = parser.head().chunked;
    take_body();  // what came with the head
    for (;;) {
      if (parser.state() == HttpParser::State::broken) co_return break_off(End::senseless);
      const std::string piece = framed(std::exchange(parser.body(), std::string()), chunked);
      const auto sent = co_await send_to_gateway(piece);
      if (!sent || parser.state() == HttpParser::State::done) break;
      const auto more = co_await receive_body();
      if (!more) co_return;
    }
    if (chunked) co_await send_to_gateway(kLastChunk);
    co_await watch_client();
  }

  // Once the request has come.
  Task<void> watch_client() {
    const CancelToken token = ended_.token();
    const auto sign = co_await last_sign_of_client(token);
    if (sign == PeerSign::cancelled) co_return;
    std::size_t sent = sent_to_client_ + 1;
    while (sign == PeerSign::ended && sent != sent_to_client_) {
      sent = sent_to_client_;
      const auto slept = co_await sleep(loop_, config_.ended_patience, token);
      if (!slept) co_return;
    }
    break_off(End::left);
  }

  // A client that is there sends nothing, or its next requests.
  Task<PeerSign> last_sign_of_client(CancelToken token) {
    StreamSocket& client = request_.client;
    for (;;) {
      const auto sign = co_await client.next_sign(token);
      if (sign != PeerSign::bytes) co_return sign;
      const auto filled = co_await client.fill(kNever, token);
      if (filled == Filled::cancelled) co_return PeerSign::cancelled;
      if (filled != Filled::bytes) break;
    }
    // So many requests wait that no more is read, and no more of it is heard.
    while (!client.hung_up()) {
      const auto slept = co_await sleep(loop_, config_.ended_patience, token);
      if (!slept) co_return PeerSign::cancelled;
    }
    co_return PeerSign::ended;
  }

  Task<bool> receive_body() {
    const Instant deadline = request_.intake.deadline();
    const auto filled = co_await request_.client.fill(deadline, ended_.token());
    if (filled == Filled::bytes) take_body();
    if (filled == Filled::late) break_off(End::too_slow);
    if (filled == Filled::full) break_off(End::senseless);
    if (filled == Filled::end) break_off(End::left);
    co_return filled == Filled::bytes;
  }

  // Because of the client; `end` counts if it was not answered yet.
  void break_off(End end) {
    unanswered_ = end;
    broken_off_.cancel();
  }

  void take_body() {
    if (request_.parser.state() != HttpParser::State::body) return;
    const std::size_t taken = request_.parser.feed(request_.client.unread());
    request_.client.consume(taken);
    request_.intake.body(taken, loop_.now());
  }
  void take_reply() {
    if (reply_.state() == HttpParser::State::body) gateway_.consume(reply_.feed(gateway_.unread()));
  }

  // The head of the final reply.
  Task<bool> receive_head() {
    for (;;) {
      reply_.begin(request_.parser.head().method == "HEAD");
      while (reply_.state() == HttpParser::State::head) {
        gateway_.consume(reply_.feed(gateway_.unread()));
        if (reply_.state() != HttpParser::State::head) break;
        const auto filled = co_await gateway_.fill(kNever, ended_.token());
        if (filled != Filled::bytes) co_return false;
      }
      if (reply_.state() == HttpParser::State::broken) co_return false;
      // Nobody asks it to.
      if (reply_.head().status == kSwitchingProtocols) co_return false;
      if (reply_.head().status >= 200) co_return true;  // before: 100 Continue and its like
    }
  }

  // Decided when the reply begins. What then is still missing of the request may never be read, so
  // that the next one could not be found (RFC 9112, 9.6).
  [[nodiscard]] bool keeps_alive() const {
    return request_.keep_alive && request_.parser.state() == HttpParser::State::done &&
           (reply_.head().content_length || chunks_reply() || no_body());
  }
  [[nodiscard]] bool no_body() const {
    const int status = reply_.head().status;
    return request_.parser.head().method == "HEAD" || status == 204 || status == 304;
  }
  // A reply without a length needs chunks, for which the client has to be new enough.
  [[nodiscard]] bool chunks_reply() const {
    return !no_body() && !reply_.head().content_length && request_.parser.head().http_1_1;
  }

  // A reply of that status says no length (RFC 9110, 8.6).
  [[nodiscard]] bool forbidden(const HttpHeader& header) const {
    return reply_.head().status == 204 && equal_ignoring_case(header.name, "content-length");
  }

  [[nodiscard]] std::string reply_head() const {
    std::string text;
    append_status_line(text, reply_.head().status);
    for (const HttpHeader& header : returned_headers(reply_.head().headers)) {
      if (!forbidden(header)) append_header(text, header.name, header.value);
    }
    if (chunks_reply()) append_header(text, "transfer-encoding", "chunked");
    if (!keeps_alive_) append_header(text, "connection", "close");
    text += "\r\n";
    return text;
  }

  // Head and body; false when either side broke off.
  Task<bool> return_reply() {
    const bool chunked = chunks_reply();
    std::string piece = reply_head();
    take_reply();  // what came with the head
    for (;;) {
      if (reply_.state() == HttpParser::State::broken) co_return false;
      piece += framed(std::exchange(reply_.body(), std::string()), chunked);
      const bool ended = reply_.state() == HttpParser::State::done;
      if (ended && chunked) piece += kLastChunk;
      const auto sent = co_await send_to_client(piece);
      if (!sent || ended) co_return sent;
      piece.clear();
      const auto filled = co_await gateway_.fill(kNever, ended_.token());
      if (filled == Filled::bytes) {
        take_reply();
      } else if (filled == Filled::end) {
        reply_.feed_end();
      } else {
        co_return false;
      }
    }
  }

  EventLoop& loop_;
  ProxyConfig config_;
  ProxiedRequest request_;
  StreamSocket gateway_;
  HttpParser reply_;
  End unanswered_ = End::unreachable;
  bool keeps_alive_ = false;
  std::size_t sent_to_client_ = 0;
  CancelSource broken_off_;
  EitherCancelled ended_;
  Scope upload_;
};

}  // namespace

Task<Forwarded> forward_to_gateway(EventLoop& loop, ProxyConfig config, ProxiedRequest request) {
  const Instant deadline = loop.now() + config.connect_patience;
  auto socket = co_await StreamSocket::connect_loopback(loop, config.port, deadline, request.token);
  if (!socket.open()) co_return Forwarded();
  Exchange exchange(loop, config, request, std::move(socket));
  co_return co_await exchange.run();
}

}  // namespace controller::posix
