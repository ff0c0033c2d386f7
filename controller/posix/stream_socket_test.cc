#include "controller/posix/stream_socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <string>

#include "controller/posix/testing/run_task.h"

namespace controller::posix {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{4} << 10U;
constexpr std::size_t kTurnBytes = std::size_t{256} << 10U;
constexpr std::size_t kMuch = std::size_t{4} << 20U;
constexpr Duration kPatience = std::chrono::seconds(10);

// Somebody else on the loop.
struct Other : Work {
  Other() : Work([](Work& work) { static_cast<Other&>(work).ran = true; }) {}
  bool ran = false;
};

class StreamSocketTest : public ::testing::Test {
 protected:
  StreamSocketTest() {
    std::array<int, 2> pair{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()), 0);
    near_end = FileDescriptor(pair[0]);
    far_end = FileDescriptor(pair[1]);
  }

  EventLoop loop;
  FileDescriptor near_end;
  FileDescriptor far_end;
  std::string bytes = std::string(kPieceBytes, 'x');
};

// How much came of a peer that is never slower, until `other` had its turn.
Task<std::size_t> receive_until_ran(EventLoop& loop, StreamSocket& socket, int far_end,
                                    std::string& bytes, Other& other) {
  loop.post(other);
  const CancelToken token;
  std::size_t received = 0;
  while (!other.ran && received < kMuch) {
    EXPECT_EQ(::send(far_end, bytes.data(), bytes.size(), 0), bytes.size());
    co_await socket.fill(kNever, token);
    received += socket.unread().size();
    socket.consume(socket.unread().size());
  }
  co_return received;
}

TEST_F(StreamSocketTest, AFastSenderDoesNotKeepTheLoop) {
  StreamSocket socket(loop, std::move(near_end));
  Other other;
  const auto received =
      testing::run_task(loop, receive_until_ran(loop, socket, far_end.number(), bytes, other));
  EXPECT_LE(received, kTurnBytes + kPieceBytes);
}

Task<std::size_t> send_until_ran(EventLoop& loop, StreamSocket& socket, int far_end,
                                 std::string& bytes, Other& other) {
  loop.post(other);
  const CancelToken token;
  const std::string_view nothing;
  std::size_t sent = 0;
  while (!other.ran && sent < kMuch) {
    co_await socket.send(bytes, nothing, kPatience, token);
    sent += bytes.size();
    EXPECT_EQ(::recv(far_end, bytes.data(), bytes.size(), 0), bytes.size());
  }
  co_return sent;
}

TEST_F(StreamSocketTest, AFastReceiverDoesNotKeepTheLoop) {
  StreamSocket socket(loop, std::move(near_end));
  Other other;
  const auto sent =
      testing::run_task(loop, send_until_ran(loop, socket, far_end.number(), bytes, other));
  EXPECT_LE(sent, kTurnBytes + kPieceBytes);
}

}  // namespace
}  // namespace controller::posix
