#include "scenarios/observe/name_book.h"

#include <algorithm>

namespace scenarios {
namespace {

std::string key_of(Kind list, const std::string& channel, const std::string& id) {
  return (list == Kind::devices ? "device" : channel) + '/' + id;
}

}  // namespace

// A request that is renewed stays the same one.
void NameBook::observe(const sim::Event& event) {
  const auto* pending = std::get_if<sim::RequestPending>(&event.body);
  if (pending == nullptr) return;
  const std::string source = key_of(pending->list, pending->channel, {});
  const auto [place, fresh] = given_.try_emplace(
      key_of(pending->list, pending->channel, pending->key), Given{event.at, {}});
  place->second.owner = Owner(source, pending->owner);
}

void NameBook::name_is(const std::string& name, const std::string& request, Instant at) {
  const bool bare = request.find('/') == std::string::npos;
  const std::string key = bare ? key_of(Kind::devices, {}, request) : request;
  given_.try_emplace(key, Given{at, {}});
  auto& keys = names_[name];
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
}

bool NameBook::belongs(const std::string& key, const Given& given,
                       const std::vector<std::string>& named) const {
  return std::any_of(named.begin(), named.end(), [&](const std::string& one) {
    const Owner& owner = given_.at(one).owner;
    return one == key || (owner != Owner() && owner == given.owner);
  });
}

std::vector<NameBook::Request> NameBook::requests_of(const RequestKey& key) const {
  if (!key.named) return {Request{text_of(key), Instant::min()}};
  std::vector<Request> requests;
  const auto named = names_.find(text_of(key));
  if (named == names_.end()) return requests;
  for (const auto& [id, given] : given_) {
    if (belongs(id, given, named->second)) requests.push_back(Request{id, given.since});
  }
  std::stable_sort(requests.begin(), requests.end(),
                   [](const Request& a, const Request& b) { return a.since < b.since; });
  return requests;
}

}  // namespace scenarios
