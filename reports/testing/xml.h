// Whether a text is well-formed XML, of the kind that our writers produce: elements, attributes in
// double quotes, text, the five entities, a declaration; no comments, CDATA, processing
// instructions or document types.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "reports/text.h"

namespace reports {

class XmlChecker {
 public:
  explicit XmlChecker(std::string_view text) : rest_(text) {}

  // What is wrong with it; empty: nothing.
  std::string fault() {
    if (const auto fault = bytes_fault(); !fault.empty()) return fault;
    if (rest_.starts_with("<?xml ")) skip_past("?>");
    do {
      skip_space();
      if (const auto fault = node_fault(); !fault.empty()) return fault + at();
    } while (!open_.empty());
    skip_space();
    return rest_.empty() ? "" : "text after the root" + at();
  }

 private:
  // Our own notion of what is printable, but for line ends.
  [[nodiscard]] std::string bytes_fault() const {
    std::string lines(rest_);
    std::erase(lines, '\n');
    return printable(lines) == lines ? "" : "control characters or no UTF-8";
  }

  std::string node_fault() {
    if (!rest_.starts_with('<')) return open_.empty() ? "no element" : text_fault();
    if (rest_.starts_with("</")) return end_fault();
    rest_.remove_prefix(1);
    const auto name = take_name();
    if (name.empty()) return "no name";
    if (const auto fault = attributes_fault(); !fault.empty()) return fault;
    if (take("/>")) return "";
    open_.emplace_back(name);
    return take(">") ? "" : "no end of tag";
  }
  std::string end_fault() {
    rest_.remove_prefix(2);
    const auto name = take_name();
    if (open_.empty() || open_.back() != name) return "end of " + std::string(name);
    open_.pop_back();
    return take(">") ? "" : "no end of tag";
  }
  std::string attributes_fault() {
    std::vector<std::string_view> seen;
    while (rest_.starts_with(' ')) {
      skip_space();
      const auto name = take_name();
      if (name.empty() || std::ranges::find(seen, name) != seen.end()) return "attribute";
      seen.push_back(name);
      if (!take("=\"")) return "no quote";
      const auto value = rest_.substr(0, rest_.find('"'));
      rest_.remove_prefix(value.size());
      if (!take("\"") || value.find('<') != value.npos) return "value of " + std::string(name);
      if (!entities_are_known(value)) return "entity";
    }
    return "";
  }
  std::string text_fault() {
    const auto text = rest_.substr(0, rest_.find('<'));
    rest_.remove_prefix(text.size());
    if (rest_.empty()) return "not closed";
    if (text.find("]]>") != text.npos) return "]]>";
    return entities_are_known(text) ? "" : "entity";
  }
  static bool entities_are_known(std::string_view text) {
    constexpr std::array<std::string_view, 5> kKnown = {"&lt;", "&gt;", "&amp;", "&quot;",
                                                        "&apos;"};
    for (auto at = text.find('&'); at != text.npos; at = text.find('&', at + 1))
      if (std::ranges::none_of(kKnown, [&](auto e) { return text.substr(at).starts_with(e); }))
        return false;
    return true;
  }

  std::string_view take_name() {
    constexpr std::string_view kName = "abcdefghijklmnopqrstuvwxyz-";
    const auto name = rest_.substr(0, rest_.find_first_not_of(kName));
    rest_.remove_prefix(name.size());
    return name;
  }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size())); }
  void skip_past(std::string_view word) {
    rest_.remove_prefix(std::min(rest_.find(word) + word.size(), rest_.size()));
  }
  [[nodiscard]] std::string at() const {
    return " before \"" + std::string(rest_.substr(0, 20)) + "\"";
  }

  std::string_view rest_;
  std::vector<std::string> open_;
};

inline std::string xml_fault(std::string_view text) { return XmlChecker(text).fault(); }

}  // namespace reports
