// One client's connection to the gateway's port, as bytes. Requests come one after another, with
// bodies of a told length or in chunks; a request that is no HTTP ends the connection.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sim {

class GatewayConnection {
 public:
  // The most that a client may have sent of a head.
  static constexpr std::size_t kHeadMax = std::size_t{64} * 1024;

  // Bytes arrive. Answers what is sent back.
  std::string receive(std::string_view bytes);
  // Nothing more is read or sent.
  [[nodiscard]] bool over() const { return over_; }

 private:
  enum class Phase { head, body, chunk_size, chunk, trailer };

  bool step(std::string& out);
  bool take_head(std::string& out);
  bool take_body();
  bool take_line(std::string& line);
  void answer(std::string& out);
  void end_request(std::string& out);
  bool refuse(std::string& out);

  std::string held_;
  Phase phase_ = Phase::head;
  std::size_t left_ = 0;  // of the body, or of a chunk with its line end
  std::string method_;
  std::string path_;
  bool close_ = false;
  bool over_ = false;
};

}  // namespace sim
