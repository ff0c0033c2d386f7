#include "scenarios/invariants/support/allowed_calls.h"

#include <algorithm>
#include <cctype>

namespace scenarios::seen {
namespace {

using Limit = std::optional<CallLimit>;

// What is allowed is put together from its parts only when it is told.
template <class... Parts>
Limit only(bool allowed, const char* clause, const Parts&... parts) {
  if (allowed) return std::nullopt;
  std::string text;
  ((text += parts), ...);
  return CallLimit{clause, text + " (" + clause + ")"};
}

// The first of them that is broken.
template <class... Limits>
Limit first_of(Limit first, const Limits&... others) {
  ((first ? void() : void(first = others)), ...);
  return first;
}

bool is_open(const CallContext& at, std::string_view intent) {
  return at.instance.stored && intends(*at.instance.stored, intent);
}

bool is_of_user(std::string_view filter, std::string_view user) {
  constexpr std::string_view kKey = "kiloclaw_user_id=";
  return filter.starts_with(kKey) && filter.substr(kKey.size()) == user;
}

std::string_view told_state(const MachineHeard* machine) {
  return machine == nullptr ? std::string_view("nothing") : std::string_view(machine->state);
}

const std::string& source_of(const CallContext& at) {
  static const std::string kNone;
  return at.instance.stored ? at.instance.stored->source : kNone;
}

bool may_start(const CallContext& at) { return at.work.start; }
bool may_delete(const CallContext& at) { return at.work.start || at.work.check || at.work.destroy; }

// The volume that the instance holds is not the one that its machine was seen to mount.
bool drifts(const CallContext& at, const MachineHeard& heard) {
  return heard.read && heard.volume != at.instance.volume();
}

// A check that has given a machine its volume sees to it that it runs; the next one comes later.
bool is_to_be_mounted(const FlyCall& call, const CallContext& at, const MachineHeard& heard) {
  constexpr Duration kOneCheck = std::chrono::minutes(5);  // of a session, and so of a check (M10)
  return drifts(at, heard) || (heard.launched && call.at - *heard.launched < kOneCheck);
}

std::string volume_name(const std::string& sandbox) {
  constexpr std::size_t kLongest = 30;
  std::string name = "kiloclaw_";
  for (const char c : lower(sandbox)) {
    const bool kept = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    name += kept ? c : '_';
  }
  return name.substr(0, kLongest);
}

// ---- machines
// --------------------------------------------------------------------------------------------------

// Beside a machine of another name a create may have made one.
bool one_may_come(const CallContext& at) {
  return is_open(at, "machine") && !at.instance.machine().empty();
}

Limit list_machines(const FlyCall& call, const CallContext& at) {
  const bool all = call.sent.detail.empty();
  const bool searches = at.instance.machine().empty() || is_open(at, "machine") ||
                        at.mind.start().name_taken || at.mind.start().claimed;
  const MachineHeard* own = at.mind.machine(at.instance.machine());
  const bool confirms = at.work.check && own != nullptr && own->gone;
  const bool named = is_open(at, "machine") || at.mind.start().name_taken || confirms;
  const bool may_come = one_may_come(at);
  return first_of(
      only(all || is_of_user(call.sent.detail, at.instance.user), "M2",
           "all machines, or those with kiloclaw_user_id=", at.instance.user),
      only(at.work.start || at.work.stop || at.work.destroy || confirms || may_come, "M13",
           "no list of them in a check, but to confirm that its machine is gone, or for "
           "what an open create may have made beside it"),
      only(at.work.destroy || searches || confirms, "M2",
           "a look-up only while it knows no machine"),
      only(at.work.destroy || !all || named, "M2",
           "all machines only with a create intent open, or when the name is taken"));
}

Limit get_machine(const FlyCall& call, const CallContext& at) {
  const std::string& id = call.sent.machine;
  const bool held = id == at.instance.machine();
  const bool owed = at.instance.owes_deletion("machine/" + id);
  const bool found = at.mind.has_heard_of(id);
  const bool doubted = (at.work.destroy || at.work.stop) && at.mind.doubts(id);
  return first_of(
      only(held || owed || found || doubted, "M3", "machines that it was told of"),
      only(held || owed || one_may_come(at) || at.mind.start().claimed || !at.work.check ||
               at.work.start || at.work.stop || at.work.destroy,
           "M13",
           "in a check its own machine, one to be deleted, or one that a create may have made"));
}

Limit create_machine(const FlyCall& call, const CallContext& at) {
  const StartHeard& heard = at.mind.start();
  const std::string& region = at.instance.stored ? at.instance.stored->region : call.sent.region;
  const std::string& volume = call.sent.volume;
  const bool same =
      heard.settled && (heard.refused_volume.empty() || heard.refused_volume == volume);
  const VolumeHeard* mounted = at.mind.volume(volume);
  const auto size = at.guests.find(at.instance.id);
  const bool sized = call.sent.detail == "shared 2 3072" ||
                     (size != at.guests.end() && size->second == call.sent.detail);
  return first_of(
      only(may_start(at), "M13", "no machine is made but in a start"),
      only(call.sent.name == at.instance.id, "M3", "the name ", at.instance.id),
      only(!volume.empty() && volume == at.instance.volume(), "M4", "its own volume \"",
           at.instance.volume(), '"'),
      only(call.sent.region == region, "M6", "the region of its volume, ", region),
      only(sized, "M5", "the size shared 2 3072, or its machine's own"),
      only(mounted != nullptr && mounted->there, "M6", "a volume that it was told is there"),
      only(!same, "M8", "nothing on that volume after \"", heard.refused_text, '"'));
}

Limit update_machine(const FlyCall& call, const CallContext& at) {
  const std::string& id = call.sent.machine;
  const MachineHeard* machine = at.mind.machine(id);
  const VolumeHeard* volume = at.mind.volume(call.sent.volume);
  const auto size = at.guests.find(id);
  const std::string& known_size = size == at.guests.end() ? call.sent.detail : size->second;
  return first_of(
      only(may_start(at) || at.work.check, "M5", "an update in a start or in a check only"),
      only(id == at.instance.machine(), "M5", "its own machine, ", at.instance.machine()),
      only(call.sent.volume == at.instance.volume(), "M4", "its own volume \"",
           at.instance.volume(), '"'),
      only(machine != nullptr && (is_at_rest(machine->state) || machine->state == "created"), "M5",
           "one at rest; it was told \"", told_state(machine), '"'),
      only(may_start(at) || (machine != nullptr && is_to_be_mounted(call, at, *machine)), "M13",
           "in a check one with another mount"),
      only(volume != nullptr && volume->there, "M6", "a volume that it was told is there"),
      only(known_size == call.sent.detail, "M5", "the machine's size, ", known_size));
}

Limit stop_machine(const FlyCall& call, const CallContext& at) {
  const std::string& id = call.sent.machine;
  const MachineHeard* heard = at.mind.machine(id);
  const bool for_its_mount = heard != nullptr && heard->state == "started" && drifts(at, *heard);
  return first_of(only(id == at.instance.machine(), "M11", "its own machine only"),
                  only(at.work.stop || (for_its_mount && !at.work.destroy), "M5",
                       "beside a stop only a machine that runs with another mount"));
}

Limit wait_stopped(const std::string& incarnation, const MachineHeard& heard) {
  return first_of(only(heard.state == "stopping" || is_on_its_way(heard.state), "M5",
                       "a wait for one that stops; it was told \"", heard.state, '"'),
                  only(heard.incarnations.empty() || heard.incarnations.contains(incarnation),
                       "M11", "the instance id that it was told last"));
}

Limit wait(const FlyCall& call, const CallContext& at) {
  const std::string& id = call.sent.machine;
  const std::string& detail = call.sent.detail;
  const auto space = detail.find(' ');
  const std::string state = detail.substr(0, space);
  const bool held = id == at.instance.machine();
  static const MachineHeard kNothing;
  const MachineHeard* found = at.mind.machine(id);
  const MachineHeard& heard = found == nullptr ? kNothing : *found;
  if (state == "destroyed")
    return first_of(only(held || at.instance.owes_deletion("machine/" + id), "M9",
                         "its own machine, or one on its list of deletions"),
                    only(heard.gone || heard.state == "destroying", "M11",
                         "one that it has destroyed; it was told \"", heard.state, '"'));
  const Limit own = only(held, "M9", "its own machine only");
  if (state == "stopped")
    return first_of(
        own, wait_stopped(space == std::string::npos ? "" : detail.substr(space + 1), heard));
  if (state == "suspended")
    return first_of(
        own, only(heard.state == "suspending", "M5", "a wait for one that is being suspended"));
  // Fly does not stop it before it is launched.
  const bool to_stop = at.work.stop && heard.state == "created";
  return first_of(
      own, only(state == "started", "M5", "the states that a machine comes to rest in"),
      only(may_start(at) || at.work.check || to_stop, "M11", "nobody waits for it to be started"),
      only(is_on_its_way(heard.state) || to_stop, "M5", "a wait for one on its way; it was told \"",
           heard.state, '"'));
}

// It stores that first; what was at work before goes on until then.
bool is_being_destroyed(const CallContext& at) {
  return at.work.destroy && at.instance.status() == "destroying";
}

Limit destroy_machine(const FlyCall& call, const CallContext& at) {
  const std::string& id = call.sent.machine;
  const MachineHeard* heard = at.mind.machine(id);
  return first_of(
      only(may_delete(at), "M11", "no deletion in a stop"),
      only(at.instance.owes_deletion("machine/" + id), "M9", "what is on its list of deletions"),
      only(id != at.instance.machine(), "M9", "none that it holds"),
      only(!is_being_destroyed(at) || (heard != nullptr && heard->read), "M11",
           "in a destroy one that was asked what it mounts"));
}

// ---- volumes
// ---------------------------------------------------------------------------------------------------

Limit list_volumes(const FlyCall& /*call*/, const CallContext& at) {
  const bool makes = at.work.start && (at.instance.volume().empty() || at.mind.start().no_room);
  const bool open = is_open(at, "volume") || is_open(at, "fork");
  return first_of(only(!at.work.stop || at.work.start || at.work.check, "M11", "none in a stop"),
                  only(makes || open || at.work.destroy || at.mind.start().volume_lost, "M6",
                       "volumes are listed when one is missing, or to be made"));
}

Limit get_volume(const FlyCall& call, const CallContext& at) {
  const std::string& id = call.sent.volume;
  const bool known = id == at.instance.volume() || id == source_of(at) ||
                     at.instance.owes_deletion("volume/" + id) || at.mind.has_heard_of(id) ||
                     (at.work.destroy && at.mind.saw_mounted(id));
  return first_of(only(known, "M6", "volumes that it was told of"),
                  only(!at.work.stop || at.work.start || at.work.check, "M11", "none in a stop"));
}

Limit create_volume(const FlyCall& call, const CallContext& at) {
  const std::string& source = call.sent.source;
  const StartHeard& heard = at.mind.start();
  const bool used = at.instance.stored && at.instance.stored->started_once;
  const bool needed = at.instance.volume().empty() || heard.no_room || heard.volume_lost;
  return first_of(
      only(may_start(at), "M13", "no volume is made but in a start"),
      only(call.sent.name == volume_name(at.instance.id), "M9", "the name ",
           volume_name(at.instance.id)),
      only(needed, "M8", "another volume only when there is no room, or its own is gone"),
      only(!at.may_come || at.instance.volume().empty() || heard.volume_lost, "M8",
           "no move while a create of its machine may still bring one"),
      only(source.empty() || source == at.instance.volume() || source == source_of(at), "M8",
           "a fork of its own volume, or of that one's source"),
      only(source.empty() || used, "M8", "no fork of what holds no data"));
}

Limit destroy_volume(const FlyCall& call, const CallContext& at) {
  const std::string& id = call.sent.volume;
  const auto unread = [&at](const std::string& what) {
    constexpr std::string_view kMachine = "machine/";
    if (!what.starts_with(kMachine)) return false;
    const MachineHeard* heard = at.mind.machine(what.substr(kMachine.size()));
    return heard == nullptr || !heard->read;
  };
  const bool all_read =
      !at.instance.stored || std::ranges::none_of(at.instance.stored->deletions, unread);
  return first_of(
      only(may_delete(at), "M11", "no deletion in a stop"),
      only(at.instance.owes_deletion("volume/" + id), "M9", "what is on its list of deletions"),
      only(id != at.instance.volume(), "M9", "none that it holds"),
      only(is_being_destroyed(at) || source_of(at).empty(), "M8", "no volume while the fork of ",
           source_of(at), " is not confirmed"),
      only(!is_being_destroyed(at) || all_read, "M11",
           "no volume while a machine was not asked what it mounts"));
}

}  // namespace

std::optional<CallLimit> limit_of(const FlyCall& call, const CallContext& context) {
  struct Rule {
    std::string_view operation;
    Limit (*limit)(const FlyCall&, const CallContext&);
  };
  constexpr Rule kRules[] = {
      {"list_machines", list_machines},     {"get_machine", get_machine},
      {"create_machine", create_machine},   {"update_machine", update_machine},
      {"stop_machine", stop_machine},       {"wait", wait},
      {"destroy_machine", destroy_machine}, {"list_volumes", list_volumes},
      {"get_volume", get_volume},           {"create_volume", create_volume},
      {"destroy_volume", destroy_volume},
  };
  const auto* const rule = std::ranges::find(kRules, call.operation(), &Rule::operation);
  if (rule == std::end(kRules)) return CallLimit{"M5", "no call of that kind (M5)"};
  return rule->limit(call, context);
}

}  // namespace scenarios::seen
