#include "controller/pairing/dialect.h"

#include <initializer_list>
#include <utility>

namespace controller {
namespace {

Argv argv_of(std::initializer_list<std::string_view> words) { return {words.begin(), words.end()}; }

}  // namespace

std::optional<Dialect::Name> Dialect::parse_name(std::string_view text) {
  if (text == "openclaw") return Name::openclaw;
  if (text == "kilo") return Name::kilo;
  return std::nullopt;
}

std::string_view Dialect::default_program(Name name) {
  return name == Name::kilo ? "/usr/local/bin/kilo" : "/usr/local/bin/openclaw";
}

Dialect::Dialect(Name name) : Dialect(name, std::string(default_program(name))) {}

Dialect::Dialect(Name name, std::string program)
    : program_(std::move(program)),
      devices_command_(name == Name::kilo ? "device-pairing" : "devices") {}

Argv Dialect::list_channel(std::string_view channel) const {
  return argv_of({program_, "pairing", "list", channel, "--json"});
}

Argv Dialect::list_devices() const {
  return argv_of({program_, devices_command_, "list", "--json"});
}

Argv Dialect::approve_channel(std::string_view channel, std::string_view code) const {
  return argv_of({program_, "pairing", "approve", channel, code, "--notify"});
}

Argv Dialect::approve_device(std::string_view request_id) const {
  return argv_of({program_, devices_command_, "approve", request_id});
}

Argv Dialect::version() const { return argv_of({program_, "--version"}); }

}  // namespace controller
