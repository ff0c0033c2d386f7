#include "sim/gateway/pairing_store.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/gateway/json_text.h"
#include "sim/gateway/json_value.h"

namespace sim {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

void write_time(JsonWriter& writer, std::string_view key, WallTime time) {
  writer.key(key);
  writer.string(iso_time(time));
}

void write_fields(JsonWriter& writer, const PairingRequest& request) {
  writer.key("id");
  writer.string(request.id);
  writer.key("code");
  writer.string(request.code);
  write_time(writer, "createdAt", request.created_at);
  write_time(writer, "lastSeenAt", request.last_seen_at);
  if (request.meta.empty()) return;
  writer.key("meta");
  writer.begin_object();
  for (const auto& [name, value] : request.meta) {
    writer.key(name);
    writer.string(value);
  }
  writer.end_object();
}

void write_request(JsonWriter& writer, const PairingRequest& request) {
  writer.begin_object();
  write_fields(writer, request);
  writer.end_object();
}

std::vector<MetaField> meta_of(const Json& element) {
  std::vector<MetaField> meta;
  const auto found = element.find("meta");
  if (found == element.end() || !found->is_object()) return meta;
  for (const auto& [name, value] : found->items())
    if (value.is_string()) meta.emplace_back(name, value.get<std::string>());
  return meta;
}

}  // namespace

PairingStore::Asked PairingStore::ask(std::string_view sender, std::vector<MetaField> meta,
                                      WallTime now, IdSource& ids, ChoiceSource& choices) {
  Asked asked;
  if (has_null_entry()) {
    asked.result = Asked::Result::crashed;
    return asked;
  }
  prune_expired(now, asked.vanished);
  const auto known = std::ranges::find_if(entries_, [&](const Entry& entry) {
    return entry.shape == Entry::Shape::well_formed && entry.request.id == sender;
  });
  if (known != entries_.end()) {
    changed();
    known->request.last_seen_at = now;
    if (!meta.empty()) known->request.meta = std::move(meta);
    known->raw.clear();
    asked.code = known->request.code;
    asked.result = Asked::Result::repeated;
    prune_excess(asked.vanished);
    return asked;
  }
  // Assumed: a full file turns a new sender away. No recording has four different senders in one
  // file; what is recorded fits, for the fourth sender of gateway-telegram-verbose.jsonl found two
  // and evicted nobody.
  prune_excess(asked.vanished);
  if (entries_.size() >= kMaxPending) {
    asked.result = Asked::Result::full;
    return asked;
  }
  asked.code = new_code(ids, choices);
  seed({std::string(sender), asked.code, now, now, std::move(meta)});
  return asked;
}

// Expired entries go first, then all but the newest (pairing-list-telegram-50.json). The file is
// rewritten only when something went: pairing-list-telegram-3.json keeps its order, newest first,
// though the list is oldest first.
bool PairingStore::prune_for_list(WallTime now, std::vector<Vanished>& vanished) {
  if (has_null_entry()) return false;
  prune_expired(now, vanished);
  prune_excess(vanished);
  return true;
}

std::vector<const PairingStore::Entry*> PairingStore::listed() const {
  std::vector<const Entry*> listed;
  listed.reserve(entries_.size());
  for (const Entry& entry : entries_)
    if (entry.shape == Entry::Shape::well_formed) listed.push_back(&entry);
  std::ranges::stable_sort(listed, {}, [](const Entry* e) { return e->request.created_at; });
  return listed;
}

PairingStore::Listed PairingStore::list(WallTime now) {
  Listed result;
  result.crashed = !prune_for_list(now, result.vanished);
  if (result.crashed) return result;
  if (rendered_.empty()) rendered_ = render();
  result.json = rendered_;
  return result;
}

std::string PairingStore::render() const {
  std::string json;
  json.reserve(64 + 320 * entries_.size());
  JsonWriter writer(json);
  writer.begin_object();
  writer.key("channel");
  writer.string(channel_);
  writer.key("requests");
  writer.begin_array();
  for (const Entry* entry : listed()) {
    if (entry->raw.empty())
      write_request(writer, entry->request);
    else
      writer.raw(entry->raw);
  }
  writer.end_array();
  writer.end_object();
  json += '\n';
  return json;
}

PairingStore::Approved PairingStore::approve(std::string_view code, WallTime now) {
  Approved result;
  if (has_null_entry()) {
    result.result = Approved::Result::crashed;
    return result;
  }
  prune_expired(now, result.vanished);
  const std::string wanted = upper(code);
  const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) {
    return entry.shape == Entry::Shape::well_formed && upper(entry.request.code) == wanted;
  });
  if (found == entries_.end()) return result;
  result.result = Approved::Result::approved;
  result.sender = found->request.id;
  result.vanished.push_back({channel_, found->request.code, VanishReason::approved});
  entries_.erase(found);
  changed();
  if (!allows(result.sender)) allow_from_.push_back(result.sender);
  return result;
}

