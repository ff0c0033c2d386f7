// What a library for command lines would say less of: slips of the pen in options. The library's
// type is a parameter, so that it is included by programs alone.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

// The option of the `command`, a CLI::App, that has this name; nullptr when none has.
template <class App>
auto find_option(const App& command, const std::string& name) {
  const auto options = command.get_options();
  const auto found = std::ranges::find_if(options, [&](const auto* option) {
    const auto names = option_names(*option);
    return std::ranges::find(names, name) != names.end();
  });
  return found == options.end() ? nullptr : *found;
}

template <class App>
std::string unknown_option_text(const App& command, const std::string& name) {
  std::vector<std::string> known;
  for (const auto* option : command.get_options()) {
    for (std::string& one : option_names(*option)) known.push_back(std::move(one));
  }
  const std::vector<std::string_view> views(known.begin(), known.end());
  return unknown_word("option", name, views);
}

// `unknown option "--sed": did you mean "--seed"?` for the first word that is no option of the
// `command`; nothing when there is none. `words`: what follows the command's name.
template <class App>
std::optional<std::string> unknown_option(const App& command,
                                          const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (words[i].size() < 2 || words[i].front() != '-') continue;
    const std::string name = option_name_in(words[i]);
    const auto* option = find_option(command, name);
    if (option == nullptr) return unknown_option_text(command, name);
    // Its value, which may look like an option.
    if (option->get_items_expected_min() > 0 && name == words[i]) ++i;
  }
  return std::nullopt;
}

}  // namespace controller
