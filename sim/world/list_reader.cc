#include "sim/world/list_reader.h"

#include <algorithm>
#include <utility>

#include "sim/gateway/json_text.h"

namespace sim {
namespace {

using controller::ChannelRequest;
using controller::DeviceRequest;

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out.append(out.empty() ? "{\"" : ",\"").append(name).append("\":");
  append_json_string(out, value);
}

void append_optional(std::string& out, std::string_view name,
                     const std::optional<std::string>& value) {
  if (value) append_member(out, name, std::string_view(*value));
}

constexpr std::size_t kTextBytes = 256;  // most are shorter

std::string text_of(const ChannelRequest& request) {
  std::string text;
  text.reserve(kTextBytes);
  append_member(text, "code", request.code);
  append_member(text, "id", request.id);
  append_member(text, "channel", request.channel);
  if (!request.meta.empty()) text.append(",\"meta\":").append(request.meta);
  if (!request.created_at.empty()) append_member(text, "createdAt", request.created_at);
  return text + '}';
}

std::string text_of(const DeviceRequest& request) {
  std::string text;
  text.reserve(kTextBytes);
  append_member(text, "requestId", request.request_id);
  append_member(text, "deviceId", request.device_id);
  append_optional(text, "role", request.role);
  append_optional(text, "platform", request.platform);
  append_optional(text, "clientId", request.client_id);
  if (request.ts) text.append(",\"ts\":").append(std::to_string(*request.ts));
  return text + '}';
}

std::string key_of(const ChannelRequest& request) { return request.channel + '/' + request.code; }
std::string key_of(const DeviceRequest& request) { return request.request_id; }

std::optional<std::int64_t> in_ms(const std::optional<WallTime>& time) {
  return time ? std::optional(static_cast<std::int64_t>(time->time_since_epoch().count()))
              : std::nullopt;
}

bool same(const auto& view, const auto& snapshot) {
  return view.last_updated == snapshot.last_updated &&
         std::ranges::equal(view.requests, snapshot.requests,
                            [](const auto& then, const auto* now) { return then == *now; });
}

}  // namespace

void ListReader::watch(ControllerProcess* controller) {
  controller_ = controller;
  shown_channels_.reset();
  shown_devices_.reset();
  looked_at_ = 0;
  if (controller_ == nullptr) edge_.disarm();
}

void ListReader::look() {
  if (controller_ == nullptr) return;
  // A refresh that lists nothing at all shows in no other event.
  if (recorder_.count() == looked_at_ && revisions() == revisions_) return;
  next_edge_.reset();
  show_channels(false);
  show_devices(false);
  arm_edge();
  looked_at_ = recorder_.count();
  revisions_ = revisions();
}

void ListReader::look_again() {
  if (controller_ == nullptr) return;
  next_edge_.reset();
  show_channels(true);
  show_devices(true);
  arm_edge();
  looked_at_ = recorder_.count();
}

void ListReader::tell(Kind kind) {
  if (controller_ == nullptr) return;
  kind == Kind::channels ? show_channels(true) : show_devices(true);
}

void ListReader::show_channels(bool changed_or_not) {
  const auto snapshot = controller_->controller().cache().channels();
  for (const ChannelRequest* request : snapshot.requests)
    note_expiry(request->created_at_ms, PairingStore::kLifetime);
  show(Kind::channels, snapshot, shown_channels_, changed_or_not);
}

void ListReader::show_devices(bool changed_or_not) {
  const auto snapshot = controller_->controller().cache().devices();
  for (const DeviceRequest* request : snapshot.requests)
    note_expiry(request->ts, DeviceStore::kLifetime);
  show(Kind::devices, snapshot, shown_devices_, changed_or_not);
}

template <class Request>
void ListReader::show(Kind list, const controller::Snapshot<Request>& snapshot,
                      Shown<Request>& shown, bool changed_or_not) {
  if (!changed_or_not && shown && same(*shown, snapshot)) return;
  shown.emplace();
  shown->last_updated = snapshot.last_updated;
  ListRead read;
  read.list = list;
  read.last_updated_ms = in_ms(snapshot.last_updated);
  for (const Request* request : snapshot.requests) {
    shown->requests.push_back(*request);
    read.keys.push_back(key_of(*request));
    read.details.push_back(text_of(*request));
  }
  recorder_.emit(world_.id(), std::move(read));
}

std::array<std::uint64_t, controller::kKindCount> ListReader::revisions() const {
  const controller::PairingCache& cache = controller_->controller().cache();
  return {cache.revision(Kind::channels), cache.revision(Kind::devices)};
}

// An entry is judged at its last valid millisecond and at the one after it.
void ListReader::note_expiry(std::optional<std::int64_t> since_ms, std::chrono::milliseconds life) {
  if (!since_ms) return;
  const WallTime last = WallTime(std::chrono::milliseconds(*since_ms) + life);
  for (const WallTime edge : {last, last + std::chrono::milliseconds(1)}) {
    if (edge > wall_.now() && (!next_edge_ || edge < *next_edge_)) next_edge_ = edge;
  }
}

void ListReader::arm_edge() {
  if (next_edge_) {
    world_.arm(edge_, wall_.instant_of(*next_edge_));
  } else {
    edge_.disarm();
  }
}

}  // namespace sim
