#include "controller/posix/http_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>
#include <utility>

#include "controller/base/wait.h"
#include "controller/posix/request_text.h"

namespace controller::posix {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Error = boost::system::error_code;
using Parser = http::response_parser<http::string_body>;

constexpr std::uint64_t kReplyBytesMax = std::uint64_t{11} << 20U;
constexpr std::uint32_t kHeadBytesMax = std::uint32_t{64} << 10U;

InboundReply reply_of(Parser::value_type&& message) {
  InboundReply reply;
  reply.status = static_cast<int>(message.result_int());
  for (const auto& field : message)
    reply.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  reply.body = std::move(message.body());
  return reply;
}

bool is_address(const std::string& host) {
  Error error;
  asio::ip::make_address(host, error);
  return !error;
}

}  // namespace

class HttpClient::Tls {
 public:
  Tls() : context(asio::ssl::context::tls_client) {
    context.set_default_verify_paths();
    context.set_verify_mode(asio::ssl::verify_peer);
    context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                        asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                        asio::ssl::context::no_tlsv1_1);
  }
  asio::ssl::context context;
};

// One request and its reply. Its handlers keep it alive; once it is closed they do nothing more.
class HttpClient::Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(EventLoop& loop, asio::ssl::context& tls, RequestText request, bool only_head)
      : request_(std::move(request)),
        only_head_(only_head),
        resolver_(loop.context()),
        stream_(loop.context(), tls),
        done_(loop) {}

  Event& done() { return done_; }
  // Once done.
  Result<InboundReply, TransportError> take() { return std::move(*result_); }

  void begin() {
    const Destination& to = request_.destination;
    if (to.tls && !prepare_tls(to.host)) return fail("TLS cannot be set up");
    resolver_.async_resolve(to.host, to.port, [self = shared_from_this()](auto error, auto found) {
      if (self->goes_on(error)) self->connect(found);
    });
  }
  void close() {
    closed_ = true;
    resolver_.cancel();
    Error ignored;
    stream_.next_layer().close(ignored);
  }

 private:
  bool prepare_tls(const std::string& host) {
    Error error;
    stream_.set_verify_callback(asio::ssl::host_name_verification(host), error);
    if (error) return false;
    return is_address(host) || SSL_set_tlsext_host_name(stream_.native_handle(), host.c_str()) == 1;
  }

  void connect(const tcp::resolver::results_type& found) {
    asio::async_connect(stream_.next_layer(), found,
                        [self = shared_from_this()](auto error, const auto& /*to*/) {
                          if (!self->goes_on(error)) return;
                          Error ignored;
                          self->stream_.next_layer().set_option(tcp::no_delay(true), ignored);
                          if (!self->request_.destination.tls)
                            return self->write(self->stream_.next_layer());
                          self->shake_hands();
                        });
  }
  void shake_hands() {
    stream_.async_handshake(asio::ssl::stream_base::client,
                            [self = shared_from_this()](auto error) {
                              if (self->goes_on(error)) self->write(self->stream_);
                            });
  }
  // From here on nobody knows whether the request was carried out.
  template <class Stream>
  void write(Stream& stream) {
    failure_ = TransportFailure::broken;
    asio::async_write(stream, asio::buffer(request_.bytes),
                      [self = shared_from_this(), &stream](auto error, auto /*bytes*/) {
                        if (self->goes_on(error)) self->read(stream);
                      });
  }
  template <class Stream>
  void read(Stream& stream) {
    parser_.emplace();
    parser_->body_limit(kReplyBytesMax);
    parser_->header_limit(kHeadBytesMax);
    parser_->skip(only_head_);
    http::async_read(stream, buffer_, *parser_,
                     [self = shared_from_this(), &stream](auto error, auto /*bytes*/) {
                       if (!self->goes_on(error)) return;
                       // 100 to 199 announce the reply, which is still to come.
                       if (self->parser_->get().result_int() < 200) return self->read(stream);
                       self->finish(reply_of(self->parser_->release()));
                     });
  }

  bool goes_on(const Error& error) {
    if (closed_) return false;
    if (error) fail(error.message());
    return !error;
  }
  void fail(std::string text) { finish(Failure{TransportError{failure_, std::move(text)}}); }
  void finish(Result<InboundReply, TransportError> result) {
    result_ = std::move(result);
    close();
    done_.set();
  }

  RequestText request_;
  bool only_head_;
  tcp::resolver resolver_;
  asio::ssl::stream<tcp::socket> stream_;  // without TLS only the socket in it is used
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  TransportFailure failure_ = TransportFailure::unreachable;
  bool closed_ = false;
  std::optional<Result<InboundReply, TransportError>> result_;
  Event done_;
};

HttpClient::HttpClient(EventLoop& loop) : loop_(loop), tls_(std::make_unique<Tls>()) {}
HttpClient::~HttpClient() = default;

Task<Result<InboundReply, TransportError>> HttpClient::send(const OutboundRequest& request,
                                                            CancelToken token) {
  if (token.cancelled()) co_return Failure{TransportError{TransportFailure::cancelled, "given up"}};
  auto text = request_text(request);
  if (!text)
    co_return Failure{
        TransportError{TransportFailure::unreachable, "the request cannot be written as HTTP"}};
  const auto exchange =
      std::make_shared<Exchange>(loop_, tls_->context, std::move(*text), request.method == "HEAD");
  struct Closing {
    Exchange& exchange;
    ~Closing() { exchange.close(); }
  };
  const Closing closing{*exchange};
  exchange->begin();
  (void)co_await exchange->done().wait(token);
  if (!exchange->done().is_set())
    co_return Failure{TransportError{TransportFailure::cancelled, "given up"}};
  co_return exchange->take();
}

}  // namespace controller::posix
