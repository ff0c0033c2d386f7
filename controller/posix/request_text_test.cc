#include "controller/posix/request_text.h"

#include <gtest/gtest.h>

#include <string>

namespace controller::posix {
namespace {

// `host port target`, with `tls` before it for https; `none` when it cannot be written.
std::string parts_of(const std::string& url) {
  const auto text = request_text({"GET", url, {}, {}});
  if (!text) return "none";
  const Destination& to = text->destination;
  const std::string line = text->bytes.substr(4, text->bytes.find(" HTTP/1.1") - 4);
  return (to.tls ? "tls " : "") + to.host + " " + to.port + " " + line;
}

TEST(RequestText, TakesUrlsApart) {
  EXPECT_EQ(parts_of("http://a.example"), "a.example 80 /");
  EXPECT_EQ(parts_of("https://a.example/v1/x?y=%2F&z"), "tls a.example 443 /v1/x?y=%2F&z");
  EXPECT_EQ(parts_of("http://127.0.0.1:8080?q"), "127.0.0.1 8080 /?q");
  EXPECT_EQ(parts_of("http://[::1]:8080/a#b"), "::1 8080 /a");
  EXPECT_EQ(parts_of("https://[::1]/"), "tls ::1 443 /");
}

TEST(RequestText, RefusesOtherUrls) {
  for (const char* url :
       {"", "a.example/", "ftp://a/", "http://", "http:///x", "http://a:/", "http://a:0/",
        "http://a:65536/", "http://a:8o/", "http://[::1/", "http://[::1]x/", "http://u@a/",
        "http://a/b c", "http://a/\r\nX: y", "http://a/\x7f", "HTTP://a/"})
    EXPECT_EQ(parts_of(url), "none") << url;
}

TEST(RequestText, WritesHeadAndBody) {
  const auto text = request_text(
      {"POST", "https://api.example:8443/v1/x", {{"Authorization", "Bearer t"}}, "{}"});
  ASSERT_TRUE(text);
  EXPECT_EQ(
      text->bytes,
      "POST /v1/x HTTP/1.1\r\nHost: api.example:8443\r\nConnection: close\r\n"
      "User-Agent: pairing-instance\r\nAuthorization: Bearer t\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(request_text({"GET", "http://a/", {}, {}})->bytes.find("Content-Length"),
            std::string::npos);
  EXPECT_NE(request_text({"DELETE", "http://a/", {}, {}})->bytes.find("Content-Length: 0\r\n"),
            std::string::npos);
}

TEST(RequestText, LetsNothingIntoTheHead) {
  EXPECT_FALSE(request_text({"GE T", "http://a/", {}, {}}));
  EXPECT_FALSE(request_text({"", "http://a/", {}, {}}));
  EXPECT_FALSE(request_text({"GET", "http://a/", {{"A", "b\r\nC: d"}}, {}}));
  EXPECT_FALSE(request_text({"GET", "http://a/", {{"A:", "b"}}, {}}));
  EXPECT_FALSE(request_text({"GET", "http://a/", {{"", "b"}}, {}}));
  EXPECT_FALSE(request_text({"GET", "http://a/", {{"A", std::string("b\0", 2)}}, {}}));
  EXPECT_TRUE(request_text({"GET", "http://a/", {{"A", "b\tc \xc3\xbc"}}, {}}));
}

}  // namespace
}  // namespace controller::posix
