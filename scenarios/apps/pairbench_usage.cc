#include "scenarios/apps/pairbench_usage.h"

#include <CLI/CLI.hpp>
#include <string_view>

#include "scenarios/format/nearest.h"

namespace scenarios::apps {
namespace {

// "--seed", "-o"; nothing of what stands at its place.
std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  for (const auto& name : option.get_snames()) names.push_back("-" + name);
  return names;
}

const CLI::Option* find(const CLI::App& command, const std::string& name) {
  for (const CLI::Option* option : command.get_options()) {
    for (const auto& known : names_of(*option))
      if (known == name) return option;
  }
  return nullptr;
}

std::string complaint(const CLI::App& command, const std::string& name) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options())
    for (auto& known : names_of(*option)) names.push_back(std::move(known));
  const std::vector<std::string_view> views(names.begin(), names.end());
  return unknown_word("option", name, views);
}

// "--out=x", "-ox"
std::string name_in(const std::string& word) {
  return word.starts_with("--") ? word.substr(0, word.find('=')) : word.substr(0, 2);
}

}  // namespace

std::optional<std::string> unknown_option(const CLI::App& command,
                                          const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (words[i].size() < 2 || words[i].front() != '-') continue;
    const std::string name = name_in(words[i]);
    const CLI::Option* option = find(command, name);
    if (option == nullptr) return complaint(command, name);
    // Its value, which may look like an option.
    if (option->get_items_expected_min() > 0 && name == words[i]) ++i;
  }
  return std::nullopt;
}

}  // namespace scenarios::apps
