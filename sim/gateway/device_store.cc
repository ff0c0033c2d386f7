#include "sim/gateway/device_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/gateway/device_json.h"
#include "sim/gateway/json_value.h"

namespace sim {
namespace {

std::int64_t to_ms(WallTime time) { return time.time_since_epoch().count(); }

constexpr std::int64_t kLifetimeMs = std::chrono::milliseconds(DeviceStore::kLifetime).count();

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  return texts;
}

void merge(std::vector<std::string>& into, const std::vector<std::string>& more) {
  for (const std::string& text : more)
    if (std::ranges::find(into, text) == into.end()) into.push_back(text);
}

DeviceHello hello_of(const Json& element) {
  const auto text = [&](const char* name) { return string_field(element, name).value_or(""); };
  DeviceHello hello;
  hello.device_id = text("deviceId");
  hello.public_key = text("publicKey");
  hello.display_name = text("displayName");
  hello.platform = text("platform");
  hello.device_family = text("deviceFamily");
  hello.client_id = text("clientId");
  hello.client_mode = text("clientMode");
  hello.role = text("role");
  hello.roles = strings_field(element, "roles");
  hello.scopes = strings_field(element, "scopes");
  hello.remote_ip = text("remoteIp");
  return hello;
}

DeviceToken token_of(const Json& element) {
  DeviceToken token;
  token.role = string_field(element, "role").value_or("");
  token.scopes = strings_field(element, "scopes");
  token.created_at_ms = integer_field(element, "createdAtMs").value_or(0);
  token.rotated_at_ms = integer_field(element, "rotatedAtMs");
  return token;
}

PairedDevice paired_of(const Json& element) {
  PairedDevice device;
  device.hello = hello_of(element);
  device.created_at_ms = integer_field(element, "createdAtMs").value_or(0);
  device.approved_at_ms = integer_field(element, "approvedAtMs").value_or(0);
  // An object in paired.json, an array in lists.
  if (element.contains("tokens"))
    for (const Json& token : element["tokens"]) device.tokens.push_back(token_of(token));
  return device;
}

}  // namespace

DeviceStore::Asked DeviceStore::ask(const DeviceHello& hello, WallTime now, IdSource& ids,
                                    ChoiceSource& choices) {
  Asked asked;
  if (has_null_entry()) {
    asked.result = Asked::Result::crashed;
    return asked;
  }
  asked.vanished = prune(now);
  if (is_paired(hello.device_id)) {
    asked.result = Asked::Result::paired;
    return asked;
  }
  const auto known = std::ranges::find_if(pending_, [&](const Entry& entry) {
    return entry.shape == Entry::Shape::well_formed &&
           entry.device.hello.device_id == hello.device_id;
  });
  if (known != pending_.end()) {
    changed();
    known->device.hello = hello;
    known->device.ts = to_ms(now);
    asked.request_id = known->device.request_id;
    asked.result = Asked::Result::repeated;
    return asked;
  }
  asked.request_id = ids.uuid(choices);
  seed_pending({asked.request_id, hello, false, false, to_ms(now)});
  return asked;
}

// Newest first. A `ts` that is no number compares as equal with every other, as JavaScript's NaN
// does (devices-list-corrupt-wrong-types2.json); that is no order a sort may be given, so then
// entries are inserted one by one, which is also what the real engine does with short arrays.
std::vector<const DeviceStore::Entry*> DeviceStore::newest_first() const {
  std::vector<const Entry*> sorted;
  sorted.reserve(pending_.size());
  for (const Entry& entry : pending_) sorted.push_back(&entry);
  const auto newer = [](const Entry* a, const Entry* b) {
    return a->has_ts && b->has_ts && a->device.ts > b->device.ts;
  };
  if (std::ranges::all_of(pending_, &Entry::has_ts)) {
    std::ranges::stable_sort(sorted, newer);
    return sorted;
  }
  for (std::size_t i = 1; i < sorted.size(); ++i)
    for (std::size_t j = i; j > 0 && newer(sorted[j], sorted[j - 1]); --j)
      std::swap(sorted[j], sorted[j - 1]);
  return sorted;
}

