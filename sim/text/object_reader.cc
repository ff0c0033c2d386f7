#include "sim/text/object_reader.h"

#include <nlohmann/json.hpp>

#include "sim/text/duration_text.h"
#include "sim/text/json.h"
#include "sim/text/nearest.h"
#include "sim/text/shown.h"

namespace sim::format {
namespace {

void expected(const Found& found, const std::string& what) {
  found.problems.add(found.path, "expected " + what + ", not " + shown(to_text(found.json)));
}

const std::string* text_in(const Found& found, const std::string& what) {
  if (found.json.is_string()) return found.json.get_ptr<const std::string*>();
  expected(found, what);
  return nullptr;
}

}  // namespace

bool wants_object(const Found& found) {
  if (!found.json.is_object()) expected(found, "an object");
  return found.json.is_object();
}

std::vector<Found> elements_of(const Found& found) {
  std::vector<Found> elements;
  if (!found.json.is_array()) expected(found, "an array");
  if (!found.json.is_array()) return elements;
  for (std::size_t i = 0; i < found.json.size(); ++i)
    elements.push_back({found.json[i], found.path + '/' + std::to_string(i), found.problems});
  return elements;
}

void read(const Found& found, std::string& into, const Rule& rule) {
  const std::string* text = text_in(found, "a text");
  if (text == nullptr) return;
  into = *text;
  if (rule.text == nullptr) return;
  if (rule.text->words != nullptr) {
    const auto words = rule.text->words();
    if (std::ranges::find(words, into) == words.end())
      found.problems.add(found.path, unknown_word(rule.text->what, into, words));
  } else if (!rule.text->fits(into)) {
    expected(found, std::string(rule.text->expected));
  }
}

void read(const Found& found, bool& into, const Rule& /*rule*/) {
  if (found.json.is_boolean()) {
    into = found.json.get<bool>();
  } else {
    expected(found, "true or false");
  }
}

void read(const Found& found, controller::Duration& into, const Rule& rule) {
  const std::string* text = text_in(found, R"(a duration such as "250ms", "90s" or "10m")");
  if (text == nullptr) return;
  const auto duration = parse_duration(*text, rule.sign);
  if (duration) {
    into = *duration;
  } else {
    found.problems.add(found.path, duration.error());
  }
}

void read(const Found& found, std::chrono::seconds& into, const Rule& rule) {
  controller::Duration exact{};
  read(found, exact, rule);
  into = std::chrono::floor<std::chrono::seconds>(exact);
  if (into != exact) expected(found, "whole seconds");
}

void read(const Found& found, controller::Instant& into, const Rule& rule) {
  controller::Duration since{};
  read(found, since, rule);
  into = controller::Instant(since);
}

std::optional<std::uint64_t> read_whole(const Found& found, std::uint64_t min, std::uint64_t max) {
  if (found.json.is_number_unsigned()) {
    const auto value = found.json.get<std::uint64_t>();
    if (value >= min && value <= max) return value;
  }
  expected(found, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<std::size_t> read_word(const Found& found, std::string_view what,
                                     std::span<const std::string_view> words) {
  const std::string* text = text_in(found, listed(words));
  if (text == nullptr) return std::nullopt;
  const auto at = std::ranges::find(words, *text);
  if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  found.problems.add(found.path, unknown_word(what, *text, words));
  return std::nullopt;
}

std::optional<Found> ObjectReader::take(std::string_view key) {
  known_.push_back(key);
  const auto value = found_.json.find(key);
  if (value == found_.json.end()) return std::nullopt;
  return Found{*value, found_.path + '/' + std::string(key), found_.problems};
}

void ObjectReader::finish() {
  if (!keys_matter_) return;
  for (const auto& [key, value] : found_.json.items())
    if (std::ranges::find(known_, key) == known_.end())
      found_.problems.add(found_.path + '/' + key, unknown_word("key", key, known_));
  for (const std::string_view key : missing_)
    found_.problems.add(found_.path, "expected the key \"" + std::string(key) + '"');
}

}  // namespace sim::format
