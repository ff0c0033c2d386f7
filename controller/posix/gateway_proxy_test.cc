#include "controller/posix/gateway_proxy.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "controller/posix/testing/raw_socket.h"
#include "controller/posix/testing/served_api.h"

namespace controller::posix {
namespace {

using std::chrono::milliseconds;
using testing::RawServer;
using testing::RawSocket;
using testing::ServedApi;
using testing::without_date;

ListenerConfig with_gateway(std::uint16_t port) {
  ListenerConfig config;
  config.proxy.port = port;
  return config;
}

// A gateway that reads a head, keeps it, and sends this.
class Gateway {
 public:
  explicit Gateway(std::string reply)
      : server_([this, reply = std::move(reply)](RawSocket& socket) {
          request += socket.receive_until("\r\n\r\n");
          socket.send(reply);
        }) {}
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  std::string request;  // once it was answered

 private:
  RawServer server_;
};

// What a client gets back for `request` when the gateway replies `reply`; the client waits for the
// listener to close.
struct Seen {
  std::string by_gateway;
  std::string by_client;
};
Seen through(const std::string& reply, std::string_view request) {
  Gateway gateway(reply);
  Seen seen;
  {
    ServedApi served(with_gateway(gateway.port()));
    served.run([&] {
      RawSocket socket = RawSocket::connect(served.port);
      socket.send(request);
      seen.by_client = socket.receive_all();
    });
  }
  seen.by_gateway = gateway.request;
  return seen;
}

TEST(GatewayProxy, PassesOnWhatIsForTheGatewayAndNoMore) {
  const Seen seen = through(
      "HTTP/1.1 404 Nope\r\nX-Reply: 1\r\nKeep-Alive: 9\r\nConnection: x-hop\r\nX-Hop: 1\r\n"
      "Content-Length: 3\r\n\r\nabc",
      "GET /path?q=1 HTTP/1.1\r\nHost: outside\r\nX-Own: v\r\n"
      "x-kiloclaw-proxy-token: secret\r\nConnection: close, x-mine\r\nX-Mine: 1\r\n\r\n");
  EXPECT_EQ(
      seen.by_gateway,
      "GET /path?q=1 HTTP/1.1\r\nhost: 127.0.0.1:3001\r\nX-Own: v\r\nconnection: close\r\n\r\n");
  EXPECT_EQ(
      seen.by_client,
      "HTTP/1.1 404 Not Found\r\nX-Reply: 1\r\nContent-Length: 3\r\nconnection: close\r\n\r\nabc");
}

TEST(GatewayProxy, KeepsTheClientsConnection) {
  Gateway gateway("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  ServedApi served(with_gateway(gateway.port()));
  std::string first;
  std::string second;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    first = socket.receive_until("hi");
    socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    second = socket.receive_until("hi");
  });
  EXPECT_EQ(first, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_EQ(second, first);
}

TEST(GatewayProxy, FramesRepliesForTheClient) {
  const std::string get = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const std::string old = "GET / HTTP/1.0\r\n\r\n";
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;e=1\r\nabc\r\n0\r\nT: 1\r\n\r\n";
  const std::string until_end = "HTTP/1.1 200 OK\r\n\r\nabc";
  const std::string head = "HTTP/1.1 200 OK\r\n";
  EXPECT_EQ(through(chunked, get).by_client,
            head + "transfer-encoding: chunked\r\nconnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(through(until_end, get).by_client,
            head + "transfer-encoding: chunked\r\nconnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_EQ(through(chunked, old).by_client, head + "connection: close\r\n\r\nabc");
  EXPECT_EQ(through(until_end, old).by_client, head + "connection: close\r\n\r\nabc");
}

TEST(GatewayProxy, HeadAndEmptyStatusesHaveNoBody) {
  EXPECT_EQ(through("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                    "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .by_client,
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nconnection: close\r\n\r\n");
  EXPECT_EQ(through("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .by_client,
            "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
}

TEST(GatewayProxy, SkipsInterimReplies) {
  EXPECT_EQ(through("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nX: 1\r\n\r\n"
                    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
                    "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .by_client,
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nconnection: close\r\n\r\nx");
}

TEST(GatewayProxy, ABadGatewayIsA502) {
  const std::string get = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const std::string bad =
      "HTTP/1.1 502 Bad Gateway\r\ncontent-type: application/json\r\ncontent-length: 23\r\n"
      "connection: close\r\n\r\n{\"error\":\"Bad Gateway\"}";
  EXPECT_EQ(without_date(through("", get).by_client), bad);
  EXPECT_EQ(without_date(through("SSH-2.0-OpenSSH\r\n\r\n", get).by_client), bad);
  EXPECT_EQ(without_date(through("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: "
                                 "chunked\r\n\r\n0\r\n\r\n",
                                 get)
                             .by_client),
            bad);
  ServedApi served(with_gateway(1));  // where nobody listens
  std::string reply;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send(get);
    reply = socket.receive_all();
  });
  EXPECT_EQ(without_date(reply), bad);
}

TEST(GatewayProxy, AGatewayThatSwitchesProtocolsUnaskedIsABadOne) {
  RawServer gateway([](RawSocket& socket) {
    socket.receive_until("\r\n\r\n");
    socket.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
    socket.receive_some(500);  // until it is left, or no longer waited for
  });
  ServedApi served(with_gateway(gateway.port()));
  std::string reply;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
    reply = socket.receive_some(400);
  });
  EXPECT_TRUE(reply.starts_with("HTTP/1.1 502 ")) << reply;
}

TEST(GatewayProxy, AReplyThatBreaksOffIsCutForTheClientToo) {
  const std::string reply = through("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
                                    "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                                .by_client;
  EXPECT_EQ(reply, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
}

TEST(GatewayProxy, StreamsBigBodiesBothWays) {
  const std::string body(10'000'000, 'b');
  const std::string length = "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  std::string uploaded;
  RawServer gateway([&](RawSocket& socket) {
    socket.receive_until("\r\n\r\n");
    while (uploaded.size() < body.size()) {
      const std::string more = socket.receive_some();
      if (more.empty()) break;
      uploaded += more;
    }
    socket.send("HTTP/1.1 200 OK\r\n" + length);
    socket.send(body);
  });
  ServedApi served(with_gateway(gateway.port()));
  std::string reply;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send("POST /up HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + length);
    socket.send(body);
    reply = socket.receive_all();
  });
  EXPECT_TRUE(uploaded == body);
  EXPECT_TRUE(reply.ends_with("\r\n\r\n" + body));
}

TEST(GatewayProxy, PassesChunksOnAsTheyCome) {
  std::string uploaded;
  RawServer gateway([&](RawSocket& socket) {
    uploaded += socket.receive_until("ab\r\n");
    socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
    uploaded += socket.receive_until("0\r\n\r\n");
    socket.send("k");
  });
  ServedApi served(with_gateway(gateway.port()));
  std::string first;
  std::string rest;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send("POST /up HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
    first = socket.receive_until("\r\n\r\no");  // before the request has ended
    socket.send("1\r\nc\r\n0\r\n\r\n");
    rest = socket.receive_until("k");
  });
  EXPECT_TRUE(uploaded.ends_with("\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")) << uploaded;
  EXPECT_TRUE(first.ends_with("\r\n\r\no"));
  EXPECT_EQ(rest, "k");
}

TEST(GatewayProxy, ASlowUploadIsCutOff) {
  RawServer gateway([](RawSocket& socket) { socket.receive_all(); });
  ListenerConfig config = with_gateway(gateway.port());
  config.request.patience = milliseconds(40);
  ServedApi served(config);
  std::string reply;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send("POST /up HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
    reply = socket.receive_all();
  });
  EXPECT_TRUE(reply.starts_with("HTTP/1.1 408 ")) << reply;
}

// What the client gets who sends this to a gateway that waits for all of it, and whether it was
// said that the gateway cannot be reached.
struct Upload {
  std::string reply;
  bool unreachable = false;
  std::vector<int> counted;  // statuses
};
Upload upload(std::string_view bytes, const std::function<void(RawSocket&)>& then) {
  std::atomic<bool> over = false;
  RawServer gateway([&](RawSocket& socket) {
    socket.receive_all();
    over = true;
  });
  Upload seen;
  ListenerConfig config = with_gateway(gateway.port());
  config.proxy.ended_patience = milliseconds(20);
  config.gateway_tried = [&](bool reached) { seen.unreachable |= !reached; };
  ServedApi served(config);
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send("POST /up HTTP/1.1\r\nHost: x\r\n" + std::string(bytes));
    std::this_thread::sleep_for(milliseconds(20));  // so that the exchange has begun
    then(socket);
    seen.reply = socket.number() < 0 ? "" : socket.receive_some(1000);
    socket.close();
    for (int i = 0; i < 1000 && !over; ++i) std::this_thread::sleep_for(milliseconds(5));
    EXPECT_TRUE(over);
  });
  for (const auto& count : served.api.counters().counts()) seen.counted.push_back(count.status);
  return seen;
}

TEST(GatewayProxy, RefusesChunksThatAreNone) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
  const auto nothing = [](RawSocket& /*socket*/) {};
  const Upload at_once = upload(chunked + "zz\r\n", nothing);
  EXPECT_TRUE(at_once.reply.starts_with("HTTP/1.1 400 ")) << at_once.reply;
  EXPECT_FALSE(at_once.unreachable);
  const Upload later =
      upload(chunked + "2\r\nab\r\n", [](RawSocket& socket) { socket.send("zz\r\n"); });
  EXPECT_TRUE(later.reply.starts_with("HTTP/1.1 400 ")) << later.reply;
  EXPECT_FALSE(later.unreachable);
  const Upload endless = upload(
      chunked + "0\r\n", [](RawSocket& socket) { socket.send("T: " + std::string(100'000, 't')); });
  EXPECT_TRUE(endless.reply.starts_with("HTTP/1.1 400 ")) << endless.reply;
}

TEST(GatewayProxy, AClientThatLeavesDoesNotMakeTheGatewayUnreachable) {
  const std::string length = "Content-Length: 2\r\n\r\n";
  const Upload before = upload(length + "a", [](RawSocket& socket) { socket.close(); });
  EXPECT_FALSE(before.unreachable);
  EXPECT_EQ(before.counted, std::vector<int>{499});
  const Upload after = upload(length + "ab", [](RawSocket& socket) { socket.close(); });
  EXPECT_FALSE(after.unreachable);
  const Upload half = upload(length + "a", [](RawSocket& socket) { socket.end_sending(); });
  EXPECT_EQ(half.reply, "");
  EXPECT_FALSE(half.unreachable);
}

TEST(GatewayProxy, AnEarlyReplyToAnUploadClosesAndIsNotLost) {
  RawServer gateway([](RawSocket& socket) {
    socket.receive_until("\r\n\r\n");
    socket.send("HTTP/1.1 413 No\r\nContent-Length: 4\r\n\r\nnope");
    socket.receive_all();
  });
  ServedApi served(with_gateway(gateway.port()));
  std::string reply;
  bool took_all = false;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send("POST /up HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n");
    took_all = socket.send(std::string(10'000'000, 'b'));
    reply = socket.receive_all();
  });
  EXPECT_TRUE(took_all);
  EXPECT_EQ(reply,
            "HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\nconnection: close\r\n\r\nnope");
}

TEST(GatewayProxy, AClientThatHasEndedItsSideGetsItsReplies) {
  RawServer gateway([](RawSocket& socket) {
    socket.receive_until("\r\n\r\n");
    std::this_thread::sleep_for(milliseconds(50));
    socket.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  });
  ServedApi served(with_gateway(gateway.port()));
  const std::string get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  std::string one;
  std::string two;
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send(get);
    socket.end_sending();
    one = socket.receive_all();
    RawSocket pipelining = RawSocket::connect(served.port);
    pipelining.send(get + get);
    pipelining.end_sending();
    two = pipelining.receive_all();
  });
  EXPECT_EQ(one, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_EQ(two, one + one);
}

TEST(GatewayProxy, ManySlowOnesKeepNobodyOut) {
  std::atomic<bool> asked = false;
  RawServer gateway([&](RawSocket& socket) {
    socket.receive_until("\r\n\r\n");
    asked = true;
    socket.receive_all();
  });
  ListenerConfig config = with_gateway(gateway.port());
  config.connections_max = 4;
  ServedApi served(config);
  std::string reply;
  served.run([&] {
    std::vector<RawSocket> slow;
    for (int i = 0; i < 4; ++i) {
      slow.push_back(RawSocket::connect(served.port));
      slow.back().send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    while (!asked) std::this_thread::sleep_for(milliseconds(1));
    RawSocket honest = RawSocket::connect(served.port);
    honest.send("GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    reply = honest.receive_all();
    EXPECT_TRUE(slow.front().closed_by_peer());
  });
  EXPECT_TRUE(reply.starts_with("HTTP/1.1 200 ")) << reply;
}

// Whether the gateway is left when a client goes that has asked so.
bool left_after(std::string_view asked) {
  std::atomic<bool> left = false;
  RawServer gateway([&](RawSocket& socket) {
    socket.receive_until("\r\n\r\n");
    socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
    left = socket.receive_some().empty();
  });
  ListenerConfig config = with_gateway(gateway.port());
  config.proxy.ended_patience = milliseconds(20);
  ServedApi served(config);
  served.run([&] {
    RawSocket socket = RawSocket::connect(served.port);
    socket.send(asked);
    socket.receive_until("1\r\nx\r\n");
    socket.close();
    for (int i = 0; i < 1000 && !left; ++i) std::this_thread::sleep_for(milliseconds(5));
  });
  return left;
}

TEST(GatewayProxy, LeavesTheGatewayWhenTheClientLeaves) {
  const std::string get = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";
  EXPECT_TRUE(left_after(get));
  EXPECT_TRUE(left_after(get + get)) << "with another request in its wake";
  std::string flood = get;
  while (flood.size() < 2 * StreamSocket::kUnreadBytesMax) flood += get;
  EXPECT_TRUE(left_after(flood)) << "with more requests than are held";
}

}  // namespace
}  // namespace controller::posix