std::string DeviceStore::list(WallTime now) {
  const bool whole =
      std::ranges::none_of(pending_, [&](const Entry& entry) { return is_expired(entry, now); });
  if (!whole) return render(now);
  if (rendered_.empty()) rendered_ = render(now);
  return rendered_;
}

std::string DeviceStore::render(WallTime now) const {
  std::string json;
  json.reserve(64 + 700 * pending_.size() + 900 * paired_.size());
  JsonWriter writer(json);
  writer.begin_object();
  writer.key("pending");
  writer.begin_array();
  for (const Entry* entry : newest_first())
    if (!is_expired(*entry, now)) write_entry(writer, *entry);
  writer.end_array();
  writer.key("paired");
  writer.begin_array();
  std::vector<const PairedDevice*> by_approval;
  for (const PairedDevice& device : paired_) by_approval.push_back(&device);
  std::ranges::stable_sort(by_approval, std::greater{}, &PairedDevice::approved_at_ms);
  for (const PairedDevice* device : by_approval) write_paired_summary(writer, *device);
  writer.end_array();
  writer.end_object();
  json += '\n';
  return json;
}

DeviceStore::Settled DeviceStore::approve(std::string_view request_id, WallTime now) {
  Settled result;
  result.vanished = prune(now);
  const auto found = find(request_id);
  if (found == pending_.end()) return result;
  const PendingDevice device = std::move(found->device);
  pending_.erase(found);
  changed();
  const PairedDevice& paired = pair_with_token(device.hello, now);
  result.found = true;
  result.device_id = device.hello.device_id;
  result.role = device.hello.role;
  result.vanished.push_back({"", device.request_id, VanishReason::approved});
  JsonWriter writer(result.json);
  writer.begin_object();
  writer.key("requestId");
  writer.string(device.request_id);
  writer.key("device");
  write_paired_summary(writer, paired);
  writer.end_object();
  result.json += '\n';
  return result;
}

DeviceStore::Settled DeviceStore::reject(std::string_view request_id, WallTime now) {
  Settled result;
  result.vanished = prune(now);
  const auto found = find(request_id);
  if (found == pending_.end()) return result;
  result.found = true;
  result.device_id = found->device.hello.device_id;
  result.role = found->device.hello.role;
  result.vanished.push_back({"", found->device.request_id, VanishReason::rejected});
  pending_.erase(found);
  changed();
  return result;
}

void DeviceStore::pair(const DeviceHello& hello, WallTime now) { pair_with_token(hello, now); }

// A device paired before keeps its age and gains the new scopes (5fa7e13d… in
// devices-list-seeded-3.json).
PairedDevice& DeviceStore::pair_with_token(const DeviceHello& hello, WallTime now) {
  changed();
  auto known = std::ranges::find(paired_, hello.device_id,
                                 [](const PairedDevice& d) { return d.hello.device_id; });
  if (known == paired_.end()) {
    paired_.push_back({hello, {}, to_ms(now), to_ms(now)});
    known = std::prev(paired_.end());
  }
  merge(known->hello.roles, hello.roles);
  merge(known->hello.scopes, hello.scopes);
  known->approved_at_ms = to_ms(now);
  const auto token = std::ranges::find(known->tokens, hello.role, &DeviceToken::role);
  if (token == known->tokens.end()) {
    known->tokens.push_back({hello.role, sorted(hello.scopes), to_ms(now), std::nullopt});
  } else {
    token->scopes = sorted(hello.scopes);
    token->rotated_at_ms = to_ms(now);
  }
  return *known;
}

bool DeviceStore::is_paired(std::string_view device_id) const {
  return std::ranges::any_of(
      paired_, [&](const PairedDevice& device) { return device.hello.device_id == device_id; });
}

void DeviceStore::changed() {
  loaded_.reset();
  rendered_.clear();
}

bool DeviceStore::is_expired(const Entry& entry, WallTime now) {
  return entry.has_ts && to_ms(now) - entry.device.ts > kLifetimeMs;
}

