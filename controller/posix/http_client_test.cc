#include "controller/posix/http_client.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "controller/base/scope.h"
#include "controller/base/wait.h"
#include "controller/posix/testing/run_task.h"
#include "controller/posix/testing/scripted_server.h"

namespace controller::posix {
namespace {

using std::chrono::milliseconds;
using testing::run_task;
using testing::ScriptedServer;

constexpr std::size_t kReplyMax = std::size_t{11} << 20U;

OutboundRequest post(std::string url) { return {"POST", std::move(url), {}, "{}"}; }

std::string name_of(TransportFailure failure) {
  if (failure == TransportFailure::unreachable) return "unreachable";
  return failure == TransportFailure::broken ? "broken" : "cancelled";
}

class HttpClientTest : public ::testing::Test {
 protected:
  // `status body`, or the failure.
  std::string send(const OutboundRequest& request, CancelToken token = CancelToken()) {
    auto reply = run_task(loop, client.send(request, token));
    if (reply) return std::to_string(reply->status) + " " + reply->body;
    EXPECT_EQ(reply.error().text.find("127.0.0.1"), std::string::npos);
    EXPECT_EQ(reply.error().text.find('\n'), std::string::npos);
    return name_of(reply.error().failure);
  }

  EventLoop loop;
  HttpClient client{loop};
};

TEST_F(HttpClientTest, SendsTheRequestAndReadsTheReply) {
  ScriptedServer server("HTTP/1.1 200 OK\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nokREST");
  const OutboundRequest request{"POST", server.url("/v1/a?b=c"), {{"X-Y", "z"}}, "{}"};
  const auto reply = run_task(loop, client.send(request, CancelToken()));
  ASSERT_TRUE(reply) << reply.error().text;
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->body, "ok");
  EXPECT_EQ(reply->header("retry-after"), "7");
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_TRUE(requests[0].starts_with("POST /v1/a?b=c HTTP/1.1\r\nHost: 127.0.0.1:"));
  EXPECT_NE(requests[0].find("\r\nX-Y: z\r\n"), std::string::npos);
  EXPECT_TRUE(requests[0].ends_with("\r\n\r\n{}"));
}

TEST_F(HttpClientTest, ReadsEveryShapeOfReply) {
  const auto reply_to = [this](std::string_view method, const std::string& answer) {
    const ScriptedServer server(answer);
    return send({std::string(method), server.url(), {}, {}});
  };
  EXPECT_EQ(reply_to("GET",
                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n"),
            "200 abc");
  EXPECT_EQ(reply_to("GET", "HTTP/1.1 200 OK\r\n\r\nuntil the end"), "200 until the end");
  EXPECT_EQ(reply_to("DELETE", "HTTP/1.1 204 No Content\r\n\r\n"), "204 ");
  EXPECT_EQ(reply_to("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), "200 ");
  EXPECT_EQ(reply_to("GET",
                     "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                     "HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx"),
            "404 x");
}

TEST_F(HttpClientTest, FollowsNoRedirect) {
  ScriptedServer server("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(send(post(server.url())), "302 ");
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(HttpClientTest, NobodyThereIsUnreachable) {
  std::string url;
  {
    const ScriptedServer server("");
    url = server.url();
  }
  EXPECT_EQ(send(post(url)), "unreachable");
  EXPECT_EQ(send(post("http://bad url/")), "unreachable");
  // That one speaks no TLS.
  ScriptedServer server("HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(send(post("https" + server.url().substr(4))), "unreachable");
}

TEST_F(HttpClientTest, AConnectionThatEndsEarlyIsBrokenAndNotTriedAgain) {
  const std::string none;
  const std::string cut = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc";
  const std::string garbage = "SSH-2.0-OpenSSH\r\n\r\n";
  for (const std::string& answer : {none, cut, garbage}) {
    ScriptedServer server(answer);
    EXPECT_EQ(send(post(server.url())), "broken") << answer;
    EXPECT_EQ(server.requests().size(), 1U);
  }
}

TEST_F(HttpClientTest, ARepliesSizeIsLimited) {
  const auto reply_of = [](std::size_t bytes) {
    return "HTTP/1.1 200 OK\r\n\r\n" + std::string(bytes, 'x');
  };
  const ScriptedServer largest(reply_of(kReplyMax));
  EXPECT_EQ(send(post(largest.url())).size(), kReplyMax + 4);
  const ScriptedServer larger(reply_of(kReplyMax + 1));
  EXPECT_EQ(send(post(larger.url())), "broken");
  const ScriptedServer announced("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", true);
  EXPECT_EQ(send(post(announced.url())), "broken");
}

// However long it takes until the server has read a request.
Task<bool> heard(EventLoop& loop, ScriptedServer& server) {
  const CancelToken never;
  while (server.requests().empty()) {
    (void)co_await sleep(loop, milliseconds(1), never);
  }
  co_return true;
}

Task<void> give_up_when_heard(EventLoop& loop, ScriptedServer& server, CancelSource& source) {
  (void)co_await heard(loop, server);
  source.cancel();
}

TEST_F(HttpClientTest, WhoGivesUpEndsTheConnection) {
  ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", true);
  CancelSource source;
  Scope scope(loop);
  scope.spawn(give_up_when_heard(loop, server, source));
  EXPECT_EQ(send(post(server.url()), source.token()), "cancelled");
  server.wait_for_ends(1);
  EXPECT_EQ(send(post(server.url()), source.token()), "cancelled");
  EXPECT_EQ(server.requests().size(), 1U);
}

Task<void> keep_waiting(HttpClient& client, const OutboundRequest& request) {
  const CancelToken never;
  (void)co_await client.send(request, never);
}

TEST_F(HttpClientTest, ATaskThatIsDestroyedEndsTheConnection) {
  ScriptedServer server("", true);
  const OutboundRequest request = post(server.url());
  {
    Scope scope(loop);
    scope.spawn(keep_waiting(client, request));
    EXPECT_TRUE(run_task(loop, heard(loop, server)));
  }
  server.wait_for_ends(1);
}

}  // namespace
}  // namespace controller::posix
