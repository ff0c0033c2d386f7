#include "scenarios/format/read_value.h"

#include <algorithm>

#include "controller/base/iso8601.h"
#include "scenarios/format/document.h"
#include "scenarios/format/nearest.h"

namespace scenarios {
namespace {

std::string expected(std::string_view what, std::string_view text) {
  return "expected " + std::string(what) + ", not " + shown(text);
}

void check_text(const Node& node, const TextRule& rule, Problems& problems) {
  if (!problems.heeds(node.at)) return;
  if (rule.words != nullptr) {
    const auto words = rule.words();
    if (std::ranges::find(words, node.text) == words.end())
      problems.add(node.at, unknown_word(rule.what, node.text, words));
  } else if (!rule.fits(node.text)) {
    problems.add(node.at, expected(rule.expected, node.text));
  }
}

std::optional<RequestKey> parse_key(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  RequestKey key;
  const std::string_view folder = text.substr(0, slash);
  key.list = folder == "device" ? Kind::devices : Kind::channels;
  if (key.list == Kind::channels) key.channel = folder;
  std::string_view id = text.substr(slash + 1);
  key.named = id.starts_with('@');
  if (key.named) id.remove_prefix(1);
  key.id = id;
  const TextRule& rule = key.named ? kName : key.list == Kind::devices ? kUuid : kCode;
  if (!rule.fits(id)) return std::nullopt;
  return key;
}

}  // namespace

bool wants(const Node& node, Node::Type type, Problems& problems) {
  if (node.type == type) return true;
  problems.add(node.at, "expected " + std::string(type_name(type)) + ", not " +
                            std::string(type_name(node.type)));
  return false;
}

void read_value(const Node& node, std::string& into, const Rule& rule, Problems& problems) {
  if (!wants(node, Node::Type::text, problems)) return;
  if (rule.text != nullptr) check_text(node, *rule.text, problems);
  into = node.text;
}

void read_value(const Node& node, bool& into, const Rule& /*rule*/, Problems& problems) {
  if (node.type == Node::Type::boolean) {
    into = node.flag;
  } else {
    problems.add(node.at, "expected true or false, not " + std::string(type_name(node.type)));
  }
}

void read_value(const Node& node, Duration& into, const Rule& rule, Problems& problems) {
  if (node.type != Node::Type::text) {
    problems.add(node.at,
                 R"(expected a duration such as "250ms", "90s", "10m", "2h" or "1d", not )" +
                     std::string(type_name(node.type)));
    return;
  }
  const auto duration = parse_duration(node.text, rule.sign);
  if (!duration) {
    problems.add(node.at, duration.error());
  } else if (rule.sign == Sign::plus && *duration < rule.shortest) {
    problems.add(node.at,
                 expected("a duration of at least " + duration_text(rule.shortest), node.text));
  } else {
    into = *duration;
  }
}

void read_value(const Node& node, std::chrono::seconds& into, const Rule& rule,
                Problems& problems) {
  Duration exact{};
  read_value(node, exact, rule, problems);
  into = std::chrono::floor<std::chrono::seconds>(exact);
  if (into != exact) problems.add(node.at, expected("whole seconds", node.text));
}

void read_value(const Node& node, Instant& into, const Rule& rule, Problems& problems) {
  Duration since_start{};
  read_value(node, since_start, rule, problems);
  into = Instant(since_start);
}

void read_value(const Node& node, WallTime& into, const Rule& /*rule*/, Problems& problems) {
  if (!wants(node, Node::Type::text, problems)) return;
  // Whatever the clock is set forward by: years have four digits.
  constexpr std::int64_t kYear9000 = 221'845'392'000'000;  // ms
  const auto ms = controller::parse_iso8601(node.text);
  if (ms && *ms >= 0 && *ms < kYear9000) {
    into = WallTime(std::chrono::milliseconds(*ms));
  } else {
    problems.add(node.at, expected(R"(a time from 1970 to 8999, such as "2026-11-22T06:00:00Z")",
                                   node.text));
  }
}

void read_value(const Node& node, RequestKey& into, const Rule& /*rule*/, Problems& problems) {
  if (!wants(node, Node::Type::text, problems)) return;
  auto key = parse_key(node.text);
  if (!key) {
    problems.add(node.at, expected(R"(a request such as "telegram/@alice", "telegram/ABCD2345", )"
                                   R"("device/@phone" or "device/<request id>")",
                                   node.text));
    return;
  }
  auto folders = kChannel.words();
  folders.push_back("device");
  const std::string folder = node.text.substr(0, node.text.find('/'));
  if (std::ranges::find(folders, folder) == folders.end())
    problems.add(node.at, unknown_word("channel", folder, folders));
  into = *std::move(key);
}

std::optional<std::uint64_t> read_integer(const Node& node, std::uint64_t min, std::uint64_t max,
                                          Problems& problems) {
  const bool whole = node.type == Node::Type::integer;
  const bool negative = node.negative && node.magnitude > 0;
  if (whole && !negative && node.magnitude >= min && node.magnitude <= max) return node.magnitude;
  std::string message =
      "expected an integer from " + std::to_string(min) + " to " + std::to_string(max) + ", not ";
  if (whole) {
    message += (negative ? "-" : "") + std::to_string(node.magnitude);
  } else if (node.type == Node::Type::real) {
    message += node.text.substr(0, 30);
  } else {
    message += type_name(node.type);
  }
  problems.add(node.at, std::move(message));
  return std::nullopt;
}

std::optional<std::size_t> read_word(const Node& node, std::string_view what,
                                     std::span<const std::string_view> words, Problems& problems) {
  if (!wants(node, Node::Type::text, problems)) return std::nullopt;
  const auto found = std::ranges::find(words, node.text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  if (problems.heeds(node.at)) problems.add(node.at, unknown_word(what, node.text, words));
  return std::nullopt;
}

}  // namespace scenarios
