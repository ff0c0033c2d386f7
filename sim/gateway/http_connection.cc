#include "sim/gateway/http_connection.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "controller/base/ascii.h"
#include "sim/gateway/http_model.h"

namespace sim {
namespace {

std::optional<std::size_t> number_of(std::string_view text, int base) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  constexpr std::size_t kMost = std::size_t{1} << 40U;
  return whole && number < kMost ? std::optional(number) : std::nullopt;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view reason_of(int status) {
  if (status == 200) return "OK";
  return status == 404 ? "Not Found" : "Bad Request";
}

}  // namespace

std::string GatewayConnection::receive(std::string_view bytes) {
  std::string out;
  held_ += bytes;
  while (!over_ && step(out)) {
  }
  return out;
}

// False: more bytes are needed.
bool GatewayConnection::step(std::string& out) {
  std::string line;
  switch (phase_) {
    case Phase::head:
      return take_head(out);
    case Phase::body:
      if (!take_body()) return false;
      end_request(out);
      return true;
    case Phase::chunk_size: {
      if (!take_line(line)) return false;
      const auto size = number_of(line.substr(0, line.find(';')), 16);
      if (!size) return refuse(out);
      left_ = *size + 2;
      phase_ = *size == 0 ? Phase::trailer : Phase::chunk;
      return true;
    }
    case Phase::chunk:
      if (!take_body()) return false;
      phase_ = Phase::chunk_size;
      return true;
    case Phase::trailer:
      if (!take_line(line)) return false;
      if (line.empty()) end_request(out);
      return true;
  }
  return false;
}

bool GatewayConnection::take_head(std::string& out) {
  const std::size_t end = held_.find("\r\n\r\n");
  if (end == std::string::npos) return held_.size() > kHeadMax && refuse(out);
  const std::string head = held_.substr(0, end + 2);
  held_.erase(0, end + 4);
  const std::size_t first = head.find(' ');
  const std::size_t second = head.find(' ', first + 1);
  const std::size_t line_end = head.find("\r\n");
  if (second == std::string::npos || second > line_end) return refuse(out);
  method_ = head.substr(0, first);
  const std::string target = head.substr(first + 1, second - first - 1);
  path_ = target.substr(0, target.find('?'));
  const std::string_view version = std::string_view(head).substr(second + 1, line_end - second - 1);
  if (!version.starts_with("HTTP/1.")) return refuse(out);
  close_ = version == "HTTP/1.0";
  left_ = 0;
  phase_ = Phase::body;
  for (std::size_t at = line_end + 2; at < head.size();) {
    const std::size_t next = head.find("\r\n", at);
    const std::string_view line = std::string_view(head).substr(at, next - at);
    at = next + 2;
    const std::string_view name = line.substr(0, line.find(':'));
    const std::string_view value = trimmed(line.substr(std::min(name.size() + 1, line.size())));
    if (controller::equal_ignoring_case(name, "connection"))
      close_ = close_ || controller::equal_ignoring_case(value, "close");
    if (controller::equal_ignoring_case(name, "transfer-encoding")) phase_ = Phase::chunk_size;
    if (!controller::equal_ignoring_case(name, "content-length")) continue;
    const auto length = number_of(value, 10);
    if (!length) return refuse(out);
    left_ = *length;
  }
  return true;
}

bool GatewayConnection::take_body() {
  const std::size_t taken = std::min(left_, held_.size());
  held_.erase(0, taken);
  left_ -= taken;
  return left_ == 0;
}

bool GatewayConnection::take_line(std::string& line) {
  const std::size_t end = held_.find("\r\n");
  if (end == std::string::npos) return false;
  line = held_.substr(0, end);
  held_.erase(0, end + 2);
  return true;
}

void GatewayConnection::end_request(std::string& out) {
  answer(out);
  phase_ = Phase::head;
  over_ = close_;
}

void GatewayConnection::answer(std::string& out) {
  const GatewayReply reply = gateway_reply(method_, path_);
  out += "HTTP/1.1 " + std::to_string(reply.status) + ' ';
  out += reason_of(reply.status);
  out += "\r\nContent-Type: " + reply.content_type;
  out += "\r\nContent-Length: " + std::to_string(reply.body.size());
  out += close_ ? "\r\nConnection: close\r\n\r\n" : "\r\nConnection: keep-alive\r\n\r\n";
  if (method_ != "HEAD") out += reply.body;
}

bool GatewayConnection::refuse(std::string& out) {
  out += "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
  over_ = true;
  return true;
}

}  // namespace sim
