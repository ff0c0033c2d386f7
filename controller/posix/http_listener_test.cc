#include "controller/posix/http_listener.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <regex>
#include <string>
#include <vector>

#include "controller/base/testing/allocation_counter.h"
#include "controller/posix/testing/raw_socket.h"
#include "controller/posix/testing/served_api.h"

namespace controller::posix {
namespace {

using std::chrono::milliseconds;
using testing::RawSocket;
using testing::ServedApi;
using testing::without_date;

constexpr std::string_view kHealth = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
constexpr std::string_view kHealthBody = R"({"status":"ok"})";

std::string status_of(const std::string& reply) {
  return reply.size() < 12 ? reply : reply.substr(9, 3);
}

// What comes back for these bytes until the listener closes; our side ends after them.
std::string reply_to(std::uint16_t port, std::string_view bytes) {
  RawSocket socket = RawSocket::connect(port);
  socket.send(bytes);
  socket.end_sending();
  return socket.receive_all();
}

class HttpListenerTest : public ::testing::Test {
 protected:
  // The status of each request's bytes, each on a connection of its own.
  static std::vector<std::string> statuses(ServedApi& served,
                                           const std::vector<std::string>& requests) {
    std::vector<std::string> statuses;
    served.run([&] {
      for (const std::string& request : requests)
        statuses.push_back(status_of(reply_to(served.port, request)));
    });
    return statuses;
  }
};

TEST_F(HttpListenerTest, AnswersWithLengthTypeAndDate) {
  ServedApi served;
  std::string reply;
  served.run([&] { reply = reply_to(served.port, kHealth); });
  EXPECT_EQ(without_date(reply),
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n" +
                std::string(kHealthBody));
  EXPECT_TRUE(std::regex_search(
      reply,
      std::regex("date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT")));
}

TEST_F(HttpListenerTest, KeepsTheConnectionAndTheOrderOfPipelinedRequests) {
  ServedApi served;
  std::string first;
  std::string rest;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send(kHealth);
    first = socket.receive_until(kHealthBody);
    socket.send(std::string(kHealth) + "GET /_kilo/version HTTP/1.1\r\nHost: x\r\n\r\n" +
                "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    rest = socket.receive_all();
  });
  EXPECT_EQ(status_of(first), "200");
  EXPECT_EQ(status_of(rest), "200");
  const std::size_t second = rest.find("HTTP/1.1 401");
  EXPECT_NE(second, std::string::npos);
  EXPECT_NE(rest.find("connection: close", second), std::string::npos);
  EXPECT_TRUE(rest.ends_with(kHealthBody));
}

TEST_F(HttpListenerTest, TakesRequestsByteByByte) {
  ServedApi served;
  std::string reply;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    const std::string request =
        "POST /_kilo/pairing/channels/approve HTTP/1.1\r\nHost: x\r\n"
        "Authorization: Bearer secret\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;x=y\r\n{\"a\r\n3\r\n\":1\r\n1\r\n}\r\n0\r\nTrailer: t\r\n\r\n";
    for (const char byte : request) socket.send(std::string_view(&byte, 1));
    socket.end_sending();
    reply = socket.receive_all();
  });
  EXPECT_EQ(status_of(reply), "400");
  EXPECT_TRUE(reply.ends_with("Missing required fields: channel and code\"}")) << reply;
}

TEST_F(HttpListenerTest, ClosesWhenTheClientWantsIt) {
  ServedApi served;
  std::string closed;
  std::string old;
  std::string kept;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    closed = socket.receive_all();
    RawSocket older = RawSocket::connect(served.port);
    older.send("GET /health HTTP/1.0\r\n\r\n");
    old = older.receive_all();
    // It would have to be told that it may go on, and one that was not told waits for the end.
    RawSocket keeping = RawSocket::connect(served.port);
    keeping.send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    kept = keeping.receive_until(kHealthBody);
  });
  EXPECT_NE(closed.find("connection: close\r\n"), std::string::npos);
  EXPECT_NE(old.find("connection: close\r\n"), std::string::npos);
  EXPECT_NE(kept.find("connection: close\r\n"), std::string::npos);
}

TEST_F(HttpListenerTest, RefusesWhatTwoProgramsCouldReadDifferently) {
  ServedApi served;
  const std::string start = "GET /health HTTP/1.1\r\n";
  const std::vector<std::string> requests = {
      start + "\r\n",                                                                // no host
      start + "Host: x\r\nHost: x\r\n\r\n",                                          //
      start + "Host: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",          //
      start + "Host: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",  //
      start + "Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
      start + "Host: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
      start + "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
      start + "Host: x\r\nX: a\r\n b\r\n\r\n",
      start + "Host: x\r\nX: " + std::string(1, '\0') + "\r\n\r\n",
      start + "Host: x\r\nContent-Length: +1\r\n\r\na",
      start + "Host: x\r\nContent-Length: 1, 1\r\n\r\na",
      "GET http://x?a/health HTTP/1.1\r\nHost: x\r\n\r\n",
      start + "Host : x\r\n\r\n",
      "GET /health HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
      "GET /health HTTP/3.0\r\nHost: x\r\n\r\n",
      "GET health HTTP/1.1\r\nHost: x\r\n\r\n",
      "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
      "\x16\x03\x01\x02\r\n\r\n",
      "GET  /health HTTP/1.1\r\nHost: x\r\n\r\n",
  };
  EXPECT_EQ(statuses(served, requests),
            (std::vector<std::string>{"400", "400", "400", "400", "400", "501", "501", "400", "400",
                                      "400", "400", "400", "400", "400", "505", "400", "400", "400",
                                      "400"}));
}

