#include "sim/gateway/gateway_args.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "sim/gateway/cli_texts.h"

namespace sim {
namespace {

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && port > 0 ? std::optional(port) : std::nullopt;
}

GatewayArgs refused_args(const std::string& reason) {
  GatewayArgs args;
  args.refusal = refusal_text(reason);
  return args;
}

}  // namespace

GatewayArgs parse_gateway_args(const std::vector<std::string>& words) {
  GatewayArgs args;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--verbose") {
      args.verbose = true;
    } else if (word == "--port" || word == "--bind" || word == "--token") {
      if (++i == words.size()) return refused_args("option '" + word + "' argument missing");
      if (word != "--port") continue;
      const auto port = port_of(words[i]);
      if (!port) return refused_args("invalid port");
      args.port = *port;
    } else if (word != "--allow-unconfigured") {
      return refused_args("unknown option '" + word + '\'');
    }
  }
  return args;
}

std::string port_in_use_text(std::uint16_t port) {
  return "Gateway failed to start: port " + std::to_string(port) + " is already in use.\n";
}

}  // namespace sim
