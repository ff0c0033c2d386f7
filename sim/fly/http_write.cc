// Replies, in the shapes of Fly's OpenAPI description.
#include <array>
#include <charconv>

#include "controller/base/iso8601.h"
#include "controller/base/json_text.h"
#include "sim/fly/http_front.h"

namespace sim {
namespace {

using controller::append_json_number;
using controller::append_json_string;

// Members of one object, with the commas between them.
class ObjectText {
 public:
  explicit ObjectText(std::string& out) : out_(out) { out_ += '{'; }
  void text(std::string_view name, std::string_view value) {
    key(name);
    append_json_string(out_, value);
  }
  void number(std::string_view name, std::int64_t value) {
    key(name);
    append_json_number(out_, value);
  }
  void flag(std::string_view name, bool value) {
    key(name);
    out_ += value ? "true" : "false";
  }
  void time(std::string_view name, WallTime value) {
    key(name);
    out_ += '"';
    out_ += controller::format_iso8601(value.time_since_epoch().count());
    out_ += '"';
  }
  // To be followed by a value.
  void key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool first_ = true;
};

void write_pairs(std::string& out, const controller::fly::Pairs& pairs) {
  out += '{';
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, pairs[i].first);
    out += ':';
    append_json_string(out, pairs[i].second);
  }
  out += '}';
}

void write_mounts(ObjectText& object, std::string& out,
                  const std::vector<controller::fly::Mount>& mounts) {
  object.key("mounts");
  out += '[';
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    if (i > 0) out += ',';
    ObjectText mount(out);
    mount.text("volume", mounts[i].volume);
    mount.text("path", mounts[i].path);
    mount.end();
  }
  out += ']';
}

void write_config(std::string& out, const FlyMachineConfig& config, bool mounts_shown) {
  const controller::fly::MachineSpec& spec = config.spec;
  ObjectText object(out);
  object.text("image", spec.image);
  object.key("env");
  write_pairs(out, spec.env);
  object.key("metadata");
  write_pairs(out, spec.metadata);
  object.key("guest");
  ObjectText guest(out);
  guest.text("cpu_kind", spec.guest.cpu_kind);
  guest.number("cpus", spec.guest.cpus);
  guest.number("memory_mb", spec.guest.memory_mb);
  guest.end();
  if (mounts_shown) write_mounts(object, out, spec.mounts);
  out += config.rest;
  object.end();
}

std::string_view host_status(bool reachable) { return reachable ? "ok" : "unreachable"; }

void write_body(std::string& out, const FlyMachineView& view) {
  ObjectText object(out);
  object.text("id", view.id);
  object.text("name", view.name);
  object.text("state", controller::fly::name_of(view.state));
  object.text("region", view.region);
  object.text("instance_id", view.instance_id);
  object.text("host_status", host_status(view.reachable));
  object.key(view.reachable ? "config" : "incomplete_config");
  write_config(out, *view.config, view.mounts_shown);
  object.time("created_at", view.created_at);
  object.time("updated_at", view.updated_at);
  object.key("events");
  out += '[';
  ObjectText event(out);
  event.text("type", view.last_event);
  event.text("status", controller::fly::name_of(view.state));
  event.text("source", view.last_event == "api" ? "user" : "flyd");
  event.number("timestamp", view.updated_at.time_since_epoch().count());
  event.end();
  out += ']';
  object.end();
}

void write_body(std::string& out, const FlyVolumeView& view) {
  ObjectText object(out);
  object.text("id", view.id);
  object.text("name", view.name);
  object.text("state", controller::fly::name_of(view.state));
  object.text("region", view.region);
  object.number("size_gb", view.size_gb);
  object.flag("encrypted", true);
  object.text("host_status", host_status(view.reachable));
  if (!view.machine.empty()) object.text("attached_machine_id", view.machine);
  object.time("created_at", view.created_at);
  object.end();
}

template <class T>
void write_body(std::string& out, const std::vector<T>& list) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += ',';
    write_body(out, list[i]);
  }
  out += ']';
}

void write_body(std::string& out, const FlyLeaseView& lease) {
  ObjectText object(out);
  if (!lease.nonce.empty()) object.text("nonce", lease.nonce);
  object.text("owner", lease.owner);
  object.text("description", lease.description);
  object.text("version", lease.version);
  object.number("expires_at", lease.expires_at.time_since_epoch().count() / 1000);
  object.end();
}

void write_body(std::string& out, const FlyOk& /*ok*/) { out += R"({"ok":true})"; }

void write_body(std::string& out, const FlyStartView& start) {
  ObjectText object(out);
  object.text("previous_state", controller::fly::name_of(start.previous));
  object.end();
}

void write_body(std::string& out, const FlyWaited& waited) {
  ObjectText object(out);
  object.flag("ok", true);
  object.text("state", controller::fly::name_of(waited.state));
  object.text("version", waited.version);
  object.end();
}

void write_body(std::string& out, const controller::fly::ExecResult& result) {
  ObjectText object(out);
  object.number("exit_code", result.exit_code);
  object.number("exit_signal", result.exit_signal);
  object.text("stdout", result.out);
  object.text("stderr", result.err);
  object.end();
}

void write_body(std::string& out, const FlyError& error) {
  switch (error.shape) {
    case FlyWording::Shape::empty:
      break;
    case FlyWording::Shape::plain:
      out += error.text;
      break;
    case FlyWording::Shape::object:
      out += fly_error_body(error.text, error.code);
      break;
  }
}

std::string request_id(std::uint64_t number) {
  constexpr std::size_t kLength = 26;
  constexpr int kBase = 16;
  std::array<char, kLength> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, kBase).ptr;
  const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  return std::string(kLength - text.size(), '0') + std::string(text);
}

}  // namespace

std::string fly_error_body(std::string_view text, std::string_view code) {
  std::string out;
  ObjectText object(out);
  object.text("error", text);
  object.text("status", code);
  object.end();
  return out;
}

controller::InboundReply write_fly_reply(const FlyReply& reply, std::uint64_t number) {
  constexpr std::size_t kUsual = 1024;
  const FlyError* error = reply.error();
  const bool plain = error != nullptr && error->shape == FlyWording::Shape::plain;
  controller::InboundReply out;
  out.status = reply.status;
  out.headers.reserve(3);
  out.headers.emplace_back("content-type",
                           plain ? "text/plain; charset=utf-8" : "application/json");
  out.headers.emplace_back("fly-request-id", request_id(number));
  if (reply.retry_after)
    out.headers.emplace_back("retry-after", std::to_string(reply.retry_after->count()));
  if (error == nullptr) out.body.reserve(kUsual);
  std::visit([&](const auto& body) { write_body(out.body, body); }, reply.body);
  return out;
}

}  // namespace sim