TEST_F(HttpListenerTest, TakesAbsoluteTargets) {
  ServedApi served;
  EXPECT_EQ(statuses(served, {"GET http://x/health HTTP/1.1\r\nHost: x\r\n\r\n",
                              "GET HTTP://x:80/_kilo/version HTTP/1.1\r\nHost: x\r\n\r\n"}),
            (std::vector<std::string>{"200", "401"}));
}

TEST_F(HttpListenerTest, BoundsTheHead) {
  ServedApi served;
  const auto head_of = [](std::size_t bytes) {
    const std::string start = "GET /health HTTP/1.1\r\nHost: x\r\nX: ";
    return start + std::string(bytes - start.size() - 4, 'x') + "\r\n\r\n";
  };
  EXPECT_EQ(statuses(served, {head_of(16384), head_of(16385), head_of(10'000'000)}),
            (std::vector<std::string>{"200", "431", "431"}));
}

TEST_F(HttpListenerTest, BoundsOwnBodiesHoweverTheyCome) {
  ServedApi served;
  const std::string start =
      "POST /_kilo/pairing/devices/approve HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\n";
  const std::string length = "Content-Length: ";
  const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
  const auto in_chunks = [](std::size_t bytes) {
    std::string chunks;
    for (std::size_t left = bytes; left > 0; left -= std::min<std::size_t>(left, 16)) {
      const std::string chunk(std::min<std::size_t>(left, 16), ' ');
      chunks += (chunk.size() == 16 ? "10\r\n" : "1\r\n") + chunk + "\r\n";
    }
    return chunks + "0\r\n\r\n";
  };
  std::string tiny;
  for (int i = 0; i < 20000; ++i) tiny += "1\r\n \r\n";
  std::string extensions;
  for (int i = 0; i < 5000; ++i) extensions += "1;" + std::string(20, 'e') + "\r\na\r\n";
  EXPECT_EQ(
      statuses(served,
               {start + length + "65536\r\n\r\n" + std::string(65536, ' '),
                start + length + "65537\r\n\r\n", start + length + "99999999999999999999\r\n\r\n",
                start + chunked + "20000\r\n" + std::string(0x20000, ' '),
                start + chunked + extensions + "0\r\n\r\n", start + chunked + "zz\r\n",
                start + chunked + in_chunks(65536), start + chunked + in_chunks(65537),
                start + chunked + tiny + "0\r\n\r\n"}),
      (std::vector<std::string>{"400", "413", "400", "413", "413", "400", "400", "413", "413"}));
}

TEST_F(HttpListenerTest, CutsSlowSendersOff) {
  ListenerConfig config;
  config.request.patience = milliseconds(40);
  ServedApi served(config);
  std::vector<std::string> replies;
  served.run([&] {
    for (const std::string_view bytes :
         {"GET /health HT", "POST /_kilo/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"}) {
      RawSocket socket = RawSocket::connect(served.port);
      socket.send(bytes);
      replies.push_back(status_of(socket.receive_all()));
    }
  });
  EXPECT_EQ(replies, (std::vector<std::string>{"408", "408"}));
}

TEST_F(HttpListenerTest, SaysContinueToThoseThatWait) {
  ServedApi served;
  std::string first;
  std::string reply;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send(
        "POST /_kilo/pairing/devices/approve HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        "secret\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    first = socket.receive_until("\r\n\r\n");
    socket.send("{}");
    socket.end_sending();
    reply = socket.receive_all();
  });
  EXPECT_EQ(first, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(status_of(reply), "400");
}

TEST_F(HttpListenerTest, SendsNoBodyForHead) {
  ServedApi served;
  std::string reply;
  served.run(
      [&] { reply = reply_to(served.port, "HEAD /_kilo/pairing/x HTTP/1.1\r\nHost: x\r\n\r\n"); });
  EXPECT_EQ(status_of(reply), "401");
  EXPECT_NE(reply.find("content-length: 24\r\n"), std::string::npos);
  EXPECT_TRUE(reply.ends_with("\r\n\r\n"));
}

TEST_F(HttpListenerTest, ClosesIdleConnections) {
  ListenerConfig config;
  config.idle_patience = milliseconds(20);
  ServedApi served(config);
  bool closed = false;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send(kHealth);
    closed = socket.closed_by_peer();
  });
  EXPECT_TRUE(closed);
}

