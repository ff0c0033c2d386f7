#include "sim/text/rule.h"

#include <algorithm>

#include "controller/base/ascii.h"

namespace sim::format {
namespace {

using controller::is_digit_ascii;

constexpr std::size_t kNameMax = 64;

bool is_kebab(std::string_view text) {
  if (text.empty() || text.size() > kNameMax) return false;
  char before = '-';
  for (const char c : text) {
    if (c == '-' ? before == '-' : !controller::is_lower_ascii(c) && !is_digit_ascii(c))
      return false;
    before = c;
  }
  return before != '-';
}

bool is_region(std::string_view text) {
  constexpr std::size_t kMin = 2;
  constexpr std::size_t kMax = 8;
  return text.size() >= kMin && text.size() <= kMax &&
         std::ranges::all_of(text, controller::is_lower_ascii);
}

bool is_not_empty(std::string_view text) { return !text.empty(); }

std::vector<std::string_view> channels() { return {"telegram", "discord", "slack"}; }

}  // namespace

const TextRule kNonEmpty{"text", "a text that is not empty", "^[\\s\\S]+$", is_not_empty, nullptr};
const TextRule kName{"name", R"(a name in kebab-case, at most 64 long, such as "late-list")",
                     "^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$", is_kebab, nullptr};
const TextRule kChannel{"channel", "a channel", "", nullptr, channels};
const TextRule kRegion{"region", R"(a region such as "dfw")", "^[a-z]{2,8}$", is_region, nullptr};

}  // namespace sim::format
