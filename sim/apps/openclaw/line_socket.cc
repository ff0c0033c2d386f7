#include "sim/apps/openclaw/line_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <system_error>

#include "sim/gateway/json_value.h"
#include "sim/text/json.h"

namespace sim::fake {
namespace {

constexpr std::size_t kDatagramMax = std::size_t{128} * 1024;
constexpr const char* kName = "gateway.sock";

// The address of a socket by its directory's descriptor: a path may be longer than an address.
sockaddr_un address_of(int directory) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(directory) + '/' + kName;
  std::copy(path.begin(), path.end(), address.sun_path);
  return address;
}

Fd open_directory(const StateDir& directory) {
  return Fd(::open(directory.below("fake").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

std::string text_of(const std::vector<LogLine>& lines) {
  Json json = Json::array();
  for (const LogLine& line : lines)
    json.push_back({{"after_us", line.after.count()},
                    {"err", line.stream == LogStream::err},
                    {"text", line.text}});
  return to_text(json);
}

std::vector<LogLine> lines_of(std::string_view text) {
  std::vector<LogLine> lines;
  const Json json = parse_json(text);
  for (const Json& line : json)
    lines.push_back({Duration(integer_field(line, "after_us").value_or(0)),
                     true_field(line, "err") ? LogStream::err : LogStream::out,
                     string_field(line, "text").value_or("")});
  return lines;
}

}  // namespace

void send_lines(const StateDir& directory, const std::vector<LogLine>& lines) {
  if (lines.empty()) return;
  const Fd folder = open_directory(directory);
  const Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const sockaddr_un address = address_of(folder.number());
  const std::string text = text_of(lines);
  ::sendto(socket.number(), text.data(), text.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), sizeof(address));
}

LineSocket::LineSocket(const StateDir& directory)
    : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
  const Fd folder = open_directory(directory);
  ::unlinkat(folder.number(), kName, 0);
  const sockaddr_un address = address_of(folder.number());
  if (::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    throw std::runtime_error(directory.below("fake/gateway.sock") + ": " +
                             std::generic_category().message(errno));
}

std::optional<std::vector<LogLine>> LineSocket::receive() {
  std::string text(kDatagramMax, '\0');
  const ssize_t size = ::recv(socket_.number(), text.data(), text.size(), 0);
  if (size < 0) return std::nullopt;
  return lines_of(std::string_view(text).substr(0, static_cast<std::size_t>(size)));
}

}  // namespace sim::fake
