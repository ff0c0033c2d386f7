// A connected TCP socket with a buffer for what was received. Loop's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/task.h"
#include "controller/posix/descriptor_watch.h"
#include "controller/posix/file_descriptor.h"

namespace controller::posix {

enum class Filled : std::uint8_t {
  bytes,      // more is unread
  end,        // the peer has ended or is gone
  full,       // nothing was consumed of a full buffer
  late,       // the deadline has come
  cancelled,  // the token was
};

// Of a peer that is not read from.
enum class PeerSign : std::uint8_t {
  bytes,      // it has sent something that is still to be received
  ended,      // it sends nothing more, and may still receive
  gone,       // it does neither
  cancelled,  // the token was
};

class StreamSocket {
 public:
  // The buffer grows to this.
  static constexpr std::size_t kUnreadBytesMax = std::size_t{64} << 10U;

  // `socket` must not block.
  StreamSocket(EventLoop& loop, FileDescriptor socket);

  // Connects to 127.0.0.1; a socket that is not open when that fails.
  static Task<FileDescriptor> connect_loopback(EventLoop& loop, std::uint16_t port,
                                               Instant deadline, CancelToken token);

  [[nodiscard]] std::string_view unread() const { return {buffer_.data() + begin_, end_ - begin_}; }
  // Precondition: at most unread().size(). Views of unread() end with the next fill().
  void consume(std::size_t bytes);
  // Waits until more has come. Like send(), it lets others have their turn when much has been
  // moved.
  Task<Filled> fill(Instant deadline, CancelToken token);

  // All of both, one behind the other; false when the peer is gone, takes nothing for `patience`,
  // or the token is cancelled.
  Task<bool> send(std::string_view first, std::string_view second, Duration patience,
                  CancelToken token);

  // Waits for a sign of the peer beyond what is unread, and receives nothing. Not while somebody is
  // in fill().
  Task<PeerSign> next_sign(CancelToken token);

  // Whether the peer has ended or is gone, whatever of it is still to be received.
  [[nodiscard]] bool hung_up() const;

  // As long as it exists: cancels `gone` when the peer ends or is gone and has sent nothing before
  // that. Not while somebody is in fill(), which notices by itself.
  class HangUp {
   public:
    HangUp(StreamSocket& socket, CancelSource& gone);
    ~HangUp() { watch_.notice_reading(nullptr); }
    HangUp(const HangUp&) = delete;
    HangUp& operator=(const HangUp&) = delete;

   private:
    DescriptorWatch& watch_;
  };

  // Says that nothing more will be sent.
  void end_sending();

 private:
  std::size_t make_room();
  // To others, after having moved a lot.
  Task<void> give_turn(CancelToken token);
  [[nodiscard]] std::optional<PeerSign> sign_now() const;

  EventLoop& loop_;
  FileDescriptor socket_;
  DescriptorWatch watch_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t moved_ = 0;  // both ways, since others had their turn
  bool drained_ = false;   // nothing more to receive until watch_ says so
};

}  // namespace controller::posix