PairingStore& PairingStore::seed(PairingRequest request) {
  changed();
  entries_.push_back({Entry::Shape::well_formed, std::move(request), {}});
  return *this;
}

void PairingStore::load(std::string_view text) {
  entries_.clear();
  changed();
  loaded_ = text;
  const Json file = parse_json(text);
  const bool has_list =
      file.is_object() && file.contains("requests") && file["requests"].is_array();
  if (!has_list) return;  // reads as an empty list
  for (const Json& element : file["requests"]) entries_.push_back(entry_of(pretty(element)));
}

PairingStore::Entry PairingStore::entry_of(std::string raw) {
  const Json element = parse_json(raw);
  Entry entry;
  entry.raw = std::move(raw);
  if (element.is_null()) {
    entry.shape = Entry::Shape::null;
    return entry;
  }
  const auto id = string_field(element, "id");
  const auto code = string_field(element, "code");
  const auto created = parse_iso_time(string_field(element, "createdAt").value_or(""));
  const auto seen = parse_iso_time(string_field(element, "lastSeenAt").value_or(""));
  entry.request.id = id.value_or("");
  entry.request.code = code.value_or("");
  if (!created) {
    entry.shape = Entry::Shape::dead;
    return entry;
  }
  entry.shape = id && code ? Entry::Shape::well_formed : Entry::Shape::odd;
  entry.request.created_at = *created;
  entry.request.last_seen_at = seen.value_or(*created);
  entry.request.meta = meta_of(element);
  std::string written;
  JsonWriter writer(written);
  write_request(writer, entry.request);
  if (written == entry.raw) entry.raw.clear();
  return entry;
}

std::string PairingStore::file_text() const {
  if (loaded_) return *loaded_;
  std::string text;
  JsonWriter writer(text);
  writer.begin_object();
  writer.key("version");
  writer.number(1);
  writer.key("requests");
  writer.begin_array();
  for (const Entry& entry : entries_) {
    if (entry.raw.empty())
      write_request(writer, entry.request);
    else
      writer.raw(entry.raw);
  }
  writer.end_array();
  writer.end_object();
  text += '\n';
  return text;
}

void PairingStore::load_allow(std::string_view text) {
  allow_from_ = strings_field(parse_json(text), "allowFrom");
}

std::string PairingStore::allow_file_text() const {
  std::string text;
  JsonWriter writer(text);
  writer.begin_object();
  writer.key("version");
  writer.number(1);
  writer.key("allowFrom");
  writer.begin_array();
  for (const std::string& sender : allow_from_) writer.string(sender);
  writer.end_array();
  writer.end_object();
  text += '\n';
  return text;
}

bool PairingStore::allows(std::string_view sender) const {
  return std::ranges::find(allow_from_, sender) != allow_from_.end();
}

std::vector<PairingRequest> PairingStore::requests() const {
  std::vector<PairingRequest> requests;
  for (const Entry& entry : entries_)
    if (entry.shape == Entry::Shape::well_formed) requests.push_back(entry.request);
  return requests;
}

void PairingStore::changed() {
  loaded_.reset();
  rendered_.clear();
}

bool PairingStore::has_null_entry() const {
  return std::ranges::any_of(entries_,
                             [](const Entry& e) { return e.shape == Entry::Shape::null; });
}

void PairingStore::prune_expired(WallTime now, std::vector<Vanished>& vanished) {
  const auto is_gone = [&](const Entry& entry) {
    const bool dead = entry.shape == Entry::Shape::dead;
    if (!dead && now - entry.request.created_at <= kLifetime) return false;
    if (!entry.request.code.empty())
      vanished.push_back(
          {channel_, entry.request.code, dead ? VanishReason::damaged : VanishReason::expired});
    return true;
  };
  if (std::erase_if(entries_, is_gone) > 0) changed();
}

void PairingStore::prune_excess(std::vector<Vanished>& vanished) {
  if (entries_.size() <= kMaxPending) return;
  std::ranges::stable_sort(entries_, {}, [](const Entry& e) { return e.request.last_seen_at; });
  const auto kept = entries_.end() - static_cast<std::ptrdiff_t>(kMaxPending);
  for (auto entry = entries_.begin(); entry != kept; ++entry)
    if (!entry->request.code.empty())
      vanished.push_back({channel_, entry->request.code, VanishReason::evicted});
  entries_.erase(entries_.begin(), kept);
  changed();
}

std::string PairingStore::new_code(IdSource& ids, ChoiceSource& choices) const {
  while (true) {
    std::string code = ids.code(choices);
    const auto same = [&](const Entry& entry) { return upper(entry.request.code) == code; };
    if (std::ranges::none_of(entries_, same)) return code;
  }
}

}  // namespace sim
