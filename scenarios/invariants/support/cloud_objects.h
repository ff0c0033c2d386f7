// What judges of F and M know of one instance, of Fly's machines and volumes, and of the calls
// between them. Plain values. An instance is named by its sandbox id.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/invariants/support/fly_texts.h"
#include "scenarios/invariants/support/text.h"
#include "sim/trace/event.h"

namespace scenarios::seen {

struct CloudMachine {
  sim::FlyMachineChanged now;  // as last told
  std::string made_by;         // the instance whose call made it; empty: the world did
  std::string changed_by;      // the instance whose call led to the last change; likewise
  bool owned = false;          // an instance of ours made it, or has held it
  Instant made_at{};           // when it was first told of
  Instant changed_at{};

  [[nodiscard]] bool exists() const { return now.state != "destroyed" && now.why != "vanished"; }
  [[nodiscard]] bool leaving() const { return now.state == "destroying" || !exists(); }
  // Its guest runs, or is about to.
  [[nodiscard]] bool live() const;
};

// A volume in this state is gone, or on its way out.
bool is_volume_leaving(std::string_view state);

struct CloudVolume {
  sim::FlyVolumeChanged now;
  std::string made_by;
  std::set<std::string> claimants;  // machines that have had it
  bool taken = false;               // gone, and no call of an instance did it
  bool told_lost = false;           // Fly has last said to an instance that it is gone, or going
  // Somebody else mounted it, and no instance ever held it: what is on it is not the user's newest.
  bool foreign = false;
  // Somebody gave it to a machine of ours, or one of ours that is not held ran on it, or was shown
  // to have it and may have run since. It was not held since: nobody knows what is on it, so it
  // stays until its instance goes (M9, M11).
  bool given = false;
  // Its machine was stale: destroyed for one that is held and has data of its own (M4).
  bool outranked = false;
  bool owned = false;    // an instance of ours made it, or has held it
  bool forgone = false;  // of an instance that was destroyed since: its data is no longer wanted
  // Its instance was told that it does not exist, and saw it in no list, and was told so again:
  // nobody can know better.
  bool belied = false;
  Instant changed_at{};

  // Fly counts it as there: neither gone nor on its way out.
  [[nodiscard]] bool exists() const;
  // Whole: usable by a machine, and no fork that still hydrates.
  [[nodiscard]] bool usable() const {
    return now.state == "created" || now.state == "attached" || now.state == "detached";
  }
};

// One call of the Machines API.
struct FlyCall {
  sim::FlyCalled sent;
  Instant at{};
  std::optional<sim::FlyAnswered> answer;

  [[nodiscard]] const std::string& operation() const { return sent.operation; }
  // A body that was cut, garbled or incomplete tells nothing.
  [[nodiscard]] bool accepted() const {
    return answer && answer->status / 100 == 2 && !is_garbled(*answer);
  }
  [[nodiscard]] bool refused() const { return answer && !accepted(); }
  // What machines there are: a list of them, or one that is alive.
  [[nodiscard]] bool shows_machines() const {
    const bool alive = operation() == "get_machine" && !answer->state.starts_with("destroy");
    return accepted() && (operation() == "list_machines" || alive);
  }
  // exec: the command ended by itself, with success.
  [[nodiscard]] bool command_succeeded() const {
    return accepted() && answer->exit_code == 0 && answer->exit_signal == 0;
  }
};

// Held by all who have to do with it: it is answered once for all of them.
using SharedCall = std::shared_ptr<FlyCall>;

// Whether it could stand in a header and in a path.
bool is_id(std::string_view text);
// It has such a create open: machine, volume or fork.
bool intends(const sim::InstanceStored& stored, std::string_view what);
// Whether `now`, stored after `old`, is the first that a start stores.
bool begins_start(const std::optional<sim::InstanceStored>& old, const sim::InstanceStored& now);
// It is running, on a machine that calls can be made to (F1).
bool runs(const sim::InstanceStored& stored);
bool runs(const std::optional<sim::InstanceStored>& stored);

struct ControllerCall {
  sim::ControllerCalled sent;
  Instant at{};
  std::optional<sim::ControllerAnswered> answer;
};

// What a call asks of pairing, whether it came by the instance's methods or its platform routes.
enum class Purpose : std::uint8_t { none, list, approve };

// What somebody asked an instance for, until it is answered.
struct Ask {
  sim::InstanceAsked asked;
  Instant at{};
  std::size_t order = 0;                    // of all asks of the run
  std::uint64_t event = 0;                  // that told of it
  std::optional<sim::InstanceStored> held;  // what the store held at that moment
  std::vector<SharedCall> calls;            // lifecycle calls answered meanwhile, in that order
  std::set<std::string> beside;             // other lifecycle operations that overlapped it
  std::size_t lifecycle_beside = 0;         // how many
  bool lifecycle = false;                   // start, stop, destroy or reconcile
  Purpose purpose = Purpose::none;
  Kind kind = Kind::channels;             // of pairing
  std::optional<ControllerCall> request;  // the last one to the controller that serves it
  bool request_guessed = false;           // that it serves this one: another may have sent it
  SharedCall exec;                        // the fallback that serves it; null: there is none