std::vector<Vanished> DeviceStore::prune(WallTime now) {
  loaded_.reset();
  std::vector<Vanished> vanished;
  const auto gone = std::erase_if(pending_, [&](const Entry& entry) {
    if (!is_expired(entry, now)) return false;
    vanished.push_back({"", entry.key, VanishReason::expired});
    return true;
  });
  if (gone > 0) changed();
  return vanished;
}

DeviceStore& DeviceStore::seed_pending(PendingDevice device) {
  pending_is_array_ = false;
  changed();
  std::string key = device.request_id;
  pending_.push_back({Entry::Shape::well_formed, std::move(key), std::move(device), true, {}});
  return *this;
}

DeviceStore& DeviceStore::seed_paired(PairedDevice device) {
  paired_.push_back(std::move(device));
  changed();
  return *this;
}

void DeviceStore::load_pending(std::string_view text) {
  const Json file = parse_json(text);
  pending_.clear();
  changed();
  loaded_ = text;
  pending_is_array_ = file.is_array();
  if (!file.is_object() && !file.is_array()) return;  // reads as an empty map
  for (const auto& [key, element] : file.items())
    pending_.push_back(entry_of(key, pretty(element)));
}

DeviceStore::Entry DeviceStore::entry_of(std::string key, std::string raw) {
  const Json element = parse_json(raw);
  Entry entry;
  entry.key = std::move(key);
  entry.shape = element.is_null() ? Entry::Shape::null : Entry::Shape::odd;
  entry.has_ts = false;
  entry.raw = std::move(raw);
  if (!element.is_object()) return entry;
  const auto ts = integer_field(element, "ts");
  entry.has_ts = ts.has_value();
  entry.device.request_id = string_field(element, "requestId").value_or("");
  entry.device.hello = hello_of(element);
  entry.device.silent = true_field(element, "silent");
  entry.device.is_repair = true_field(element, "isRepair");
  entry.device.ts = ts.value_or(0);
  std::string written;
  JsonWriter writer(written);
  write_pending_device(writer, entry.device);
  if (written != entry.raw) return entry;
  entry.shape = Entry::Shape::well_formed;
  entry.raw.clear();
  return entry;
}

void DeviceStore::load_paired(std::string_view text) {
  const Json file = parse_json(text);
  paired_.clear();
  rendered_.clear();
  if (!file.is_object())
    return;  // devices-list-corrupt-paired-truncated.json: every pairing is lost
  for (const Json& element : file)
    if (element.is_object()) paired_.push_back(paired_of(element));
}

std::string DeviceStore::pending_file_text() const {
  if (loaded_) return *loaded_;
  std::string text;
  JsonWriter writer(text);
  pending_is_array_ ? writer.begin_array() : writer.begin_object();
  for (const Entry& entry : pending_) {
    if (!pending_is_array_) writer.key(entry.key);
    write_entry(writer, entry);
  }
  pending_is_array_ ? writer.end_array() : writer.end_object();
  return text;
}

std::string DeviceStore::paired_file_text() const {
  std::string text;
  JsonWriter writer(text);
  writer.begin_object();
  for (const PairedDevice& device : paired_) {
    writer.key(device.hello.device_id);
    write_paired_record(writer, device);
  }
  writer.end_object();
  return text;
}

bool DeviceStore::has_null_entry() const {
  return std::ranges::any_of(pending_,
                             [](const Entry& e) { return e.shape == Entry::Shape::null; });
}

std::vector<PendingDevice> DeviceStore::pending() const {
  std::vector<PendingDevice> devices;
  for (const Entry& entry : pending_)
    if (entry.shape == Entry::Shape::well_formed) devices.push_back(entry.device);
  return devices;
}

void DeviceStore::write_entry(JsonWriter& writer, const Entry& entry) {
  if (entry.shape == Entry::Shape::well_formed)
    write_pending_device(writer, entry.device);
  else
    writer.raw(entry.raw);
}

// An entry that names no device cannot be approved.
std::vector<DeviceStore::Entry>::iterator DeviceStore::find(std::string_view request_id) {
  return std::ranges::find_if(pending_, [&](const Entry& entry) {
    return entry.key == request_id && !entry.device.hello.device_id.empty();
  });
}

}  // namespace sim
