// H2: what an approval is answered: 400 for what cannot be approved, and then no command is run;
// 200 or 500 for the rest, the message fit to be shown; one command for the same approval at a
// time, and none with a value of the wrong form.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"
#include "scenarios/invariants/support/text.h"
#include "sim/text/json.h"

namespace scenarios {
namespace {

using namespace seen;
using nlohmann::json;

constexpr std::size_t kMessageMax = 200;
constexpr const char* kInvalidBody = "Invalid request body";
constexpr std::string_view kUpperAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";

bool is_channel(const std::string& text) {
  return !text.empty() && text.size() <= 64 &&
         kLower.find(text.front()) != std::string_view::npos &&
         text.find_first_not_of(std::string(kLower) + "0123456789_-") == std::string::npos;
}
bool is_code(const std::string& text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of(std::string(kUpperAndDigits) + std::string(kLower)) ==
             std::string::npos;
}
bool is_uuid(const std::string& text) {
  std::string shape;
  for (const char c : text) {
    const bool hex = std::string_view("0123456789abcdefABCDEF").find(c) != std::string_view::npos;
    shape += hex ? 'x' : c;
  }
  return shape == "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
}

// A string that is not empty, or nothing.
std::string field(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// What the body must be refused with; empty when it is good.
std::string refusal_of(const std::string& text, Route route) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const json body = sim::read_json(text);
  // What follows a NUL is text all the same, and a NUL is no JSON.
  const bool has_nul = text.find('\0') != std::string::npos;
  if (body.is_discarded() || text.starts_with(kByteOrderMark) || has_nul) return kInvalidBody;
  const bool channel = route == Route::approve_channel;
  const std::array<std::string, 2> fields =
      body.is_object() ? (channel ? std::array{field(body, "channel"), field(body, "code")}
                                  : std::array{field(body, "requestId"), std::string("-")})
                       : std::array<std::string, 2>{};
  if (fields[0].empty() || fields[1].empty()) {
    return channel ? "Missing required fields: channel and code"
                   : "Missing required field: requestId";
  }
  if (!channel) return is_uuid(fields[0]) ? "" : "Invalid request ID";
  if (!is_channel(fields[0])) return "Invalid channel name";
  return is_code(fields[1]) ? "" : "Invalid pairing code";
}

// JSON that a parser may refuse all the same: it nests deeply, or holds numbers that fit no 64
// bits.
bool is_extreme(const std::string& text) {
  constexpr std::size_t kDeep = 64;
  constexpr std::size_t kDigits = 18;
  constexpr std::size_t kExponentDigits = 2;
  std::size_t depth = 0;
  std::size_t digits = 0;
  bool in_string = false;
  bool in_exponent = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') ++i;
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    const bool digit = c >= '0' && c <= '9';
    digits = digit ? digits + 1 : 0;
    if (!digit && c != '+' && c != '-') in_exponent = c == 'e' || c == 'E';
    if (depth > kDeep || digits > (in_exponent ? kExponentDigits : kDigits)) return true;
  }
  return false;
}

// A word that begins with a slash, perhaps after what encloses it.
bool shows_path(const std::string& message) {
  for (std::size_t i = 0; i + 1 < message.size(); ++i) {
    const bool begins =
        i == 0 || std::string_view(" '\"(=[,").find(message[i - 1]) != std::string_view::npos;
    if (message[i] == '/' && begins && message[i + 1] != ' ') return true;
  }
  return false;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// `cli.js:601:3`: a line and a column, unlike a time of day.
bool shows_position(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] != ':' || is_digit(text[i - 1]) || text[i - 1] == ' ') continue;
    std::size_t end = i + 1;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end > i + 1 && end + 1 < text.size() && text[end] == ':' && is_digit(text[end + 1]))
      return true;
  }
  return false;
}

// `at openSync (node:fs:601:3)`, not "at most 3".
bool shows_stack(std::string_view message) {
  for (std::size_t at = message.find("at "); at != std::string_view::npos;
       at = message.find("at ", at + 1)) {
    if (at > 0 && message[at - 1] != ' ') continue;
    const std::string_view frame = message.substr(at);
    if (shows_position(frame) || frame.find("(<anonymous>)") != std::string_view::npos ||
        frame.find("(native)") != std::string_view::npos)
      return true;
  }
  return false;
}

// Words between single spaces, without what a list of arguments is written with.
std::string bare(std::string_view text) {
  std::string words = " ";
  for (const char c : text) {
    const bool between = std::string_view(" ,'\"`[]()\\").find(c) != std::string_view::npos;
    if (!between) words += c;
    if (between && words.back() != ' ') words += ' ';
  }
  return words + ' ';
}

