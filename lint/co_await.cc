#include "lint/co_await.h"

#include <algorithm>
#include <cctype>
#include <span>

#include "lint/tokens.h"

namespace lint {
namespace {

using Slice = std::span<const Token>;

constexpr auto kFormHint =
    "co_await may stand only as `auto x = co_await f(...);`, `x = co_await f(...);`, "
    "`co_return co_await f(...);` or a bare statement (g++ 12 miscompiles the rest): "
    "give the result a name first";
constexpr auto kArgumentHint =
    "the arguments of an awaited call may not contain braces, lambdas, conditions or objects made "
    "on the spot (g++ 12 destroys them twice): give them a name first";

bool opens(const Token& t) { return t == "(" || t == "[" || t == "{"; }
bool closes(const Token& t) { return t == ")" || t == "]" || t == "}"; }

// The length of the bracketed group that `tokens` starts with.
std::size_t group(Slice tokens) {
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    depth += opens(tokens[i]) ? 1 : closes(tokens[i]) ? -1 : 0;
    if (depth == 0) return i + 1;
  }
  return tokens.size();
}

// What stands between the start of the statement and its end, the last of `tokens`.
Slice statement_tail(Slice tokens) {
  int depth = 0;
  auto begin = tokens.size();
  for (; begin > 0; --begin) {
    const auto& token = tokens[begin - 1];
    if (depth == 0 && (token == ";" || token == "}" || opens(token))) break;
    depth += closes(token) ? 1 : opens(token) ? -1 : 0;
  }
  return tokens.subspan(begin);
}

// Without `if (...)`, `else`, `case x:` and the like.
Slice without_control(Slice prefix) {
  while (!prefix.empty()) {
    const auto& first = prefix.front();
    if (first == "else" || first == "do") {
      prefix = prefix.subspan(1);
    } else if (first == "if" || first == "while" || first == "for" || first == "switch") {
      const auto head = std::ranges::find(prefix, "(", &Token::text) - prefix.begin();
      prefix = prefix.subspan(static_cast<std::size_t>(head));
      prefix = prefix.subspan(group(prefix));
    } else if (first == "case" || first == "default") {
      const auto colon = std::ranges::find(prefix, ":", &Token::text);
      if (colon == prefix.end()) break;
      prefix = {colon + 1, prefix.end()};
    } else {
      break;
    }
  }
  return prefix;
}

bool is(Slice tokens, std::initializer_list<std::string_view> texts) {
  return std::ranges::equal(tokens, texts, {}, &Token::text);
}

bool is_assignment(Slice prefix) {
  if (prefix.size() < 2 || !(prefix.back() == "=")) return false;
  auto target = prefix.first(prefix.size() - 1);
  if (target.front() == "const" && target.size() == 3) target = target.subspan(1);
  if (target.front() == "auto") return target.size() == 2 && is_name(target.back());
  for (std::size_t i = 1; i < target.size(); ++i)  // `int x`: a type may convert
    if (is_name(target[i - 1]) && is_name(target[i])) return false;
  return std::ranges::all_of(target, [](const Token& t) {
    return is_name(t) || is_number(t) || t == "." || t == "->" || t == "::" || t == "[" ||
           t == "]" || t == "*";
  });
}

bool good_prefix(Slice prefix) {
  return prefix.empty() || is(prefix, {"co_return"}) || is(prefix, {"(", "void", ")"}) ||
         is_assignment(prefix);
}

// The length of `<...>` when it is a list of template arguments that a call follows, else 0.
std::size_t template_arguments(Slice tokens) {
  if (tokens.empty() || !(tokens.front() == "<")) return 0;
  int depth = 0;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const auto& t = tokens[i];
    depth += t == "<" ? 1 : t == ">" ? -1 : 0;
    if (depth == 0) return tokens[i + 1] == "(" ? i + 1 : 0;
    if (!is_name(t) && !(t == "::" || t == "," || t == "*" || t == "<" || t == ">")) return 0;
  }
  return 0;
}

bool good_arguments(Slice arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& t = arguments[i];
    if (t == "{" || t == "?" || t == "&&" || t == "||" || t == "co_await") return false;
    if (i == 0) continue;
    const auto& before = arguments[i - 1];
    const bool lambda = t == "[" && !is_name(before) && !closes(before);
    const auto generic = t == "<" ? template_arguments(arguments.subspan(i)) : 0;
    const bool type = is_name(before) && std::isupper(static_cast<unsigned char>(before.text[0]));
    if (lambda || (type && (t == "(" || generic > 0))) return false;
  }
  return true;
}

// Reads `a::b<c>(...)->d(...);` and answers what is wrong with it, or nothing.
const char* judge_awaited(Slice tokens) {
  while (!tokens.empty() && !(tokens.front() == ";")) {
    const auto& t = tokens.front();
    std::size_t length = 1;
    if (t == "(" || t == "[") {
      length = group(tokens);
      if (!good_arguments(tokens.first(length))) return kArgumentHint;
    } else if (t == "<") {
      length = template_arguments(tokens);
      if (length == 0) return kFormHint;
    } else if (t == "{") {
      return kArgumentHint;
    } else if (!is_name(t) && !(t == "." || t == "->" || t == "::")) {
      return kFormHint;
    }
    tokens = tokens.subspan(length);
  }
  return nullptr;
}

}  // namespace

Findings lint_co_await(std::string_view text) {
  const auto tokens = tokenise(text);
  const Slice all(tokens);
  Findings findings;
  std::vector<std::string_view> open;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (opens(all[i])) open.push_back(all[i].text);
    if (closes(all[i]) && !open.empty()) open.pop_back();
    if (!(all[i] == "co_await") || (i > 0 && all[i - 1] == "operator")) continue;

    const bool in_block = open.empty() || open.back() == "{";
    const bool stands_alone =
        in_block && good_prefix(without_control(statement_tail(all.first(i))));
    const auto* wrong = stands_alone ? judge_awaited(all.subspan(i + 1)) : kFormHint;
    if (wrong != nullptr) findings.push_back({all[i].line, wrong});
  }
  return findings;
}

}  // namespace lint
