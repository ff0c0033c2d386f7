#include "controller/http/request_intake.h"

namespace controller {
namespace {

HttpResponse too_large() {
  static const HttpBody kBody = body_of(R"({"error":"Request body too large"})");
  return HttpResponse{413, kBody};
}

}  // namespace

HttpResponse RequestIntake::too_slow() {
  static const HttpBody kBody = body_of(R"({"error":"Request timeout"})");
  return HttpResponse{408, kBody};
}

std::optional<HttpResponse> RequestIntake::head(std::size_t bytes) {
  static const HttpBody kBody = body_of(R"({"error":"Request header fields too large"})");
  head_bytes_ += bytes;
  if (head_bytes_ <= limits_.head_bytes) return std::nullopt;
  return HttpResponse{431, kBody};
}

std::optional<HttpResponse> RequestIntake::head_complete(
    std::string_view target, std::optional<std::uint64_t> content_length, Instant now) {
  own_ = target.starts_with(limits_.own_prefix);
  if (!own_) deadline_ = now + limits_.patience;
  if (own_ && content_length && *content_length > limits_.body_bytes) return too_large();
  return std::nullopt;
}

std::optional<HttpResponse> RequestIntake::body(std::size_t bytes, Instant now) {
  if (!own_) {
    deadline_ = now + limits_.patience;
    return std::nullopt;
  }
  body_bytes_ += bytes;
  if (body_bytes_ <= limits_.body_bytes) return std::nullopt;
  return too_large();
}

std::optional<HttpResponse> RequestIntake::framing(std::size_t bytes) {
  framing_bytes_ += bytes;
  if (!own_ || framing_bytes_ <= limits_.body_bytes) return std::nullopt;
  return too_large();
}

}  // namespace controller