std::size_t characters(const std::string& utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

class H2 final : public Judge {
 public:
  explicit H2(const Terms& terms) : Judge("H2", terms) {}

 private:
  void answered(const Request& request, const sim::HttpReceived& reply) override {
    const Route route = route_of(request);
    if ((route != Route::approve_channel && route != Route::approve_device) ||
        !requests().reach_route(request))
      return;
    // A body that the trace shows cut cannot be judged.
    if (request.sent.body_bytes != static_cast<std::int64_t>(request.sent.body.size())) return;
    occasion();
    const std::string refusal = refusal_of(request.sent.body, route);
    const json answer = sim::read_json(reply.body);
    if (!is_answer(answer)) {
      flag(text_of(request) + " was answered with " + reply.body +
           R"(, which is no {"success","message"})");
      return;
    }
    const auto message = answer["message"].get<std::string>();
    if (reply.status == 400 && message == kInvalidBody && is_extreme(request.sent.body)) return;
    if (refusal.empty()) {
      judge_carried_out(request, route, reply.status, answer["success"].get<bool>(), message);
    } else if (reply.status != 400 || message != refusal || answer["success"].get<bool>()) {
      flag(text_of(request) + " was answered with " + std::to_string(reply.status) + ' ' +
           reply.body + ", not with 400 and `" + refusal + '`');
    }
  }

  static bool is_answer(const json& answer) {
    return answer.is_object() && answer.size() == 2 && answer.contains("success") &&
           answer["success"].is_boolean() && answer.contains("message") &&
           answer["message"].is_string();
  }

  void judge_carried_out(const Request& request, Route route, std::int64_t status, bool success,
                         const std::string& message) {
    const std::string told =
        text_of(request) + " was answered with " + std::to_string(status) + " `" + message + '`';
    if (success != (status == 200) || (status != 200 && status != 500)) flag(told);
    const char* approved = route == Route::approve_channel ? "Pairing approved" : "Device approved";
    if (status == 200 && message != approved) flag(told + ", not with `" + approved + '`');
    if (characters(message) > kMessageMax || message.find_first_of("\r\n") != std::string::npos)
      flag(told + ": more than one line, or more than 200 characters");
    if (shows_path(message) || shows_stack(message)) flag(told + ": it shows a path or a stack");
    if (shows_argv(message)) flag(told + ": it shows arguments");
    if (!terms().token.empty() && lower(message).find(lower(terms().token)) != std::string::npos)
      flag(told + ": it shows the token");
  }

  // Two arguments of a command of this run side by side, or one of its options. A code or an id
  // alone is what the client itself has sent.
  [[nodiscard]] bool shows_argv(const std::string& message) const {
    const std::string words = bare(message);
    return std::ranges::any_of(
        arguments_, [&](const auto& shown) { return words.find(shown) != std::string::npos; });
  }
  void note_arguments(const std::vector<std::string>& argv) {
    for (std::size_t i = 1; i < argv.size(); ++i) {
      if (argv[i].starts_with("--")) arguments_.insert(' ' + argv[i] + ' ');
    }
    if (argv.size() > 2) arguments_.insert(' ' + argv[1] + ' ' + argv[2] + ' ');
  }

  void before(const sim::Event& event) override {
    const auto* spawned = std::get_if<sim::ChildSpawned>(&event.body);
    if (spawned == nullptr || !is_approval(spawned->command)) return;
    note_arguments(spawned->argv);
    const bool device = spawned->command == sim::CliPurpose::approve_device;
    const bool right = device ? is_uuid(spawned->target)
                              : is_channel(spawned->channel) && is_code(spawned->target);
    const std::string what = key_of(kind_of(spawned->command), spawned->channel, spawned->target);
    if (!right) flag("a command was run to approve " + what + ", which has the wrong form");
    if (under_way(spawned->command, what))
      flag("the approval of " + what + " was begun while the same one was under way");
  }

  // One whose child was given up has been answered, whatever became of the child.
  [[nodiscard]] bool under_way(sim::CliPurpose command, const std::string& what) const {
    const auto& alive = world().children().alive();
    return std::any_of(alive.begin(), alive.end(), [&](const auto& one) {
      const Child& child = one.second;
      return child.command == command && !child.given_up && approval_key(child) == what;
    });
  }

  std::set<std::string> arguments_;  // of the approvals that were run, as bare() would show them
};

}  // namespace

std::unique_ptr<MachineInvariant> make_h2(const Terms& terms) {
  return std::make_unique<H2>(terms);
}

}  // namespace scenarios
