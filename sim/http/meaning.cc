#include "sim/http/meaning.h"

#include <cctype>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "sim/text/json.h"

namespace sim {
namespace {

using nlohmann::json;

constexpr std::size_t kHeadMax = std::size_t{16} * 1024;  // H6
constexpr std::size_t kBodyMax = std::size_t{64} * 1024;

std::string in_lower_case(std::string_view text) {
  std::string lower;
  for (const char c : text) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// Exactly one header, the scheme in any case, the token after spaces.
bool is_proven(const HttpCall& call, std::string_view token) {
  constexpr std::string_view kScheme = "bearer ";
  const std::string* value = nullptr;
  for (const auto& [name, text] : call.headers) {
    if (in_lower_case(name) != "authorization") continue;
    if (value != nullptr) return false;
    value = &text;
  }
  if (value == nullptr || in_lower_case(value->substr(0, kScheme.size())) != kScheme) return false;
  const std::size_t begin = value->find_first_not_of(' ', kScheme.size());
  return begin != std::string::npos && value->substr(begin) == token;
}

std::string member_text(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void read_approval(const std::string& body, CallBegan& meaning) {
  meaning.operation = "approve";
  const json object = read_json(body);
  if (!object.is_object() || body.find('\0') != std::string::npos) return;
  const bool channel = meaning.list == Kind::channels;
  if (channel) meaning.channel = member_text(object, "channel");
  meaning.target = member_text(object, channel ? "code" : "requestId");
}

// `gateway.start` and its kin; empty: nothing of the kind. Asking for the state is no wish.
std::string gateway_operation(std::string_view method, std::string_view path) {
  constexpr std::string_view kFolder = "/_kilo/gateway/";
  if (method != "POST" || !path.starts_with(kFolder)) return {};
  const std::string_view name = path.substr(kFolder.size());
  if (name != "start" && name != "stop" && name != "restart") return {};
  return "gateway." + std::string(name);
}

}  // namespace

bool wants_fresh(std::string_view query) {
  constexpr std::string_view kName = "refresh=";
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view parameter = query.substr(0, end);
    if (parameter.starts_with(kName)) return parameter.substr(kName.size()) == "true";
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  }
  return false;
}

CallBegan meaning_of(const HttpCall& call, std::string_view token) {
  CallBegan meaning{0, "http", Kind::channels, {}, {}};
  if (!is_proven(call, token) || call.head_bytes() > kHeadMax || call.body.size() > kBodyMax)
    return meaning;
  const std::string_view target = call.target;
  const std::size_t mark = target.find('?');
  const std::string_view path = target.substr(0, mark);
  const bool queried = mark != std::string_view::npos;
  for (const Kind kind : {Kind::channels, Kind::devices}) {
    const std::string list =
        kind == Kind::channels ? "/_kilo/pairing/channels" : "/_kilo/pairing/devices";
    meaning.list = kind;
    if (call.method == "GET" && path == list && queried && wants_fresh(target.substr(mark + 1))) {
      meaning.operation = "refresh";
      return meaning;
    }
    if (call.method == "POST" && path == list + "/approve") {
      read_approval(call.body, meaning);
      return meaning;
    }
  }
  meaning.list = Kind::channels;
  std::string operation = gateway_operation(call.method, path);
  if (!operation.empty()) meaning.operation = std::move(operation);
  return meaning;
}

}  // namespace sim
