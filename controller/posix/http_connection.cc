#include "controller/posix/http_connection.h"

#include <chrono>
#include <utility>

#include "controller/http/proxy.h"
#include "controller/posix/reply_head.h"

namespace controller::posix {
namespace {

// Of what a refused client still sends, at most this much is read, so that it sees the refusal.
constexpr std::size_t kLingerBytes = std::size_t{16} << 20U;

// Sent to nobody; what nginx counts such requests as.
constexpr int kClientLeft = 499;

HttpResponse refusal_of(int status) {
  static const HttpBody kBadRequest = body_of(R"({"error":"Bad Request"})");
  static const HttpBody kNotImplemented = body_of(R"({"error":"Not Implemented"})");
  static const HttpBody kVersion = body_of(R"({"error":"HTTP Version Not Supported"})");
  if (status == 501) return {status, kNotImplemented};
  if (status == 505) return {status, kVersion};
  return {400, kBadRequest};
}

// Stays in the queue for as long as it exists.
class Queued {
 public:
  Queued(ConnectionQueue& queue, HttpConnection& connection)
      : queue_(queue), connection_(connection) {
    queue_.list.push_back(connection);
    ++queue_.size;
  }
  ~Queued() {
    connection_.unlink();
    --queue_.size;
  }
  Queued(const Queued&) = delete;
  Queued& operator=(const Queued&) = delete;