  [[nodiscard]] const std::string& operation() const { return asked.operation; }
  [[nodiscard]] bool is_lifecycle() const { return lifecycle; }
  [[nodiscard]] bool is_pairing() const { return purpose != Purpose::none; }
};

struct CloudInstance {
  std::string id;
  std::string user;
  bool alive = false;
  Instant alive_since{};
  std::optional<sim::InstanceStored> stored;        // nothing, or erased: none
  std::map<std::int64_t, Ask> asks;                 // not answered yet
  std::map<std::int64_t, SharedCall> calls;         // likewise
  std::map<std::int64_t, ControllerCall> requests;  // likewise
  std::set<std::string> machines;                   // that belong to its sandbox, gone ones too
  std::set<std::string> volumes;                    // likewise
  std::map<std::string, bool> denied;               // volumes said not to exist; in no list since
  std::optional<Instant> disturbed_at;              // when the world last touched something of it
  std::optional<Instant> store_failed_at;  // when it last could not read or write its store
  bool unread = false;                     // so its process may not know what that holds
  Instant tried_again_by{};                // a call that was refused may be tried again until then

  [[nodiscard]] const std::string& machine() const { return held(&sim::InstanceStored::machine); }
  [[nodiscard]] const std::string& volume() const { return held(&sim::InstanceStored::volume); }
  [[nodiscard]] const std::string& status() const { return held(&sim::InstanceStored::status); }
  // Whether its store lists that for deletion: machine/ID or volume/ID.
  [[nodiscard]] bool owes_deletion(const std::string& what) const;
  // A start, stop, destroy or reconcile that was asked for and is not answered.
  [[nodiscard]] const Ask* in_flight(std::string_view operation) const;
  [[nodiscard]] bool lifecycle_in_flight() const;
  [[nodiscard]] bool fly_call_in_flight() const { return !calls.empty(); }
  // An operation, such as a check, has a call under way, or may be about to try one again.
  [[nodiscard]] bool may_be_at_work(Instant now) const {
    return fly_call_in_flight() || now < tried_again_by;
  }

 private:
  // Of what its store holds.
  [[nodiscard]] const std::string& held(std::string sim::InstanceStored::*field) const {
    static const std::string kNone;
    return stored ? (*stored).*field : kNone;
  }
};

// What is kept for each instance, in the order of their ids.
struct ById {
  bool operator()(const CloudInstance* left, const CloudInstance* right) const {
    return left != right && left->id < right->id;
  }
};
template <class T>
using PerInstance = std::map<const CloudInstance*, T, ById>;

// Whether a call is part of the life of a machine: exec serves pairing alone.
inline bool is_lifecycle(const sim::FlyCalled& call) { return call.operation != "exec"; }

}  // namespace scenarios::seen
