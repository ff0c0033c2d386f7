#include "scenarios/invariants/support/pairing_reply.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>

#include "scenarios/invariants/support/pairing_forms.h"
#include "sim/text/json.h"

namespace scenarios::seen {
namespace {

using nlohmann::json;

bool has_text(const json& entry, const char* name) {
  const auto found = entry.find(name);
  return found != entry.end() && found->is_string() && !found->get<std::string>().empty();
}

// Absent, or of that type.
bool may_have(const json& entry, const char* name, bool (json::*fits)() const) {
  const auto found = entry.find(name);
  return found == entry.end() || ((*found).*fits)();
}

bool lacks(Kind kind, const json& entry) {
  if (!entry.is_object()) return true;
  if (kind == Kind::devices) return !has_text(entry, "requestId") || !has_text(entry, "deviceId");
  return !has_text(entry, "code") || !has_text(entry, "id") || !has_text(entry, "channel");
}

// Absent, or of its type.
bool optional_fits(Kind kind, const json& entry) {
  if (kind == Kind::devices)
    return may_have(entry, "role", &json::is_string) &&
           may_have(entry, "platform", &json::is_string) &&
           may_have(entry, "clientId", &json::is_string) && may_have(entry, "ts", &json::is_number);
  return may_have(entry, "meta", &json::is_object) &&
         may_have(entry, "createdAt", &json::is_string);
}

// Such as an approval would take.
bool required_fits(Kind kind, const json& entry) {
  if (kind == Kind::devices) return is_request_id(entry["requestId"].get<std::string>());
  return is_channel_name(entry["channel"].get<std::string>()) &&
         is_pairing_code(entry["code"].get<std::string>());
}

// Times that no date has are left open.
bool is_clear(Kind kind, const json& entry) {
  constexpr double kMostMs = 8.64e15;
  return kind == Kind::channels || !entry.contains("ts") ||
         std::abs(entry["ts"].get<double>()) <= kMostMs;
}

// As H1 has it: empty, or like 2026-11-22T06:00:00.000Z.
bool is_date(const json& value) {
  constexpr std::size_t kLength = 24;
  if (!value.is_string()) return false;
  const auto text = value.get<std::string>();
  return text.empty() || (text.size() == kLength && text[10] == 'T' && text.back() == 'Z');
}

std::string entry_key(Kind kind, const json& entry) {
  if (kind == Kind::devices) return entry["requestId"].get<std::string>();
  return entry["channel"].get<std::string>() + '/' + entry["code"].get<std::string>();
}

ListReply kept_in(Kind kind, const json& page) {
  ListReply reply;
  if (!page.is_object() || !page.contains("requests") || !page["requests"].is_array()) return reply;
  const json& entries = page["requests"];
  const bool fits = std::ranges::all_of(entries, [kind](const json& entry) {
    return !lacks(kind, entry) && required_fits(kind, entry) && optional_fits(kind, entry);
  });
  if (!fits) return reply;
  const bool clear =
      std::ranges::all_of(entries, [kind](const json& entry) { return is_clear(kind, entry); });
  reply.form = clear ? ListReply::Form::right : ListReply::Form::doubtful;
  for (const json& entry : entries) reply.keys.push_back(entry_key(kind, entry));
  return reply;
}

}  // namespace

ListReply read_kept(Kind kind, std::string_view body) {
  return kept_in(kind, sim::read_json(body));
}

ListReply read_list(Kind kind, std::string_view body) {
  const json page = sim::read_json(body);
  ListReply reply = kept_in(kind, page);
  if (reply.form == ListReply::Form::wrong) return reply;
  const auto dated = page.find("lastUpdated");
  if (dated == page.end() || !dated->is_string()) return {};
  if (!is_date(*dated)) reply.form = ListReply::Form::doubtful;
  return reply;
}

ListReply read_script(Kind kind, std::string_view out) {
  ListReply list;
  const json page = sim::read_json(out);
  if (!page.is_object() || !page.contains("requests") || !page["requests"].is_array()) {
    // Other lines may stand around a list (C6); whether there is one is C6's to judge.
    if (page.is_discarded() && out.find("\"requests\"") != std::string_view::npos)
      list.form = ListReply::Form::doubtful;
    return list;
  }
  list.form = ListReply::Form::right;
  for (const json& entry : page["requests"]) {
    const bool good =
        !lacks(kind, entry) && required_fits(kind, entry) && optional_fits(kind, entry);
    const std::string key = good ? entry_key(kind, entry) : std::string();
    const bool repeated = std::ranges::find(list.keys, key) != list.keys.end();
    if (!good || repeated) list.form = ListReply::Form::doubtful;
    if (good) list.keys.push_back(key);
  }
  return list;
}

std::string text_in(std::string_view body, const char* member) {
  const json object = sim::read_json(body);
  if (!object.is_object()) return {};
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_plain_text(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == ' ' || c == '.' || c == ',';
  };
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, plain) &&
         text.front() != ' ' && text.back() != ' ' && !text.starts_with("at ") &&
         text.find("Command failed") == std::string_view::npos &&
         text.find("  ") == std::string_view::npos;
}

ApprovalReply read_approval(std::string_view body) {
  ApprovalReply reply;
  const json answer = sim::read_json(body);
  if (!answer.is_object()) return reply;
  const auto success = answer.find("success");
  const auto message = answer.find("message");
  if (success == answer.end() || !success->is_boolean() || message == answer.end() ||
      !message->is_string())
    return reply;
  return {true, success->get<bool>(), message->get<std::string>()};
}

}  // namespace scenarios::seen
