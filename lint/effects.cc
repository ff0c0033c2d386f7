#include "lint/effects.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "lint/includes.h"
#include "lint/tokens.h"

namespace lint {
namespace {

// `pattern` is a run of tokens. One with a "(" means the free function: members and declarations of
// that name are fine.
struct Ban {
  std::string_view pattern;
  std::string_view instead;
};
constexpr std::string_view kTime = "take the time from the Scheduler or the WallClock";
constexpr std::string_view kThreads = "spawn a Task on the Scheduler";
constexpr std::string_view kChance = "draw from the Random seam or the ChoiceSource";
constexpr std::string_view kFiles = "go through a store, ConfigSource or Log seam";
constexpr std::string_view kProcesses = "go through CommandRunner or ChildProcess";
constexpr std::string_view kNetwork = "go through HttpTransport";
constexpr std::string_view kOrder = "its order is not ours: use std::map, std::set or a vector";
constexpr std::string_view kPointerOrder =
    "addresses differ from run to run: key it by a stable id";

constexpr std::array kBans = {
    Ban{"system_clock", kTime},
    Ban{"steady_clock", kTime},
    Ban{"high_resolution_clock", kTime},
    Ban{"time(nullptr)", kTime},
    Ban{"time(NULL)", kTime},
    Ban{"time(0)", kTime},
    Ban{"clock_gettime(", kTime},
    Ban{"gettimeofday(", kTime},
    Ban{"std::thread", kThreads},
    Ban{"std::jthread", kThreads},
    Ban{"std::async", kThreads},
    Ban{"std::mutex", kThreads},
    Ban{"std::shared_mutex", kThreads},
    Ban{"std::condition_variable", kThreads},
    Ban{"this_thread", kThreads},
    Ban{"#include <thread>", kThreads},
    Ban{"std::random_device", kChance},
    Ban{"std::mt19937", kChance},
    Ban{"std::mt19937_64", kChance},
    Ban{"std::default_random_engine", kChance},
    Ban{"std::uniform_int_distribution", kChance},
    Ban{"std::uniform_real_distribution", kChance},
    Ban{"std::bernoulli_distribution", kChance},
    Ban{"std::normal_distribution", kChance},
    Ban{"std::exponential_distribution", kChance},
    Ban{"std::poisson_distribution", kChance},
    Ban{"std::geometric_distribution", kChance},
    Ban{"std::discrete_distribution", kChance},
    Ban{"std::shuffle", kChance},
    Ban{"std::ranges::shuffle", kChance},
    Ban{"std::sample", kChance},
    Ban{"rand(", kChance},
    Ban{"std::ifstream", kFiles},
    Ban{"std::ofstream", kFiles},
    Ban{"std::fstream", kFiles},
    Ban{"std::filesystem", kFiles},
    Ban{"fopen(", kFiles},
    Ban{"::open(", kFiles},
    Ban{"#include <fcntl.h>", kFiles},
    Ban{"#include <fstream>", kFiles},
    Ban{"std::cout", kFiles},
    Ban{"std::cerr", kFiles},
    Ban{"getenv(", "take it from ConfigSource"},
    Ban{"socket(", kNetwork},
    Ban{"#include <sys/socket.h>", kNetwork},
    Ban{"fork()", kProcesses},
    Ban{"vfork()", kProcesses},
    Ban{"popen(", kProcesses},
    Ban{"posix_spawn(", kProcesses},
    Ban{"#include <spawn.h>", kProcesses},
    Ban{"#include <unistd.h>", kProcesses},
    Ban{"std::unordered_map", kOrder},
    Ban{"std::unordered_set", kOrder},
    Ban{"std::unordered_multimap", kOrder},
    Ban{"std::unordered_multiset", kOrder},
};

using Slice = std::span<const Token>;

// A name that can stand before another one only in a declaration, or qualifies it as a member.
bool is_plain_name(const Token& t) { return is_name(t) && !(t == "std" || t == "return"); }

// True when the name after `before` is a member, or is being declared.
bool is_own_name(Slice before) {
  if (before.empty()) return false;
  const auto& last = before.back();
  if (last == "::") return before.size() > 1 && is_plain_name(before[before.size() - 2]);
  return is_plain_name(last) || last == "." || last == "->" || last == ">" || last == "*" ||
         last == "&";
}

bool matches(Slice tokens, std::size_t at, Slice pattern) {
  return std::ranges::equal(tokens.subspan(at, std::min(pattern.size(), tokens.size() - at)),
                            pattern, {}, &Token::text, &Token::text) &&
         !(std::ranges::find(pattern, "(", &Token::text) != pattern.end() &&
           is_own_name(tokens.first(at)));
}

// True for `set<T*` and `map<T*,` after `std::`.
bool is_keyed_by_pointer(Slice tokens) {
  if (tokens.size() < 4 || !(tokens[0] == "std") || !(tokens[1] == "::")) return false;
  const auto container = tokens[2].text;
  if (container != "map" && container != "set" && container != "multimap" &&
      container != "multiset")
    return false;
  int depth = 0;
  for (std::size_t i = 3; i < tokens.size(); ++i) {
    if ((tokens[i] == "," && depth == 1) || (tokens[i] == ">" && depth == 1))
      return tokens[i - 1] == "*";
    depth += tokens[i] == "<" ? 1 : tokens[i] == ">" ? -1 : 0;
    if (depth == 0) return false;
  }
  return false;
}

}  // namespace

Findings lint_effects(std::string_view path, std::string_view text) {
  if (!is_pure(path) || path.ends_with("_test.cc")) return {};
  const auto tokens = tokenise(text);
  const Slice all(tokens);
  Findings findings;
  for (const auto& [pattern, instead] : kBans) {
    const auto wanted = tokenise(pattern);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (matches(all, i, wanted))
        findings.push_back({all[i].line, "no " + std::string(pattern) +
                                             (pattern.ends_with('(') ? ")" : "") +
                                             " here: " + std::string(instead)});
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    if (is_keyed_by_pointer(all.subspan(i)))
      findings.push_back(
          {all[i].line, "no container ordered by pointers: " + std::string(kPointerOrder)});
  return findings;
}

}  // namespace lint
