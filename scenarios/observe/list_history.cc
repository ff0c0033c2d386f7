#include "scenarios/observe/list_history.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace scenarios {
namespace {

constexpr std::size_t index_of(Kind list) { return static_cast<std::size_t>(list); }

std::vector<std::string> named_as_in_scenarios(const sim::ListRead& read) {
  std::vector<std::string> requests = read.keys;
  if (read.list == Kind::devices) {
    for (std::string& request : requests) request.insert(0, "device/");
  }
  std::sort(requests.begin(), requests.end());
  return requests;
}

std::vector<std::string> without(const std::vector<std::string>& all,
                                 const std::vector<std::string>& some) {
  std::vector<std::string> rest;
  std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(rest));
  return rest;
}

}  // namespace

void ListHistory::observe(const sim::Event& event) {
  if (const auto* read = std::get_if<sim::ListRead>(&event.body)) {
    show(event.at, *read);
    note_age(read->list, Age{event.at, true, read->last_updated_ms});
  }
  if (std::holds_alternative<sim::ControllerEnded>(event.body)) {
    for (const Kind list : {Kind::channels, Kind::devices}) {
      show(event.at, sim::ListRead{list, {}, {}, {}});
      note_age(list, Age{event.at, false, {}});
    }
  }
}

void ListHistory::show(Instant at, const sim::ListRead& read) {
  auto& shown = shown_[index_of(read.list)];
  auto requests = named_as_in_scenarios(read);
  for (const std::string& gone : without(shown, requests)) stays_[gone].back().to = at;
  for (const std::string& fresh : without(requests, shown)) {
    stays_[fresh].push_back(Stay{at, controller::kNever});
  }
  shown = std::move(requests);
}

void ListHistory::note_age(Kind list, Age age) {
  auto& ages = ages_[index_of(list)];
  const bool same = !ages.empty() && ages.back().list_exists == age.list_exists &&
                    ages.back().last_updated_ms == age.last_updated_ms;
  if (!same) ages.push_back(age);
}

const ListHistory::Stays* ListHistory::find(const std::string& request) const {
  const auto found = stays_.find(request);
  return found == stays_.end() ? nullptr : &found->second;
}

std::optional<Instant> ListHistory::shown_since(const std::string& request, Instant at) const {
  const Stays* stays = find(request);
  if (stays == nullptr) return std::nullopt;
  for (const Stay& stay : *stays) {
    if (stay.from <= at && at < stay.to) return stay.from;
  }
  return std::nullopt;
}

std::optional<Instant> ListHistory::first_shown(const std::string& request) const {
  const Stays* stays = find(request);
  return stays == nullptr ? std::nullopt : std::optional(stays->front().from);
}

std::optional<Instant> ListHistory::came_after(const std::string& request, Instant after) const {
  const Stays* stays = find(request);
  if (stays == nullptr) return std::nullopt;
  for (const Stay& stay : *stays) {
    if (stay.from > after) return stay.from;
  }
  return std::nullopt;
}

std::optional<Instant> ListHistory::gone_since(const std::string& request, Instant at) const {
  const Stays* stays = find(request);
  std::optional<Instant> since;
  if (stays == nullptr || shown_since(request, at)) return since;
  for (const Stay& stay : *stays) {
    if (stay.to <= at) since = stay.to;
  }
  return since;
}

ListHistory::Age ListHistory::age_at(Kind list, Instant at) const {
  Age current;
  for (const Age& age : ages_[index_of(list)]) {
    if (age.since > at) break;
    current = age;
  }
  return current;
}

// Entries that follow each other differ, so the first one after `from` is a change.
std::optional<ListHistory::Age> ListHistory::age_changed(Kind list, Instant from,
                                                         Instant until) const {
  for (const Age& age : ages_[index_of(list)]) {
    if (from < age.since && age.since <= until) return age;
  }
  return std::nullopt;
}

}  // namespace scenarios
