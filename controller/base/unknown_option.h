// What a library for command lines would say less of: slips of the pen in options. The library's
// type is a parameter, so that it is included by programs alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/nearest.h"

namespace controller {

// "--seed", "-o"; nothing of what stands at its place.
template <class Option>
std::vector<std::string> option_names(const Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  for (const auto& name : option.get_snames()) names.push_back("-" + name);
  return names;
}

// "--out=x", "-ox"
inline std::string option_name_in(const std::string& word) {
  return word.starts_with("--") ? word.substr(0, word.find('=')) : word.substr(0, 2);
}

// `unknown option "--sed": did you mean "--seed"?` for the first word that is no option of the
// `command`, a CLI::App; nothing when there is none. `words`: what follows the command's name.
template <class App>
std::optional<std::string> unknown_option(const App& command,
                                          const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (words[i].size() < 2 || words[i].front() != '-') continue;
    const std::string name = option_name_in(words[i]);
    std::vector<std::string> known;
    bool found = false;
    bool takes_next = false;  // its value, which may look like an option
    for (const auto* option : command.get_options()) {
      for (std::string& one : option_names(*option)) {
        if (one == name) {
          found = true;
          takes_next = option->get_items_expected_min() > 0 && name == words[i];
        }
        known.push_back(std::move(one));
      }
    }
    const std::vector<std::string_view> views(known.begin(), known.end());
    if (!found) return unknown_word("option", name, views);
    if (takes_next) ++i;
  }
  return std::nullopt;
}

}  // namespace controller
