#include "controller/fly/request_json.h"

#include <string_view>

#include "controller/base/json_text.h"

namespace controller::fly {
namespace {

// Of every machine: the service on 443, and the controller's health.
constexpr std::string_view kServicesAndChecks =
    R"("services":[{"protocol":"tcp","internal_port":18789,"autostart":false,"autostop":"off",)"
    R"("ports":[{"port":443,"handlers":["tls","http"]}]}],)"
    R"("checks":{"health":{"type":"http","port":18789,"method":"GET","path":"/_kilo/health",)"
    R"("interval":"30s","timeout":"5s","grace_period":"120s"}})";

void append_comma(std::string& out) {
  if (out.back() != '{' && out.back() != '[') out += ',';
}

void append_key(std::string& out, std::string_view key) {
  append_comma(out);
  append_json_string(out, key);
  out += ':';
}

void append_member(std::string& out, std::string_view key, std::string_view text) {
  append_key(out, key);
  append_json_string(out, text);
}

void append_member(std::string& out, std::string_view key, std::int64_t number) {
  append_key(out, key);
  append_json_number(out, number);
}

void append_pairs(std::string& out, std::string_view key, const Pairs& pairs) {
  append_key(out, key);
  out += '{';
  for (const auto& [name, value] : pairs) append_member(out, name, value);
  out += '}';
}

void append_guest(std::string& out, const Guest& guest) {
  append_key(out, "guest");
  out += '{';
  append_member(out, "cpu_kind", guest.cpu_kind);
  append_member(out, "cpus", guest.cpus);
  append_member(out, "memory_mb", guest.memory_mb);
  out += '}';
}

void append_mounts(std::string& out, const std::vector<Mount>& mounts) {
  append_key(out, "mounts");
  out += '[';
  for (const Mount& mount : mounts) {
    append_comma(out);
    out += '{';
    append_member(out, "volume", mount.volume);
    append_member(out, "path", mount.path);
    out += '}';
  }
  out += ']';
}

void append_config(std::string& out, const MachineSpec& spec) {
  append_key(out, "config");
  out += '{';
  append_member(out, "image", spec.image);
  append_pairs(out, "env", spec.env);
  append_guest(out, spec.guest);
  append_mounts(out, spec.mounts);
  append_pairs(out, "metadata", spec.metadata);
  append_comma(out);
  out += kServicesAndChecks;
  out += '}';
}

}  // namespace

std::string create_machine_json(const CreateMachine& wanted) {
  std::string out = "{";
  append_member(out, "name", wanted.name);
  append_member(out, "region", wanted.region);
  append_config(out, wanted.spec);
  out += '}';
  return out;
}

std::string update_machine_json(const MachineSpec& spec) {
  std::string out = "{";
  append_config(out, spec);
  out += '}';
  return out;
}

std::string exec_json(const std::vector<std::string>& command, std::chrono::seconds timeout) {
  std::string out = "{";
  append_key(out, "command");
  out += '[';
  for (const std::string& word : command) {
    append_comma(out);
    append_json_string(out, word);
  }
  out += ']';
  append_member(out, "timeout", timeout.count());
  out += '}';
  return out;
}

std::string create_volume_json(const CreateVolume& wanted) {
  std::string out = "{";
  append_member(out, "name", wanted.name);
  append_member(out, "region", wanted.region);
  if (wanted.source_volume_id.empty()) {
    append_member(out, "size_gb", wanted.size_gb);
    append_key(out, "encrypted");
    out += "true";
  } else {
    append_member(out, "source_volume_id", wanted.source_volume_id);
  }
  out += '}';
  return out;
}

}  // namespace controller::fly
