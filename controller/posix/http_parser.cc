#include "controller/posix/http_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <vector>

#include "controller/base/ascii.h"

namespace controller::posix {
namespace {

namespace http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

constexpr int kBadRequest = 400;
constexpr int kNotImplemented = 501;
constexpr int kVersionNotSupported = 505;

std::string_view text(string_view view) { return {view.data(), view.size()}; }

// Folded lines (RFC 9112, 5.2) are read differently by different programs.
bool has_folded_line(std::string_view head) {
  return head.find("\n ") != std::string_view::npos || head.find("\n\t") != std::string_view::npos;
}

std::size_t count(std::span<const HttpHeader> headers, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(headers, [name](const HttpHeader& header) {
    return equal_ignoring_case(header.name, name);
  }));
}

// `http://host/path` is `/path`; nothing for what is no target of ours.
std::optional<std::string_view> origin_form(std::string_view method, std::string_view target) {
  if (target.starts_with('/')) return target;
  if (target == "*" && method == "OPTIONS") return target;
  constexpr std::string_view kScheme = "http://";
  if (!equal_ignoring_case(target.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  const std::size_t path = target.find_first_of("/?#", kScheme.size());
  if (path == std::string_view::npos) return "/";
  if (target[path] != '/') return std::nullopt;
  return target.substr(path);
}

// What is wrong with the length that the head tells, as a status; 0: nothing.
int framing_refusal(const MessageHead& head) {
  const std::size_t codings = count(head.headers, "transfer-encoding");
  const std::size_t lengths = count(head.headers, "content-length");
  if (lengths > 1 || codings > 1 || (codings > 0 && lengths > 0)) return kBadRequest;
  if (lengths == 1 &&
      !std::ranges::all_of(*only_header(head.headers, "content-length"), is_digit_ascii))
    return kBadRequest;  // `5, 5` too
  if (codings == 0) return 0;
  if (!head.http_1_1) return kBadRequest;
  const auto coding = only_header(head.headers, "transfer-encoding");
  return equal_ignoring_case(*coding, "chunked") ? 0 : kNotImplemented;
}

int request_refusal(const MessageHead& head) {
  if (const int status = framing_refusal(head)) return status;
  const std::size_t hosts = count(head.headers, "host");
  if (hosts > 1 || (hosts == 0 && head.http_1_1)) return kBadRequest;
  return 0;
}

}  // namespace

class HttpParser::Machine {
 public:
  virtual ~Machine() = default;
  virtual void restart(bool no_body) = 0;
  virtual std::size_t put(std::string_view bytes) = 0;
  virtual void put_end() = 0;

  State state = State::head;
  MessageHead head;
  std::string body;
  int refusal = kBadRequest;

 protected:
  void begin() {
    state = State::head;
    head = MessageHead();
    body.clear();
    refusal = kBadRequest;
    texts_.clear();
    fields_.clear();
    headers_.clear();
  }
  void fail(int status) {
    state = State::broken;
    refusal = status;
  }
  // Kept in one text, since the bytes they come in do not stay.
  void keep(std::string_view value) {
    texts_ += value;
    fields_.push_back(value.size());
  }
  // The kept ones, in their order.
  void read_fields(bool is_request) {
    std::string_view rest = texts_;
    std::size_t at = 0;
    const auto next = [&] {
      const std::string_view field = rest.substr(0, fields_[at]);
      rest.remove_prefix(fields_[at++]);
      return field;
    };
    if (is_request) {
      head.method = next();
      head.target = next();
    }
    while (at < fields_.size()) {
      const std::string_view name = next();
      const std::string_view value = next();
      headers_.push_back({name, value});
    }
    head.headers = headers_;
  }

 private:
  std::string texts_;
  std::vector<std::size_t> fields_;  // their lengths
  std::vector<HttpHeader> headers_;
};

template <bool is_request>
class HttpParser::Beast final : public Machine {
 public:
  Beast() { restart(false); }

  void restart(bool no_body) override {
    begin();
    parser_.emplace(*this);
    if (no_body) parser_->skip(true);
  }

  std::size_t put(std::string_view bytes) override {
    if (state == State::head) return put_head(bytes);
    std::size_t taken = 0;
    while (state == State::body && taken < bytes.size()) {
      const std::size_t step = put_once(bytes.substr(taken));
      if (step == 0) break;
      taken += step;
    }
    return taken;
  }

  void put_end() override {
    error_code error;
    parser_->put_eof(error);
    if (error || !parser_->is_done()) {
      fail(kBadRequest);
    } else {
      state = State::done;
    }
  }

 private:
  class Parser final : public http::basic_parser<is_request> {
   public:
    explicit Parser(Beast& beast) : beast_(beast) {
      this->body_limit(boost::none);
      // The listener counts bytes itself; this bounds the trailers of a stream.
      this->header_limit(std::uint32_t{64} << 10U);
    }

   private:
    void on_request_impl(http::verb /*verb*/, string_view method, string_view target, int version,
                         error_code& /*error*/) override {
      beast_.head.http_1_1 = version == 11;
      beast_.keep(text(method));
      beast_.keep(text(target));
    }
    void on_response_impl(int code, string_view /*reason*/, int version,
                          error_code& /*error*/) override {
      beast_.head.http_1_1 = version == 11;
      beast_.head.status = code;
    }
    void on_field_impl(http::field /*field*/, string_view name, string_view value,
                       error_code& /*error*/) override {
      if (beast_.state != State::head) return;  // a trailer
      beast_.keep(text(name));
      beast_.keep(text(value));
    }
    void on_header_impl(error_code& /*error*/) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                           error_code& /*error*/) override {}
    std::size_t on_body_impl(string_view bytes, error_code& /*error*/) override {
      beast_.body += text(bytes);
      return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t /*size*/, string_view /*extensions*/,
                              error_code& /*error*/) override {}
    std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, string_view bytes,
                                   error_code& /*error*/) override {
      beast_.body += text(bytes);
      return bytes.size();
    }
    void on_finish_impl(error_code& /*error*/) override {}

    Beast& beast_;
  };

