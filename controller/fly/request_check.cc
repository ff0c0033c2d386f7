#include "controller/fly/request_check.h"

#include <simdjson.h>

#include <algorithm>
#include <cstddef>

#include "controller/base/ascii.h"

namespace controller::fly {
namespace {

bool is_word(std::string_view text, std::size_t max_size, bool (*allowed)(char)) {
  return !text.empty() && text.size() <= max_size && std::ranges::all_of(text, allowed);
}

bool valid_region(std::string_view region) {
  return is_word(region, 16, [](char c) { return is_lower_ascii(c) || is_digit_ascii(c); });
}

bool valid_machine_name(std::string_view name) {
  return is_word(name, 255, [](char c) { return is_alnum_ascii(c) || c == '_' || c == '-'; });
}

bool valid_volume_name(std::string_view name) {
  return is_word(name, 30,
                 [](char c) { return is_lower_ascii(c) || is_digit_ascii(c) || c == '_'; });
}

// Visible ASCII without spaces.
bool valid_image(std::string_view image) {
  return is_word(image, 1024, [](char c) { return c > 0x20 && c < 0x7F; });
}

// Can be said in JSON, and to a process.
bool valid_text(std::string_view text) {
  return text.find('\0') == std::string_view::npos &&
         simdjson::validate_utf8(text.data(), text.size());
}

bool valid_pairs(const Pairs& pairs) {
  return std::ranges::all_of(pairs, [](const auto& pair) {
    return !pair.first.empty() && valid_text(pair.first) && valid_text(pair.second);
  });
}

bool valid_mount(const Mount& mount) {
  return valid_id(mount.volume) && mount.path.starts_with('/') && valid_text(mount.path);
}

bool valid_guest(const Guest& guest) {
  return !guest.cpu_kind.empty() && valid_text(guest.cpu_kind) && guest.cpus > 0 &&
         guest.memory_mb > 0;
}

struct Check {
  bool good;
  std::string_view flaw;
};

std::string_view first_flaw(std::initializer_list<Check> checks) {
  const auto* const bad = std::ranges::find(checks, false, &Check::good);
  return bad == checks.end() ? std::string_view() : bad->flaw;
}

}  // namespace

std::string_view flaw_of(const MachineFilter& filter) {
  if (filter.key.empty()) return {};
  // A look-up by an empty value would find machines of others.
  return first_flaw({{!filter.value.empty(), "no metadata value to list by"},
                     {valid_text(filter.key), "bad metadata key"},
                     {valid_text(filter.value), "bad metadata value"}});
}

std::string_view flaw_of(const MachineSpec& spec) {
  return first_flaw({{valid_image(spec.image), "bad image"},
                     {valid_pairs(spec.env), "bad environment"},
                     {valid_pairs(spec.metadata), "bad metadata"},
                     {valid_guest(spec.guest), "bad machine size"},
                     {std::ranges::all_of(spec.mounts, valid_mount), "bad mount"}});
}

std::string_view flaw_of(const CreateMachine& wanted) {
  const auto flaw = first_flaw({{valid_machine_name(wanted.name), "bad machine name"},
                                {valid_region(wanted.region), "bad region"}});
  return flaw.empty() ? flaw_of(wanted.spec) : flaw;
}

std::string_view flaw_of(const CreateVolume& wanted) {
  const bool fork = !wanted.source_volume_id.empty();
  return first_flaw({{valid_volume_name(wanted.name), "bad volume name"},
                     {valid_region(wanted.region), "bad region"},
                     {!fork || valid_id(wanted.source_volume_id), "bad volume id"},
                     {fork || wanted.size_gb > 0, "bad volume size"}});
}

std::string_view flaw_of_exec(const std::vector<std::string>& command,
                              std::chrono::seconds timeout) {
  return first_flaw({{!command.empty(), "no command"},
                     {std::ranges::all_of(command, valid_text), "bad command"},
                     {timeout.count() > 0, "no time for the command"}});
}

std::string_view flaw_of_wait(MachineState state, std::string_view instance_id) {
  const bool stopped = state == MachineState::stopped;
  const bool possible = stopped || state == MachineState::started ||
                        state == MachineState::suspended || state == MachineState::destroyed;
  const bool identified = valid_id(instance_id) || (instance_id.empty() && !stopped);
  return first_flaw({{possible, "no state to wait for"}, {identified, "bad instance id"}});
}

}  // namespace controller::fly
