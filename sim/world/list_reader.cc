#include "sim/world/list_reader.h"

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

std::string text_of(const ChannelRequest& request) {
  std::string text;
  append_member(text, "code", request.code);
  append_member(text, "id", request.id);
  append_member(text, "channel", request.channel);
  if (!request.meta.empty()) text.append(",\"meta\":").append(request.meta);
  if (!request.created_at.empty()) append_member(text, "createdAt", request.created_at);
  return text + '}';
}

std::string text_of(const DeviceRequest& request) {
  std::string text;
  append_member(text, "requestId", request.request_id);
  append_member(text, "deviceId", request.device_id);
  append_optional(text, "role", request.role);
  append_optional(text, "platform", request.platform);
  append_optional(text, "clientId", request.client_id);
  if (request.ts) text.append(",\"ts\":").append(std::to_string(*request.ts));
  return text + '}';
}

std::optional<std::int64_t> in_ms(const std::optional<WallTime>& time) {
  return time ? std::optional(static_cast<std::int64_t>(time->time_since_epoch().count()))
              : std::nullopt;
}

bool same(const ListRead& a, const ListRead& b) {
  return a.keys == b.keys && a.details == b.details && a.last_updated_ms == b.last_updated_ms;
}

}  // namespace

void ListReader::watch(ControllerProcess* controller) {
  controller_ = controller;
  shown_ = {};
  looked_at_ = 0;
  if (controller_ == nullptr) edge_.disarm();
}

void ListReader::look() {
  if (controller_ == nullptr) return;
  // A refresh that lists nothing at all shows in no other event.
  if (recorder_.count() == looked_at_ && revisions() == revisions_) return;
  next_edge_.reset();
  show(channels(), false);
  show(devices(), false);
  arm_edge();
  looked_at_ = recorder_.count();
  revisions_ = revisions();
}

void ListReader::look_again() {
  if (controller_ == nullptr) return;
  next_edge_.reset();
  show(channels(), true);
  show(devices(), true);
  arm_edge();
  looked_at_ = recorder_.count();
}

void ListReader::tell(Kind kind) {
  if (controller_ != nullptr) show(kind == Kind::channels ? channels() : devices(), true);
}

void ListReader::show(View view, bool changed_or_not) {
  auto& shown = shown_[static_cast<std::size_t>(view.list)];
  if (!changed_or_not && shown && same(*shown, view)) return;
  shown = view;
  recorder_.emit(world_.id(), std::move(view));
}

std::array<std::uint64_t, controller::kKindCount> ListReader::revisions() const {
  const controller::PairingCache& cache = controller_->controller().cache();
  return {cache.revision(Kind::channels), cache.revision(Kind::devices)};
}

ListReader::View ListReader::channels() {
  const auto snapshot = controller_->controller().cache().channels();
  View view;
  view.list = Kind::channels;
  view.last_updated_ms = in_ms(snapshot.last_updated);
  for (const ChannelRequest* request : snapshot.requests) {
    view.keys.push_back(request->channel + '/' + request->code);
    view.details.push_back(text_of(*request));
    note_expiry(request->created_at_ms, PairingStore::kLifetime);
  }
  return view;
}

ListReader::View ListReader::devices() {
  const auto snapshot = controller_->controller().cache().devices();
  View view;
  view.list = Kind::devices;
  view.last_updated_ms = in_ms(snapshot.last_updated);
  for (const DeviceRequest* request : snapshot.requests) {
    view.keys.push_back(request->request_id);
    view.details.push_back(text_of(*request));
    note_expiry(request->ts, DeviceStore::kLifetime);
  }
  return view;
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
