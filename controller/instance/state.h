// What an instance remembers: a value, persisted as a whole (M9).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"
#include "controller/fly/types.h"

namespace controller::instance {

// M12.
enum class Status : std::uint8_t { provisioned, starting, running, stopped, destroying };
std::string_view name_of(Status status);

// What a create call is, or was, about to make. Written before the call, so that a successor finds
// what the call may have made although its reply was lost.
struct CreateIntent {
  enum class What : std::uint8_t { machine, volume, fork };
  What what = What::machine;
  std::string name;
  std::string region;
  std::string source_volume_id;            // fork
  std::vector<std::string> known_volumes;  // volume, fork: those of our name that existed before
  // machine: what it was to mount, try after try. Empty in an older form, where nobody knows.
  std::vector<std::string> mounts;
  WallTime made_at;

  bool operator==(const CreateIntent&) const = default;
};

// Something to be deleted, until it is gone.
struct PendingDeletion {
  enum class What : std::uint8_t { machine, volume };
  What what = What::machine;
  std::string id;

  bool operator==(const PendingDeletion&) const = default;
};

struct InstanceState {
  std::string user_id;
  std::string sandbox_id;
  Status status = Status::provisioned;
  std::string machine_id;  // empty: none known
  std::string volume_id;   // likewise
  // What our machine was seen to have mounted when it was found, until it runs with our volume: it
  // may be gone when it is read, and that one be the user's (M2).
  std::string found_mount;
  std::string region;  // of the volume; empty: to be chosen
  // Of the machine. Nothing: the default for new machines, while a legacy one keeps its own (M5).
  std::optional<fly::Guest> guest;

  // volume_id holds user data, or may: a machine has had it mounted. A volume of which this is
  // false was made by us and never used; it yields to one that was (M4), and is replaced, not
  // forked (M8).
  bool has_user_data = false;
  // volume_id is a fork of the last of these, which may be a fork of the one before it, and so on.
  // Each may be the last good copy, so all are kept until the fork is confirmed (M8). Empty:
  // nothing is to be confirmed.
  std::vector<std::string> unconfirmed_sources;
  // What confirmed forks were made of, from the first one on. Those that are not deleted yet are
  // what there is of the data if the last fork is lost.
  std::vector<std::string> confirmed_sources;
  // A machine has had the fork mounted, or may have: it may hold newer data than its source.
  bool fork_was_used = false;
  // A start on the fork has succeeded (M8); then it was used as well. An older form of the state
  // knew no fork_was_used, and meant that by this (see as_stored_today).
  bool fork_was_started = false;

  // Open: a create of that kind may have been carried out, or still be, and its result is unknown.
  std::optional<CreateIntent> machine_intent;
  std::optional<CreateIntent> volume_intent;
  std::vector<PendingDeletion> deletions;
  // Machines of ours that Fly has said not to exist, since our name was last free. What is new may
  // be hidden, so a destroy asks for them again (M11).
  std::vector<std::string> doubted_machines;
  // Of these and the known one: those that bear our name, as Fly has told. While another is there a
  // create may make one more.
  std::vector<std::string> named_machines;
  std::string doubted_volume;  // see is_volume_doubted()
  // What machines mounted that were destroyed as one too many, or as stale. Nobody knows what is on
  // it, so it stays, and goes with the instance.
  std::vector<std::string> left_volumes;

  std::optional<WallTime> starting_since;
  int failed_checks = 0;  // in a row, while running (M13)

  bool operator==(const InstanceState&) const = default;
};

// Whether the create of a machine that `intent` announced may have mounted `volume`.
bool may_have_mounted(const CreateIntent& intent, const std::string& volume);

// Whether no create makes another machine while this one is there, as far as is known.
bool bears_our_name(const InstanceState& state, const std::string& machine);

// Fly has said that this machine does not exist. Nothing happens for an empty id.
void doubt_machine(InstanceState& state, const std::string& machine);

// A machine of ours has, or had, `mounted` mounted: if that is our volume, it may have written.
void note_mounted(InstanceState& state, const std::string& mounted);

// A machine of that name is there, and mounts `mounted`: if the name is ours, it is what the open
// machine intent announced, or that has made nothing. Not for one that a list alone shows, which
// may be long gone.
void close_machine_intent(InstanceState& state, const std::string& name,
                          const std::string& mounted);

// Whether a machine may have our volume that a create has made, which nobody was told of.
bool may_be_in_use(const InstanceState& state);

// Whether a machine of ours may have had volume_id mounted, before somebody gave that another.
bool is_volume_doubted(const InstanceState& state);

// A machine has volume_id mounted, or is about to: it may write.
void mark_used(InstanceState& state);

// `stored` as this version would have written it: what an older one meant in another way is read so
// that nothing is lost.
InstanceState as_stored_today(InstanceState stored);

}  // namespace controller::instance
