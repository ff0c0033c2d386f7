// What creates of volumes have made whose answers were lost, and whether their instances could have
// found it: M1 and M9.
#pragma once

#include <map>
#include <set>
#include <string>

#include "scenarios/invariants/support/cloud.h"
#include "scenarios/invariants/support/cloud_listener.h"

namespace scenarios::seen {

class LostCreates final : public CloudListener {
 public:
  explicit LostCreates(const Cloud& cloud) : cloud_(cloud) {}

  // Its create was answered, and the process that was told of it has noted it, or still may.
  [[nodiscard]] bool is_told(const std::string& volume) const { return told_.contains(volume); }
  // As far as the instance can know, its last create of a volume has made this one: that was not
  // there before, no machine has it, and it is where it was asked for and not on its way out.
  [[nodiscard]] bool may_be_made(const CloudInstance& instance, const CloudVolume& volume) const;
  // Nobody can be blamed for a volume that stays behind: its instance could never know of it, since
  // its name was cut, it was moved, or no list showed it while it was looked for; or Fly denies it.
  [[nodiscard]] bool is_beyond_finding(const CloudInstance& instance,
                                       const std::string& volume) const;

 private:
  struct Create {
    std::set<std::string> before;  // volumes that a list had shown, or that were too old
    std::string region;
    Instant at{};
  };
  // For what a create has made, while its intent is open.
  struct Search {
    Instant since{};      // the first try of the create
    bool lasted = false;  // a list was asked for when it had gone on for long enough
  };

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override;
  void ended(const CloudInstance& instance) override;
  void fly_called(const CloudInstance& instance, const FlyCall& call) override;
  void fly_answered(const CloudInstance& instance, const FlyCall& call) override;
  void machine_changed(const CloudMachine& machine) override;
  void volume_changed(const CloudVolume& volume) override;

  void note_named(const sim::InstanceStored& now);
  void end_search(const CloudInstance& instance);
  void take_in_place_of_others(const CloudInstance& instance, const std::string& volume);
  [[nodiscard]] bool is_shown(const CloudInstance& instance, const std::string& volume) const;
  [[nodiscard]] bool is_known(const std::string& volume) const;

  const Cloud& cloud_;
  std::map<std::string, Create> creates_;               // by instance: the last one
  std::map<std::string, Search> searches_;              // by instance
  std::map<std::string, Instant> first_seen_;           // volumes
  std::map<std::string, std::string> unnoted_;          // by instance: a volume that it was told of
  std::set<std::string> told_;                          // volumes
  std::set<std::string> named_;                         // volumes that a state has named
  std::set<std::string> mounted_;                       // volumes that a machine has had
  std::map<std::string, std::set<std::string>> shown_;  // to each instance, by lists: volumes
  std::set<std::string> hidden_;  // volumes that their instances could not find
};

}  // namespace scenarios::seen