TEST_F(HttpListenerTest, TheLongestSilentConnectionMakesRoom) {
  ListenerConfig config;
  config.connections_max = 3;
  ServedApi served(config);
  std::string reply;
  bool first_closed = false;
  std::string second;
  served.run([&] {
    std::vector<RawSocket> silent;
    for (int i = 0; i < 3; ++i) {
      silent.push_back(RawSocket::connect(served.port));
      silent.back().send(kHealth);
      silent.back().receive_until(kHealthBody);
    }
    reply = reply_to(served.port, kHealth);
    first_closed = silent[0].closed_by_peer();
    silent[1].send(kHealth);
    second = silent[1].receive_until(kHealthBody);
  });
  EXPECT_EQ(status_of(reply), "200");
  EXPECT_TRUE(first_closed);
  EXPECT_EQ(status_of(second), "200");
}

TEST_F(HttpListenerTest, ACrowdThatComesAtOnceKeepsNobodyOut) {
  ListenerConfig config;
  config.connections_max = 3;
  ServedApi served(config);
  std::vector<RawSocket> crowd;
  for (int i = 0; i < 50; ++i) crowd.push_back(RawSocket::connect(served.port));
  RawSocket honest = RawSocket::connect(served.port);
  honest.send(kHealth);
  std::string reply;
  served.run([&] { reply = honest.receive_until(kHealthBody); });
  EXPECT_EQ(status_of(reply), "200");
}

TEST_F(HttpListenerTest, ForgetsAClientThatLeavesWhileItWaits) {
  ServedApi served;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send(
        "GET /_kilo/pairing/channels?refresh=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        "secret\r\n\r\n");
    EXPECT_EQ(socket.receive_some(50), "");
    EXPECT_EQ(served.listener.connections(), 1U);
    socket.close();
    for (int i = 0; i < 1000 && served.listener.connections() > 0; ++i)
      std::this_thread::sleep_for(milliseconds(5));
    EXPECT_EQ(served.listener.connections(), 0U);
  });
}

TEST_F(HttpListenerTest, ClosingEndsTheSilentAndAnswersTheWaiting) {
  ServedApi served;
  bool silent_closed = false;
  std::string answer;
  Scope scope(served.loop);
  served.run([&] {
    RawSocket silent = RawSocket::connect(served.port);
    silent.send(kHealth);
    silent.receive_until(kHealthBody);
    RawSocket waiting = RawSocket::connect(served.port);
    waiting.send(
        "GET /_kilo/pairing/channels?refresh=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        "secret\r\n\r\n");
    EXPECT_EQ(waiting.receive_some(50), "");
    served.loop.post_from_anywhere([&] {
      served.listener.close();
      served.controller.cache().stop();
    });
    silent_closed = silent.closed_by_peer();
    answer = waiting.receive_all();
  });
  EXPECT_TRUE(silent_closed);
  EXPECT_EQ(status_of(answer), "200");
  EXPECT_NE(answer.find("connection: close"), std::string::npos);
}

// Sends the request and waits for a reply of so many bytes, without allocating.
void ask(int socket, std::string_view request, std::size_t reply_bytes) {
  std::array<char, 4096> bytes{};
  ::send(socket, request.data(), request.size(), MSG_NOSIGNAL);
  for (std::size_t come = 0; come < reply_bytes;) {
    const ssize_t received = ::recv(socket, bytes.data(), bytes.size(), 0);
    ASSERT_GT(received, 0);
    come += static_cast<std::size_t>(received);
  }
}

TEST_F(HttpListenerTest, AnswersWithoutAllocating) {
  if (!controller::testing::kAllocationsAreCounted) GTEST_SKIP();
  ServedApi served;
  const std::string request =
      "GET /_kilo/pairing/channels HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer secret\r\n\r\n";
  std::size_t allocated = 0;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send(request);
    const std::size_t bytes = socket.receive_until("}").size();
    for (int i = 0; i < 10; ++i) ask(socket.number(), request, bytes);
    const std::size_t before = controller::testing::allocations();
    for (int i = 0; i < 100; ++i) ask(socket.number(), request, bytes);
    allocated = controller::testing::allocations() - before;
  });
  EXPECT_EQ(allocated, 0U);
}

TEST_F(HttpListenerTest, SaysWhyItCannotListen) {
  ServedApi served;
  HttpListener other(served.loop, served.clock, served.api);
  const auto taken = other.listen("127.0.0.1", served.port);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error(), "cannot listen on 127.0.0.1 port " + std::to_string(served.port) +
                               ": Address already in use");
  const auto senseless = other.listen("localhost", 0);
  ASSERT_FALSE(senseless);
  EXPECT_EQ(senseless.error(), "\"localhost\" is no IPv4 or IPv6 address");
}

}  // namespace
}  // namespace controller::posix
