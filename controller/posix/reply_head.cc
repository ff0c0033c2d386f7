#include "controller/posix/reply_head.h"

#include <array>
#include <chrono>
#include <cstdio>

#include "controller/base/json_text.h"

namespace controller::posix {
namespace {

// The statuses that routes, listener and proxy give (RFC 9110, 15); others may have any phrase.
std::string_view phrase_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

}  // namespace

std::string http_date(WallTime time) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto midnight = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(seconds - midnight);
  std::array<char, 64> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
      kDays.at(std::chrono::weekday(midnight).c_encoding()), static_cast<unsigned>(date.day()),
      kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

void append_status_line(std::string& out, int status) {
  out += "HTTP/1.1 ";
  append_json_number(out, static_cast<std::uint64_t>(status));
  out.append(" ").append(phrase_of(status)).append("\r\n");
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_reply_head(std::string& out, const HttpResponse& response, std::string_view date,
                       bool keep_alive) {
  append_status_line(out, response.status);
  append_header(out, "content-type", response.content_type);
  out += "content-length: ";
  append_json_number(out, response.body->size());
  out += "\r\n";
  append_header(out, "date", date);
  if (!keep_alive) append_header(out, "connection", "close");
  out += "\r\n";
}

}  // namespace controller::posix
