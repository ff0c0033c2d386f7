#include "sim/apps/fly/guest_command.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "controller/base/nearest.h"

namespace sim::fake {
namespace {

struct Place {
  std::string_view name;
  std::string GuestPlaces::*value;
};
constexpr std::array kPlaces = {
    Place{"port", &GuestPlaces::port}, Place{"gateway_port", &GuestPlaces::gateway_port},
    Place{"home", &GuestPlaces::home}, Place{"machine", &GuestPlaces::machine},
    Place{"openclaw", &GuestPlaces::openclaw}};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// Braces around anything but a name are the program's own.
void check_places(std::string_view word) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz_";
  for (std::size_t at = word.find('{'); at != std::string_view::npos; at = word.find('{', at + 1)) {
    const std::string_view rest = word.substr(at + 1);
    const std::size_t size = std::min(rest.find_first_not_of(kLetters), rest.size());
    if (size == 0 || size == rest.size() || rest[size] != '}') continue;
    const std::string_view name = rest.substr(0, size);
    if (std::ranges::find(kPlaces, name, &Place::name) != kPlaces.end()) continue;
    std::vector<std::string_view> known;
    for (const Place& place : kPlaces) known.push_back(place.name);
    throw std::runtime_error("--guest-command: " +
                             controller::unknown_word("placeholder", name, known));
  }
}

}  // namespace

std::vector<std::string> read_guest_command(const std::string& text) {
  std::vector<std::string> command = words_of(text);
  for (const std::string& word : command) check_places(word);
  return command;
}

std::vector<std::string> filled(std::vector<std::string> command, const GuestPlaces& places) {
  for (std::string& word : command) {
    for (const Place& place : kPlaces) {
      const std::string mark = '{' + std::string(place.name) + '}';
      const std::string& value = places.*place.value;
      for (std::size_t at = word.find(mark); at != std::string::npos;
           at = word.find(mark, at + value.size()))
        word.replace(at, mark.size(), value);
    }
  }
  return command;
}

}  // namespace sim::fake
