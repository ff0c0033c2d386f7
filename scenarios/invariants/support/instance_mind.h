// What one process of an instance can know of Fly: what its store told it, and what it was told in
// answers since it was started. A part of the instance's reference model (instance_model.h).
//
// Answers show machines' ids, states and mounts; instance ids and who claims a volume are taken
// from Fly's truth, as any of those that the answer may have shown. Every event costs O(log n) of
// the machines and volumes of the run, and a list as much for each of its entries.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/invariants/support/cloud.h"

namespace scenarios::seen {

// The states of a machine that M5 tells apart. Fly is about to launch one that is created.
bool is_at_rest(std::string_view state);     // stopped, failed, suspended …
bool is_on_its_way(std::string_view state);  // to started, or about to be replaced
bool is_leaving(std::string_view state);     // destroying, destroyed

// Since when a machine had which instance id.
using MachineLives = std::vector<std::pair<Instant, std::string>>;

// As last told.
struct MachineHeard {
  std::string state;                   // empty: not told
  std::string volume;                  // at /root
  std::set<std::string> incarnations;  // instance ids that the last answer may have shown
  bool read = false;                   // told what it mounts, or that it is gone
  bool gone = false;                   // told so: 404, destroying, destroyed
  std::optional<Instant> made;         // told to the process that made it
  std::optional<Instant> launched;     // by an update, and not seen to run since
  bool hidden = false;                 // gone by a 404 alone, in its first minute (M11)
};

struct VolumeHeard {
  bool there = false;    // by a GET or a list, and not contradicted since
  bool missing = false;  // said not to exist, or seen to be on its way out
};

// The last answers about Fly's limits; each is forgotten as a start begins.
struct StartHeard {
  bool no_room = false;        // of a launch; no volume was made elsewhere since
  bool volume_lost = false;    // one was said not to exist, or seen on its way out
  bool name_taken = false;     // of a create
  bool claimed = false;        // likewise: somebody has the volume
  bool settled = false;        // of a create: refused for good, as the next two say
  std::string refused_volume;  // that the settled create was to mount
  std::string refused_text;
  std::string refused_region;
};

class InstanceMind {
 public:
  InstanceMind() = default;
  // Everything that is not stored is lost. What is, and no event shows: the machines that were said
  // not to exist, and what machines had mounted.
  // Whether the last create was stored, which ends all doubts, nobody can tell.
  void restart() {
    doubted_.merge(settled_);
    *this = InstanceMind(std::move(doubted_), std::move(mounted_));
  }
  void begin_start() { start_ = StartHeard(); }
  // Every machine has to tell anew what it mounts (M11).
  void begin_destroy() {
    for (auto& [id, heard] : machines_) heard.read = false;
  }
  // A call was answered. `lives`: of its machine.
  void hear(const FlyCall& call, const Cloud& cloud, const MachineLives& lives);

  [[nodiscard]] const MachineHeard* machine(const std::string& id) const;
  [[nodiscard]] const VolumeHeard* volume(const std::string& id) const;
  [[nodiscard]] const StartHeard& start() const { return start_; }
  // Anything told it that there is such a machine, or such a volume.
  [[nodiscard]] bool has_heard_of(const std::string& id) const {
    return any_named_ || named_.contains(id);
  }
  // Such a machine was said not to exist, and may be hidden.
  [[nodiscard]] bool doubts(const std::string& machine) const { return doubted_.contains(machine); }
  [[nodiscard]] bool saw_mounted(const std::string& volume) const {
    return mounted_.contains(volume);
  }

 private:
  InstanceMind(std::set<std::string> doubted, std::set<std::string> mounted)
      : doubted_(std::move(doubted)), mounted_(std::move(mounted)) {}
  void hear_refusal(const FlyCall& call);
  void hear_anything();
  void hear_create(const FlyCall& call);
  void hear_region(const FlyCall& call, const Cloud& cloud);
  void hear_machine(const FlyCall& call, const Cloud& cloud, const MachineLives& lives);
  void see_mounted(const std::string& volume);
  void hear_volume(const FlyCall& call);
  void hear_list(const FlyCall& call, const Cloud& cloud);
  void name_all_in(const std::string& text);

  std::map<std::string, MachineHeard> machines_;
  std::map<std::string, VolumeHeard> volumes_;
  std::set<std::string> named_;
  std::set<std::string> doubted_;  // machines said not to exist, since the last one was made
  std::set<std::string> settled_;  // of those, the ones whose name that one has proved to be free
  std::set<std::string> mounted_;  // volumes that a machine was shown with
  bool any_named_ = false;         // who was named was not told
  StartHeard start_;
};

}  // namespace scenarios::seen
