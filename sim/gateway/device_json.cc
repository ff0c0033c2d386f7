#include "sim/gateway/device_json.h"

#include <string>
#include <vector>

namespace sim {
namespace {

void write_text(JsonWriter& writer, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  writer.key(key);
  writer.string(value);
}

void write_number(JsonWriter& writer, std::string_view key, std::int64_t value) {
  writer.key(key);
  writer.number(value);
}

void write_flag(JsonWriter& writer, std::string_view key, bool value) {
  writer.key(key);
  writer.boolean(value);
}

void write_texts(JsonWriter& writer, std::string_view key, const std::vector<std::string>& values) {
  writer.key(key);
  writer.begin_array();
  for (const std::string& value : values) writer.string(value);
  writer.end_array();
}

void write_hello(JsonWriter& writer, const DeviceHello& hello) {
  write_text(writer, "deviceId", hello.device_id);
  write_text(writer, "publicKey", hello.public_key);
  write_text(writer, "displayName", hello.display_name);
  write_text(writer, "platform", hello.platform);
  write_text(writer, "deviceFamily", hello.device_family);
  write_text(writer, "clientId", hello.client_id);
  write_text(writer, "clientMode", hello.client_mode);
  write_text(writer, "role", hello.role);
  write_texts(writer, "roles", hello.roles);
  write_texts(writer, "scopes", hello.scopes);
}

void write_token(JsonWriter& writer, const DeviceToken& token, bool with_secret) {
  writer.begin_object();
  // The recordings blot the secret out, and nothing here needs one.
  if (with_secret) write_text(writer, "token", "<TOKEN>");
  write_text(writer, "role", token.role);
  write_texts(writer, "scopes", token.scopes);
  write_number(writer, "createdAtMs", token.created_at_ms);
  if (token.rotated_at_ms) write_number(writer, "rotatedAtMs", *token.rotated_at_ms);
  writer.end_object();
}

}  // namespace

void write_pending_device(JsonWriter& writer, const PendingDevice& device) {
  writer.begin_object();
  write_text(writer, "requestId", device.request_id);
  write_hello(writer, device.hello);
  write_text(writer, "remoteIp", device.hello.remote_ip);
  write_flag(writer, "silent", device.silent);
  write_flag(writer, "isRepair", device.is_repair);
  write_number(writer, "ts", device.ts);
  writer.end_object();
}

void write_paired_summary(JsonWriter& writer, const PairedDevice& device) {
  writer.begin_object();
  write_hello(writer, device.hello);
  write_text(writer, "remoteIp", device.hello.remote_ip);
  write_number(writer, "createdAtMs", device.created_at_ms);
  write_number(writer, "approvedAtMs", device.approved_at_ms);
  writer.key("tokens");
  writer.begin_array();
  for (const DeviceToken& token : device.tokens) write_token(writer, token, false);
  writer.end_array();
  writer.end_object();
}

void write_paired_record(JsonWriter& writer, const PairedDevice& device) {
  writer.begin_object();
  write_hello(writer, device.hello);
  write_texts(writer, "approvedScopes", device.hello.scopes);
  write_text(writer, "remoteIp", device.hello.remote_ip);
  writer.key("tokens");
  writer.begin_object();
  for (const DeviceToken& token : device.tokens) {
    writer.key(token.role);
    write_token(writer, token, true);
  }
  writer.end_object();
  write_number(writer, "createdAtMs", device.created_at_ms);
  write_number(writer, "approvedAtMs", device.approved_at_ms);
  writer.end_object();
}

}  // namespace sim
