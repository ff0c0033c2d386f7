// M8: for lack of capacity the volume is replaced elsewhere: by a fork once there is user data,
// else by a fresh one. A volume with the newest data is deleted only when a copy is whole, was seen
// so, and a machine has started on it. A limit on the number of machines never forks.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/fly_texts.h"

namespace scenarios {
namespace {

using namespace seen;

class M8 final : public CloudJudge {
 public:
  explicit M8(const SharedCloud& cloud) : CloudJudge("M8", cloud) {}

 private:
  enum class Cause : std::uint8_t { none, capacity, machine_limit };

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.operation() == "start") causes_[instance.id] = Cause::none;
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    const std::string& what = call.operation();
    if (what == "get_volume" && call.accepted() &&
        (call.answer->state == "created" || call.answer->state == "attached"))
      whole_.insert(call.sent.volume);
    const bool launches =
        what == "create_machine" || what == "update_machine" || what == "start_machine";
    if (!launches || !call.refused()) return;
    if (says_machine_limit(*call.answer)) {
      occasion();
      causes_[instance.id] = Cause::machine_limit;
    } else if (says_capacity(*call.answer)) {
      occasion();
      causes_[instance.id] = Cause::capacity;
    }
  }

  // A machine that runs has started on its volume.
  void machine_changed(const CloudMachine& machine) override {
    if (machine.now.state == "started") started_on_.insert(machine.now.volume);
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (call.operation() == "create_volume") judge_create(instance, call);
    if (call.operation() == "destroy_volume") judge_destroy(instance, call.sent.volume);
  }

  void judge_create(const CloudInstance& instance, const FlyCall& call) {
    const auto found = causes_.find(instance.id);
    const Cause cause = found == causes_.end() ? Cause::none : found->second;
    const CloudVolume* stranded = cloud().volume(instance.volume());
    const bool held = stranded != nullptr && stranded->exists();
    if (cause == Cause::machine_limit && held)
      flag(instance.id + " makes a volume though it is the number of machines that is limited");
    if (cause != Cause::capacity || !held) return;
    const bool data = instance.stored->started_once;
    const std::string& source = call.sent.source;
    const bool copies =
        !source.empty() && (source == instance.volume() || source == instance.stored->source);
    if (data && !copies)
      flag(instance.id + " replaces volume " + instance.volume() +
           ", which holds user data, by one that is no fork of it");
    if (!data && !call.sent.source.empty() && stranded->now.data == 0)
      flag(instance.id + " forks volume " + instance.volume() + ", which holds no user data");
  }

  void judge_destroy(const CloudInstance& instance, const std::string& id) {
    const CloudVolume* volume = cloud().volume(id);
    if (volume == nullptr || !volume->exists() || volume->now.data == 0) return;
    occasion();
    if (volume->now.data_of != instance.id)
      return flag(instance.id + " deletes volume " + id + " with the data of " +
                  volume->now.data_of);
    if (instance.in_flight("destroy") != nullptr || instance.status() == "destroying" ||
        !instance.stored)
      return;
    if (!has_copy(instance, *volume))
      flag(instance.id + " deletes volume " + id + ", and no confirmed copy of its data (" +
           std::to_string(volume->now.data) + ") exists");
  }

  // Confirmed: whole, seen so by a GET, and a machine has started on it.
  [[nodiscard]] bool has_copy(const CloudInstance& instance, const CloudVolume& volume) const {
    return std::ranges::any_of(instance.volumes, [&](const std::string& id) {
      const CloudVolume& other = *cloud().volume(id);
      return id != volume.now.id && other.exists() && other.usable() &&
             other.now.data_of == instance.id && other.now.data >= volume.now.data &&
             (other.now.source.empty() || (whole_.contains(id) && started_on_.contains(id)));
    });
  }

  std::map<std::string, Cause> causes_;  // of the last refusal in a start
  std::set<std::string> whole_;          // volumes that a GET showed as created or attached
  std::set<std::string> started_on_;     // volumes
};

}  // namespace

std::unique_ptr<Invariant> make_m8(const SharedCloud& cloud) { return std::make_unique<M8>(cloud); }

}  // namespace scenarios
