#include "sim/world/people.h"

#include <utility>

namespace sim {
namespace {

std::string account_key(std::string_view channel, std::string_view name) {
  return std::string(channel) + '/' + std::string(name);
}

std::string found_in(const std::map<std::string, std::string, std::less<>>& map,
                     std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? std::string() : found->second;
}

}  // namespace

Sender make_sender(std::string_view channel, std::string_view name, std::uint64_t ordinal) {
  Sender sender;
  sender.username = name;
  sender.first_name = "F" + std::string(name);
  sender.last_name = "L" + std::string(name);
  const std::string number = std::to_string(811111111 + 11111111 * ordinal);
  sender.id = channel == "slack" ? "U" + number : number;
  return sender;
}

Sender& People::sender(std::string_view channel, std::string_view name) {
  const std::size_t ordinal = senders_.size();
  return senders_.try_emplace(account_key(channel, name), make_sender(channel, name, ordinal))
      .first->second;
}

DeviceHello& People::phone(std::string_view name, Machine& machine, ChoiceSource& choices) {
  const auto found = phones_.find(name);
  if (found != phones_.end()) return found->second;
  return phones_.emplace(name, draw_phone(machine, choices)).first->second;
}

std::string People::code_of(std::string_view channel, std::string_view name) const {
  return found_in(codes_, account_key(channel, name));
}
std::string People::request_of(std::string_view device) const {
  return found_in(requests_, device);
}
void People::give_code(std::string_view channel, std::string_view name, std::string code) {
  codes_[account_key(channel, name)] = std::move(code);
}
void People::give_request(std::string_view device, std::string request_id) {
  requests_[std::string(device)] = std::move(request_id);
}

}  // namespace sim
