// Secrets that are known by their own shape.
#include <algorithm>
#include <array>

#include "controller/base/ascii.h"
#include "scenarios/import/secrets.h"

namespace scenarios::importing {
namespace {

using controller::is_alnum_ascii;
using controller::is_alpha_ascii;
using controller::is_digit_ascii;

// Looking further would make a line of many false beginnings quadratic.
constexpr std::size_t kLookAhead = 256;

struct Prefix {
  std::string_view text;
  std::size_t body_min;
  SecretKind kind;
};
constexpr std::array kPrefixes = {
    Prefix{"sk-", 16, SecretKind::api_key},          Prefix{"sk_live_", 10, SecretKind::api_key},
    Prefix{"pk_live_", 10, SecretKind::api_key},     Prefix{"rk_live_", 10, SecretKind::api_key},
    Prefix{"AKIA", 16, SecretKind::api_key},         Prefix{"AIza", 30, SecretKind::api_key},
    Prefix{"ghp_", 20, SecretKind::api_key},         Prefix{"gho_", 20, SecretKind::api_key},
    Prefix{"ghu_", 20, SecretKind::api_key},         Prefix{"ghs_", 20, SecretKind::api_key},
    Prefix{"ghr_", 20, SecretKind::api_key},         Prefix{"github_pat_", 20, SecretKind::api_key},
    Prefix{"glpat-", 16, SecretKind::api_key},       Prefix{"npm_", 30, SecretKind::api_key},
    Prefix{"hf_", 20, SecretKind::api_key},          Prefix{"gsk_", 20, SecretKind::api_key},
    Prefix{"xai-", 20, SecretKind::api_key},         Prefix{"fm1_", 20, SecretKind::api_key},
    Prefix{"fm2_", 20, SecretKind::api_key},         Prefix{"fo1_", 20, SecretKind::api_key},
    Prefix{"xapp-", 10, SecretKind::slack_token},    Prefix{"xoxa-", 10, SecretKind::slack_token},
    Prefix{"xoxb-", 10, SecretKind::slack_token},    Prefix{"xoxc-", 10, SecretKind::slack_token},
    Prefix{"xoxd-", 10, SecretKind::slack_token},    Prefix{"xoxe-", 10, SecretKind::slack_token},
    Prefix{"xoxe.xox", 10, SecretKind::slack_token}, Prefix{"xoxo-", 10, SecretKind::slack_token},
    Prefix{"xoxp-", 10, SecretKind::slack_token},    Prefix{"xoxr-", 10, SecretKind::slack_token},
    Prefix{"xoxs-", 10, SecretKind::slack_token},
};

class ShapeFinder {
 public:
  ShapeFinder(std::string_view line, std::vector<Secret>& found) : line_(line), found_(found) {}

  void run() {
    for (at_ = 0; at_ < line_.size(); ++at_) {
      const char c = line_[at_];
      if (c == '@') {
        email();
      } else if (c == '+') {
        phone();
      } else if (c == ':') {
        telegram();
        userinfo();
      } else if (is_alnum_ascii(c) && !is_word(before())) {
        prefixed() || jwt() || discord();
      }
    }
  }

 private:
  static bool is_word(char c) { return is_alnum_ascii(c) || c == '_'; }
  [[nodiscard]] char before() const { return at_ == 0 ? ' ' : line_[at_ - 1]; }
  [[nodiscard]] char byte(std::size_t at) const { return at < line_.size() ? line_[at] : ' '; }

  // How many bytes of a token stand from `at` on.
  [[nodiscard]] std::size_t run_of_token(std::size_t at, std::size_t max) const {
    std::size_t end = at;
    while (end < line_.size() && end - at < max && is_token_byte(line_[end])) ++end;
    return end - at;
  }
  // Takes the rest of the token along, so that no part of it stays, and goes on behind it.
  bool found(std::size_t begin, std::size_t end, SecretKind kind) {
    end += run_of_token(end, line_.size());
    found_.push_back({begin, end - begin, kind});
    at_ = std::max(at_, end - 1);
    return true;
  }

  bool prefixed() {
    const auto rest = line_.substr(at_, kLookAhead);
    for (const Prefix& prefix : kPrefixes) {
      if (!rest.starts_with(prefix.text)) continue;
      const auto body = rest.substr(prefix.text.size());
      const std::size_t size = run_of_token(at_ + prefix.text.size(), body.size());
      // "sk-learn-and-so-on" is a word; keys that are drawn hold digits.
      if (size >= prefix.body_min && std::ranges::any_of(body.substr(0, size), is_digit_ascii))
        return found(at_, at_ + prefix.text.size() + size, prefix.kind);
    }
    return false;
  }

  // Three parts of base64url; the first two are JSON objects, which begin with {".
  bool jwt() {
    constexpr std::string_view kObject = "eyJ";
    constexpr std::size_t kPartMin = 10;
    if (before() == '-' || !line_.substr(at_).starts_with(kObject)) return false;
    const std::size_t head = run_of_token(at_, line_.size());
    const std::size_t second = at_ + head + 1;
    if (head < kPartMin || byte(second - 1) != '.') return false;
    const std::size_t body = run_of_token(second, line_.size());
    const std::size_t third = second + body;
    if (body < kPartMin || byte(third) != '.') return false;
    return found(at_, third + 1, SecretKind::jwt);
  }