 private:
  ConnectionQueue& queue_;
  HttpConnection& connection_;
};

}  // namespace

std::string_view ConnectionHost::date() {
  const WallTime now = clock_.now();
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (date_.empty() || second != date_of_) {
    date_of_ = second;
    date_.clear();
    append_http_date(date_, now);
  }
  return date_;
}

Task<void> HttpConnection::run() {
  for (;;) {
    const auto received = co_await receive_request();
    if (!received) co_return;
    const auto goes_on = co_await answer();
    if (!goes_on) co_return;
    // One that sends its requests in one go must not keep the others waiting.
    if (socket_.unread().empty()) continue;
    const Instant now = host_.loop.now();
    co_await sleep_until(host_.loop, now);
  }
}

// True when a request is there to be answered: its head, and its body unless it is the gateway's.
Task<bool> HttpConnection::receive_request() {
  const Queued silent(host_.silent, *this);
  if (socket_.unread().empty()) {
    if (host_.closing) co_return false;
    const Instant deadline = host_.loop.now() + host_.config.idle_patience;
    const auto filled = co_await socket_.fill(deadline, ended_.token());
    if (filled != Filled::bytes) co_return false;
  }
  intake_.emplace(host_.loop.now(), host_.config.request);
  const auto head = co_await receive_head();
  if (!head) co_return false;
  if (!intake_->own()) co_return true;
  co_return co_await receive_own_body();
}

Task<bool> HttpConnection::receive_head() {
  parser_.begin();
  std::size_t counted = 0;  // bytes of the head that the intake knows of
  std::size_t consumed = 0;
  for (;;) {
    const std::size_t taken = parser_.feed(socket_.unread());
    const bool complete = parser_.state() != HttpParser::State::head;
    const bool whole = complete && parser_.state() != HttpParser::State::broken;
    const std::size_t come = consumed + (whole ? taken : socket_.unread().size());
    auto refusal = intake_->head(come - counted);
    counted = come;
    consumed += taken;
    socket_.consume(taken);
    if (!refusal && parser_.state() == HttpParser::State::broken)
      refusal = refusal_of(parser_.refusal());
    if (!refusal && complete) {
      const MessageHead& head = parser_.head();
      refusal = intake_->head_complete(head.target, head.content_length, host_.loop.now());
    }
    if (refusal) {
      co_await refuse(*refusal);
      co_return false;
    }
    if (complete) co_return true;
    const auto filled = co_await fill_silently(intake_->deadline());
    if (filled != Filled::bytes) co_return false;
  }
}

Task<bool> HttpConnection::receive_own_body() {
  if (parser_.head().expects_continue && parser_.state() == HttpParser::State::body) {
    const auto sent = co_await socket_.send(kContinue, std::string_view(),
                                            host_.config.send_patience, ended_.token());
    if (!sent) co_return false;
  }
  while (parser_.state() == HttpParser::State::body) {
    const std::size_t before = parser_.body().size();
    const std::size_t taken = parser_.feed(socket_.unread());
    const std::size_t payload = parser_.body().size() - before;
    socket_.consume(taken);
    auto refusal = intake_->body(payload, host_.loop.now());
    if (!refusal) refusal = intake_->framing(taken - payload);
    if (!refusal && parser_.state() == HttpParser::State::broken)
      refusal = refusal_of(parser_.refusal());
    if (refusal) {
      co_await refuse(*refusal);
      co_return false;
    }
    if (parser_.state() == HttpParser::State::done) break;
    const auto filled = co_await fill_silently(intake_->deadline());
    if (filled != Filled::bytes) co_return false;
  }
  co_return true;
}

// Refuses a client that is too slow, or whose buffer is full of what cannot be read.
Task<Filled> HttpConnection::fill_silently(Instant deadline) {
  const auto filled = co_await socket_.fill(deadline, ended_.token());
  const HttpResponse too_slow = RequestIntake::too_slow();
  const HttpResponse senseless = refusal_of(400);
  if (filled == Filled::late) co_await refuse(too_slow);
  if (filled == Filled::full) co_await refuse(senseless);
  co_return filled;
}

Task<bool> HttpConnection::answer() {
  CancelSource gone;
  const MessageHead& head = parser_.head();
  HttpRequest request{head.method, head.target, head.headers, parser_.body()};
  std::optional<StreamSocket::HangUp> hang_up;
  if (socket_.unread().empty() && parser_.state() == HttpParser::State::done)
    hang_up.emplace(socket_, gone);
  const CancelToken token = gone.token();
  auto answer = co_await host_.api.handle(request, token);
  hang_up.reset();
  const Queued answering(host_.answering, *this);
  if (const auto* response = std::get_if<HttpResponse>(&answer))
    co_return co_await respond(*response, can_go_on());
  co_return co_await forward();
}

// After a request that was read to its end, unless somebody does not want to.
bool HttpConnection::can_go_on() const {
  return parser_.head().keep_alive && !host_.closing && parser_.state() == HttpParser::State::done;
}

Task<bool> HttpConnection::forward() {
  const bool keep_alive = parser_.head().keep_alive && !host_.closing;
  const ProxiedRequest request{socket_, parser_, *intake_, keep_alive, ended_.token()};
  const auto forwarded = co_await forward_to_gateway(host_.loop, host_.config.proxy, request);
  if (ended_.token().cancelled()) co_return false;
  if (forwarded.end == Forwarded::End::left) {
    host_.api.counters().count("gateway", kClientLeft);
    co_return false;
  }
  if (host_.config.gateway_tried)
    host_.config.gateway_tried(forwarded.end != Forwarded::End::unreachable);
  if (forwarded.end == Forwarded::End::unreachable) {
    const HttpResponse unreachable = bad_gateway();
    host_.api.counters().count("gateway", unreachable.status);
    co_return co_await respond(unreachable, can_go_on());
  }
  const bool too_slow = forwarded.end == Forwarded::End::too_slow;
  if (too_slow || forwarded.end == Forwarded::End::senseless) {
    const HttpResponse refusal = too_slow ? RequestIntake::too_slow() : refusal_of(400);
    co_await refuse(refusal);
    co_return false;
  }
  host_.api.counters().count("gateway", forwarded.status);
  if (forwarded.end == Forwarded::End::kept) co_return true;
  co_await linger();
  co_return false;
}

// True when the connection goes on.
Task<bool> HttpConnection::respond(const HttpResponse& response, bool keep_alive) {
  reply_head_.clear();
  append_reply_head(reply_head_, response, host_.date(), keep_alive);
  const bool with_body = parser_.state() == HttpParser::State::head ||
                         parser_.state() == HttpParser::State::broken ||
                         parser_.head().method != "HEAD";
  const std::string_view body = with_body ? std::string_view(*response.body) : std::string_view();
  const auto sent =
      co_await socket_.send(reply_head_, body, host_.config.send_patience, ended_.token());
  if (sent && !keep_alive) co_await linger();
  co_return sent&& keep_alive;
}

Task<void> HttpConnection::refuse(const HttpResponse& response) {
  host_.api.counters().count("refused", response.status);
  co_await respond(response, false);
}

// Closing with something unread would make the client's system throw our answer away.
Task<void> HttpConnection::linger() {
  socket_.end_sending();
  const Instant deadline = host_.loop.now() + host_.config.linger_patience;
  std::size_t bytes = 0;
  while (bytes < kLingerBytes) {
    bytes += socket_.unread().size();
    socket_.consume(socket_.unread().size());
    const auto filled = co_await socket_.fill(deadline, ended_.token());
    if (filled != Filled::bytes) co_return;
  }
}

}  // namespace controller::posix