  std::size_t put_once(std::string_view bytes) {
    error_code error;
    const std::size_t taken = parser_->put(boost::asio::buffer(bytes), error);
    if (error && error != http::error::need_more) {
      fail(error == http::error::bad_version ? kVersionNotSupported : kBadRequest);
    } else if (parser_->is_done()) {
      state = State::done;
    }
    return taken;
  }

  std::size_t put_head(std::string_view bytes) {
    const std::size_t taken = put_once(bytes);
    // A folded line is taken together with the one before it.
    if (has_folded_line(bytes.substr(0, taken))) fail(kBadRequest);
    if (state == State::broken || !parser_->is_header_done()) return taken;
    read_fields(is_request);
    // An old client has to be told that it may go on: else it waits for the end.
    head.keep_alive = parser_->keep_alive() && head.http_1_1;
    head.chunked = parser_->chunked();
    if (const auto length = parser_->content_length()) head.content_length = *length;
    check();
    if (state == State::head) state = State::body;
    return taken;
  }

  void check() {
    const auto target = is_request ? origin_form(head.method, head.target) : std::string_view();
    const int status = is_request ? request_refusal(head) : framing_refusal(head);
    if (status != 0 || !target) {
      fail(status != 0 ? status : kBadRequest);
      return;
    }
    head.target = *target;
    const auto expected = only_header(head.headers, "expect");
    head.expects_continue =
        head.http_1_1 && expected && equal_ignoring_case(*expected, "100-continue");
  }

  std::optional<Parser> parser_;
};

HttpParser::HttpParser(MessageKind kind) {
  if (kind == MessageKind::request) {
    machine_ = std::make_unique<Beast<true>>();
  } else {
    machine_ = std::make_unique<Beast<false>>();
  }
}
HttpParser::~HttpParser() = default;
HttpParser::HttpParser(HttpParser&&) noexcept = default;
HttpParser& HttpParser::operator=(HttpParser&&) noexcept = default;

void HttpParser::begin(bool no_body) { machine_->restart(no_body); }
HttpParser::State HttpParser::state() const { return machine_->state; }
std::size_t HttpParser::feed(std::string_view bytes) { return machine_->put(bytes); }
void HttpParser::feed_end() { machine_->put_end(); }
const MessageHead& HttpParser::head() const { return machine_->head; }
std::string& HttpParser::body() { return machine_->body; }
int HttpParser::refusal() const { return machine_->refusal; }

}  // namespace controller::posix
