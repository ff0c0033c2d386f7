#include "controller/posix/fd_output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <memory>
#include <string>
#include <thread>

#include "controller/posix/file_descriptor.h"

namespace controller::posix {
namespace {

constexpr std::size_t kMega = std::size_t{1} << 20U;

struct Ends {
  FileDescriptor reading;
  FileDescriptor writing;
};
Ends make_pipe() {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

// Reads up to the end, or as much as `bytes_max`.
std::string read_all(int number, std::size_t bytes_max = SIZE_MAX) {
  std::string text;
  std::array<char, 4096> bytes{};
  while (text.size() < bytes_max) {
    const ssize_t read = ::read(number, bytes.data(), bytes.size());
    if (read <= 0) break;
    text.append(bytes.data(), static_cast<std::size_t>(read));
  }
  return text;
}

TEST(FdOutput, KeepsStreamsApartAndInOrder) {
  EventLoop loop;
  Ends out = make_pipe();
  Ends err = make_pipe();
  {
    FdOutput output(loop, out.writing.number(), err.writing.number());
    output.write(OutputStream::out, "a");
    output.write(OutputStream::err, "b");
    output.write(OutputStream::out, "c");
  }
  out.writing.reset();
  err.writing.reset();
  EXPECT_EQ(read_all(out.reading.number()), "ac");
  EXPECT_EQ(read_all(err.reading.number()), "b");
}

TEST(FdOutput, NeverBlocksKeepsAMebibyteAndCountsTheRest) {
  EventLoop loop;
  Ends out = make_pipe();
  FdOutput output(loop, out.writing.number(), out.writing.number());
  const std::string bytes(3 * kMega, 'x');
  output.write(OutputStream::out, bytes);
  const auto in_pipe = static_cast<std::size_t>(::fcntl(out.reading.number(), F_GETPIPE_SZ));
  EXPECT_EQ(output.bytes_dropped(), 2 * kMega - in_pipe);
  output.write(OutputStream::out, "y");
  EXPECT_EQ(output.bytes_dropped(), 2 * kMega - in_pipe + 1);
  // Whoever shares the descriptor finds it as blocking as it was.
  EXPECT_EQ(::fcntl(out.writing.number(), F_GETFL) & O_NONBLOCK, 0);
}

TEST(FdOutput, WritesWhatWaitsWhenThereIsRoom) {
  EventLoop loop;
  Ends out = make_pipe();
  FdOutput output(loop, out.writing.number(), out.writing.number());
  const std::string bytes(kMega, 'x');
  output.write(OutputStream::out, bytes);
  std::string read;
  std::thread reader([&] {
    read = read_all(out.reading.number(), bytes.size());
    loop.post_from_anywhere([&] { loop.stop(); });
  });
  loop.run();
  reader.join();
  EXPECT_TRUE(read == bytes);
  EXPECT_EQ(output.bytes_dropped(), 0U);
}

TEST(FdOutput, AReaderThatLeavesIsNoError) {
  ::signal(SIGPIPE, SIG_IGN);
  EventLoop loop;
  Ends out = make_pipe();
  FdOutput output(loop, out.writing.number(), out.writing.number());
  out.reading.reset();
  output.write(OutputStream::out, "a");
  output.write(OutputStream::out, "b");
  EXPECT_EQ(output.bytes_dropped(), 2U);
  ::signal(SIGPIPE, SIG_DFL);
}

// One of a pipe that only its owner may open, for somebody else: its end can only be shared.
std::unique_ptr<FdOutput> output_to_foreign(EventLoop& loop, int number) {
  constexpr uid_t kNobody = 65534;
  const uid_t user = ::geteuid();
  EXPECT_EQ(::fchmod(number, 0), 0);
  EXPECT_EQ(::seteuid(user == 0 ? kNobody : user), 0);
  auto output = std::make_unique<FdOutput>(loop, number, number);
  EXPECT_EQ(::seteuid(user), 0);
  return output;
}

// Reads until there is no more for now, or an error.
std::size_t read_rest(int number) {
  ::fcntl(number, F_SETFL, O_NONBLOCK);
  return read_all(number).size();
}

// What is written to one that is full and shared with others; they find it as blocking as it was.
void expect_no_block_for_anybody(EventLoop& loop, FdOutput& output, const Ends& ends) {
  ::alarm(20);  // it would block for ever
  const std::string bytes(2 * kMega, 'x');
  output.write(OutputStream::out, bytes);
  EXPECT_GT(output.bytes_dropped(), 0U);
  std::size_t read = read_rest(ends.reading.number());
  EXPECT_GT(read, 0U);
  for (int i = 0; i < 1000 && read + output.bytes_dropped() < bytes.size(); ++i) {
    loop.post_from_anywhere([&] { loop.stop(); });
    loop.run();
    read += read_rest(ends.reading.number());
  }
  ::alarm(0);
  EXPECT_EQ(read + output.bytes_dropped(), bytes.size());
  EXPECT_EQ(::fcntl(ends.writing.number(), F_GETFL) & O_NONBLOCK, 0);
}

TEST(FdOutput, DoesNotBlockOnAPipeThatItCannotOpenAnew) {
  EventLoop loop;
  const Ends out = make_pipe();
  const auto output = output_to_foreign(loop, out.writing.number());
  expect_no_block_for_anybody(loop, *output, out);
}

TEST(FdOutput, DoesNotBlockOnASocket) {
  EventLoop loop;
  std::array<int, 2> pair{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
  const Ends out{FileDescriptor(pair[0]), FileDescriptor(pair[1])};
  FdOutput output(loop, out.writing.number(), out.writing.number());
  expect_no_block_for_anybody(loop, output, out);
}

void limit_files(rlim_t bytes) {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(FdOutput, GoesOnWhenThereIsSpaceAgain) {
  ::signal(SIGXFSZ, SIG_IGN);
  EventLoop loop;
  std::array<char, 32> path = {"/tmp/fd_output_XXXXXX"};
  const FileDescriptor file(::mkstemp(path.data()));
  FdOutput output(loop, file.number(), file.number());
  limit_files(4);
  output.write(OutputStream::out, "begin ");
  output.write(OutputStream::out, "middle ");
  output.write(OutputStream::err, std::string(kMega + 3, 'x'));
  EXPECT_EQ(output.bytes_dropped(), 3U);
  limit_files(RLIM_INFINITY);
  output.write(OutputStream::out, "end");
  ::lseek(file.number(), 0, SEEK_SET);
  EXPECT_EQ(read_all(file.number()), "begin middle end");
  ::signal(SIGXFSZ, SIG_DFL);
  ::unlink(path.data());
}

TEST(FdOutput, AppendsToFilesAndWritesToSockets) {
  EventLoop loop;
  std::array<char, 32> path = {"/tmp/fd_output_XXXXXX"};
  FileDescriptor file(::mkstemp(path.data()));
  ASSERT_EQ(::write(file.number(), "begin ", 6), 6);
  std::array<int, 2> pair{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
  FileDescriptor near_end(pair[0]);
  FileDescriptor far_end(pair[1]);
  {
    FdOutput output(loop, file.number(), near_end.number());
    output.write(OutputStream::out, "end");
    output.write(OutputStream::err, "socket");
  }
  near_end.reset();
  ::lseek(file.number(), 0, SEEK_SET);
  EXPECT_EQ(read_all(file.number()), "begin end");
  EXPECT_EQ(read_all(far_end.number()), "socket");
  ::unlink(path.data());
}

}  // namespace
}  // namespace controller::posix
