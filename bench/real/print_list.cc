// The cheapest command line that there can be: prints the list that its arguments ask for.
#include <unistd.h>

#include <string>
#include <string_view>

namespace {

constexpr int kRequests = 10;

std::string channel_list(std::string_view channel) {
  std::string text = R"({"channel":")" + std::string(channel) + R"(","requests":[)";
  for (int i = 0; i < kRequests; ++i) {
    if (i > 0) text += ',';
    text += R"({"id":"70000111)" + std::to_string(i) + R"(","code":"ABCDEFG)" + std::to_string(i) +
            R"(","createdAt":"2026-03-13T12:00:00.000Z"})";
  }
  return text + "]}";
}

}  // namespace

int main(int argc, char** argv) {
  const bool channel = argc > 3 && std::string_view(argv[1]) == "pairing";
  const std::string text = channel ? channel_list(argv[3]) : R"({"pending":[],"paired":[]})";
  return ::write(1, text.data(), text.size()) < 0 ? 1 : 0;
}