  bool discord() {
    constexpr std::size_t kIdMin = 23;
    constexpr std::size_t kIdMax = 30;
    constexpr std::size_t kTimeMin = 6;
    constexpr std::size_t kTimeMax = 7;
    constexpr std::size_t kMacMin = 27;
    const std::size_t id = run_of_token(at_, kIdMax + 1);
    if (id < kIdMin || id > kIdMax || byte(at_ + id) != '.') return false;
    const std::size_t time_at = at_ + id + 1;
    const std::size_t time = run_of_token(time_at, kTimeMax + 1);
    if (time < kTimeMin || time > kTimeMax || byte(time_at + time) != '.') return false;
    const std::size_t mac_at = time_at + time + 1;
    const std::size_t mac = run_of_token(mac_at, kLookAhead);
    return mac >= kMacMin && found(at_, mac_at + mac, SecretKind::discord_token);
  }

  // 123456789:AA…, at the colon.
  void telegram() {
    constexpr std::size_t kIdMin = 6;
    constexpr std::size_t kIdMax = 12;
    constexpr std::size_t kKeyMin = 30;
    std::size_t begin = at_;
    while (begin > 0 && at_ - begin <= kIdMax && is_digit_ascii(line_[begin - 1])) --begin;
    const std::size_t id = at_ - begin;
    if (id < kIdMin || id > kIdMax || run_of_token(at_ + 1, kKeyMin) < kKeyMin) return;
    found(begin, at_ + 1 + kKeyMin, SecretKind::telegram_token);
  }

  // https://user:password@host, at the first colon.
  void userinfo() {
    const auto rest = line_.substr(at_, kLookAhead);
    if (!rest.starts_with("://")) return;
    const auto word = rest.substr(3, rest.find_first_of(" \t\"'<>", 3) - 3);
    const std::size_t colon = word.find(':');
    const std::size_t end = end_of_userinfo(word, colon);
    if (end == std::string_view::npos || colon >= end || colon + 1 == end) return;
    found_.push_back({at_ + 3 + colon + 1, end - colon - 1, SecretKind::password});
  }

  // At its @. A slash belongs to a password that nobody has encoded, unless a port stands before
  // it.
  static std::size_t end_of_userinfo(std::string_view word, std::size_t colon) {
    const auto authority = word.substr(0, word.find_first_of("/?#"));
    const std::size_t end = authority.rfind('@');
    if (end != std::string_view::npos || colon >= authority.size() || word.starts_with('['))
      return end;
    return std::ranges::all_of(authority.substr(colon + 1), is_digit_ascii) ? end : word.rfind('@');
  }

  static bool is_local(char c) {
    return is_alnum_ascii(c) || std::string_view("._%+-").find(c) != std::string_view::npos;
  }

  static bool is_host(char c) { return is_alnum_ascii(c) || c == '-' || c == '.'; }

  // somebody@example.com, at the @.
  void email() {
    constexpr std::size_t kLocalMax = 64;
    if (!found_.empty() && found_.back().at + found_.back().size == at_) return;  // https://a:b@c
    std::size_t begin = at_;
    while (begin > 0 && at_ - begin < kLocalMax && is_local(line_[begin - 1])) --begin;
    if (begin == at_) return;
    std::size_t end = at_ + 1;
    while (end < line_.size() && end - at_ < kLookAhead && is_host(line_[end])) ++end;
    while (!is_alnum_ascii(line_[end - 1]) && line_[end - 1] != '@') --end;  // ends a sentence
    const std::size_t last = line_.substr(at_, end - at_).rfind('.');
    const std::size_t dot = at_ + last;
    if (last == std::string_view::npos || last <= 1 || end - dot < 3) return;
    const auto top = line_.substr(dot + 1, end - dot - 1);
    if (std::ranges::all_of(top, is_alpha_ascii))
      found_.push_back({begin, end - begin, SecretKind::email});
  }

  // +49 170 1234567, +1 (555) 123-4567, at the plus.
  void phone() {
    constexpr std::size_t kDigitsMin = 8;
    constexpr std::size_t kDigitsMax = 15;
    if (is_word(before()) || before() == '/' || before() == '+' || byte(at_ + 1) < '1' ||
        byte(at_ + 1) > '9')
      return;
    std::size_t digits = 0;
    std::size_t end = at_ + 1;
    std::size_t gap = 0;
    for (std::size_t i = end; digits <= kDigitsMax && gap < 3; ++i) {
      if (is_digit_ascii(byte(i))) {
        ++digits;
        end = i + 1;
        gap = 0;
      } else if (i < line_.size() &&
                 std::string_view(" -.()").find(line_[i]) != std::string_view::npos) {
        ++gap;
      } else {
        break;
      }
    }
    if (digits < kDigitsMin || digits > kDigitsMax || is_word(byte(end))) return;
    found_.push_back({at_, end - at_, SecretKind::phone});
  }

  std::string_view line_;
  std::vector<Secret>& found_;
  std::size_t at_ = 0;
};

}  // namespace

void find_by_shape(std::string_view line, std::vector<Secret>& found) {
  ShapeFinder(line, found).run();
}

}  // namespace scenarios::importing
