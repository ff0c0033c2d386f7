// M4: the /root volume of an adopted machine wins over one made during this start, which is
// deleted. Only a machine on another volume than the one persisted before this start is stale and
// may be destroyed. A start adopts once.
#include <algorithm>
#include <map>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/fly_texts.h"

namespace scenarios {
namespace {

using namespace seen;

class M4 final : public CloudJudge {
 public:
  explicit M4(const SharedCloud& cloud) : CloudJudge("M4", cloud) {}

 private:
  // Of the start that is under way.
  struct Course {
    std::string persisted;          // the volume that was known before
    std::set<std::string> made;     // volumes made since
    std::set<std::string> adopted;  // machines
    std::set<std::string> held;     // machines that were known in it
    std::set<std::string> retired;  // of those: the ones that were to be destroyed
    std::set<std::string> surplus;  // machines that were to be deleted beside the known one
    std::set<std::string> given;    // machines that were given the volume that is held
    std::string kept;               // the volume of the adopted one
    std::string unread;             // that machine, while a list alone has shown it
    Instant began{};
    bool took = false;      // a machine that no create has told of, its own or not
    bool stale = false;     // it is on another volume than the persisted one
    bool stranded = false;  // there is no room where it is: its name is needed elsewhere
  };

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.operation() == "start" && !ask.beside.contains("start")) {
      Course fresh;
      fresh.began = cloud().now();
      // One that no machine ever mounted counts as made during this start.
      const CloudVolume* known = cloud().volume(instance.volume());
      const bool unused = known != nullptr && known->now.data == 0 &&
                          !mounted_.contains(instance.volume()) && !instance.stored->started_once;
      if (unused) fresh.made.insert(instance.volume());
      if (!unused) fresh.persisted = instance.volume();
      courses_[&instance] = fresh;
    }
  }
  void ended(const CloudInstance& instance) override {
    courses_.erase(&instance);
    told_.erase(&instance);
    std::erase_if(shown_alive_, [&](const auto& shown) { return shown.first == instance.id; });
  }
  void machine_changed(const CloudMachine& machine) override {
    if (!machine.now.volume.empty()) mounted_.insert(machine.now.volume);
    if (machine.now.why == "api" && news().instance != nullptr &&
        news().instance->machine() == machine.now.id)
      judge_data(*news().instance);
  }

  // From the moment that a machine has a volume mounted, it counts as holding user data.
  void judge_data(const CloudInstance& instance) {
    const CloudMachine* machine = cloud().machine(instance.machine());
    if (machine == nullptr || !machine->exists() || instance.volume().empty() ||
        machine->now.volume != instance.volume() || instance.stored->started_once)
      return;
    flag(instance.id + " has machine " + machine->now.id + " on volume " + instance.volume() +
         " and does not count it as holding user data");
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    if (call.operation() == "get_machine") note_shown(instance, call);
    const auto course = courses_.find(&instance);
    const bool launches = call.operation() == "create_machine" ||
                          call.operation() == "update_machine" ||
                          call.operation() == "start_machine";
    if (course != courses_.end() && launches &&
        (says_capacity(*call.answer) || is_garbled(*call.answer)))
      course->second.stranded = true;
    if (!call.accepted()) return;
    if (course != courses_.end() && call.operation() == "get_machine" &&
        call.sent.machine == course->second.unread) {
      // What the list told may be old, and no volume was known that it could be compared with.
      if (!course->second.kept.empty() && course->second.persisted.empty())
        course->second.kept = call.answer->volume;
      course->second.unread.clear();
    }
    if (call.operation() == "create_machine") {
      mine_.insert(call.answer->machine);
      told_[&instance].insert(call.answer->machine);
    }
    if (call.operation() == "update_machine" && course != courses_.end())
      course->second.given.insert(call.sent.machine);
    if (call.operation() == "create_volume" && course != courses_.end())
      course->second.made.insert(call.answer->volume);
  }

  void note_shown(const CloudInstance& instance, const FlyCall& call) {
    const std::pair key(instance.id, call.sent.machine);
    if (says_machine_gone(*call.answer)) shown_alive_.erase(key);
    if (!call.accepted()) return;
    shown_on_[key] = call.answer->volume;
    if (call.answer->state.starts_with("destroy"))
      shown_alive_.erase(key);
    else
      shown_alive_.insert(key);
  }

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    // What a predecessor was told in its last moment is news to its successor.
    const auto& old = news().old_stored;
    const bool other = old && (old->machine != now.machine || old->volume != now.volume);
    if (other || told_[&instance].contains(now.machine)) judge_data(instance);
    note_listed(old, now);
    const auto found = courses_.find(&instance);
    if (!now.volume.empty() && now.volume == now.source)
      flag(instance.id + " takes volume " + now.volume + " for a fork of itself");
    if (found == courses_.end()) return;
    Course& course = found->second;
    if (!now.machine.empty()) course.held.insert(now.machine);
    for (const std::string& id : instance.machines)
      if (!now.machine.empty() && instance.owes_deletion("machine/" + id))
        course.surplus.insert(id);
    if (old) judge_stale(instance, course, *old, now);
    if (old) judge_used_fork(instance, *old, now);
    if (now.machine.empty() || mine_.contains(now.machine)) return;
    if (old && old->machine == now.machine) return;
    const CloudMachine* machine = cloud().machine(now.machine);
    // One that its own create made in this start, though the reply was lost, is no adoption.
    const bool own =
        machine != nullptr && machine->made_by == instance.id && machine->made_at >= course.began;
    // Nor is one that is gone, or only held until it is.
    const bool dying = machine != nullptr && machine->leaving() &&
                       !shown_alive_.contains({instance.id, now.machine});
    if (machine == nullptr || dying) return;
    course.took = true;
    occasion();
    if (own || !course.adopted.insert(now.machine).second) return;
    if (course.adopted.size() > 1)
      flag(instance.id + " adopts machine " + now.machine + " in a start that had adopted another");
    const auto shown = shown_on_.find({instance.id, now.machine});
    if (shown == shown_on_.end()) course.unread = now.machine;
    const std::string& mounted = machine->now.volume;
    const bool changed = shown != shown_on_.end() && shown->second != mounted;
    course.stale = !course.persisted.empty() && mounted != course.persisted;
    const bool stranded = mounted == now.source;  // a fork has taken its place (M8)
    if (!course.stale && !mounted.empty() && !stranded && !changed) course.kept = mounted;
  }

  // What the machines mount that are to be destroyed from now on.
  void note_listed(const std::optional<sim::InstanceStored>& old, const sim::InstanceStored& now) {
    const auto course = courses_.find(news().instance);
    const bool stranded = course != courses_.end() && course->second.stranded;
    for (const std::string& what : now.deletions) {
      const bool before = old && std::ranges::find(old->deletions, what) != old->deletions.end();
      const CloudMachine* machine = cloud().machine(what.substr(what.find('/') + 1));
      if (!before && machine != nullptr) listed_on_[machine->now.id] = machine->now.volume;
      if (!before && machine != nullptr && stranded) stranded_.insert(machine->now.id);
    }
  }

  // The persisted volume wins over that of a stale machine, unless it is a fork of that (M8).
  void judge_stale(const CloudInstance& instance, const Course& course,
                   const sim::InstanceStored& old, const sim::InstanceStored& now) {
    const CloudMachine* adopted = cloud().machine(now.machine);
    const CloudVolume* persisted = cloud().volume(course.persisted);
    if (!course.stale || adopted == nullptr || persisted == nullptr || !persisted->exists()) return;
    if (old.volume == course.persisted && now.volume != course.persisted &&
        now.volume == adopted->now.volume && old.source != now.volume)
      flag(instance.id + " gives up volume " + course.persisted +
           ", which it knew before this start, for that of the machine that it adopted");
  }

  // What a machine has had mounted does not yield, as long as it is there.
  void judge_used_fork(const CloudInstance& instance, const sim::InstanceStored& old,
                       const sim::InstanceStored& now) {
    const CloudVolume* fork = cloud().volume(old.volume);
    const bool there = fork != nullptr && fork->exists() && !fork->belied;
    if (there && now.volume == old.source && !now.volume.empty() && mounted_.contains(old.volume))
      flag(instance.id + " gives up the fork " + old.volume +
           ", which a machine has had, for its source " + now.volume);
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    const auto found = courses_.find(&instance);
    const bool ends = instance.in_flight("destroy") != nullptr || instance.status() == "destroying";
    if (found == courses_.end() || ends) return;
    Course& course = found->second;
    if (call.operation() == "destroy_machine") judge_retired(instance, course, call.sent.machine);
    if (call.operation() == "create_machine" && course.stale) judge_retry(instance, course);
    if (call.operation() == "destroy_machine") judge_destroy(instance, course, call.sent.machine);
    if (call.operation() == "destroy_volume" && !course.kept.empty() &&
        call.sent.volume == course.kept && !forked(instance, course))
      flag(instance.id + " deletes volume " + course.kept + " of the machine that it adopted");
  }

  // A fork has taken the place of what it kept (M8).
  [[nodiscard]] bool forked(const CloudInstance& instance, const Course& course) const {
    const CloudVolume* held = cloud().volume(instance.volume());
    return held != nullptr && cloud().descends(*held, course.kept);
  }

  void judge_retry(const CloudInstance& instance, const Course& course) {
    for (const std::string& id : course.adopted) {
      const CloudMachine* machine = cloud().machine(id);
      if (machine != nullptr && !machine->leaving() && machine->now.volume != course.persisted)
        flag(instance.id + " makes another machine before the stale one, " + id + ", is destroyed");
    }
  }

  // That one is stale, or where it cannot have the volume, leads to one more create.
  void judge_retired(const CloudInstance& instance, Course& course, const std::string& id) {
    const CloudMachine* machine = cloud().machine(id);
    if (machine == nullptr || machine->leaving() || !course.held.contains(id) || course.stranded)
      return;
    course.retired.insert(id);
    if (course.retired.size() > 1)
      flag(instance.id + " destroys machine " + id + ", and had destroyed another in this start");
  }

  void judge_destroy(const CloudInstance& instance, const Course& course, const std::string& id) {
    const CloudMachine* machine = cloud().machine(id);
    if (machine == nullptr || machine->leaving() || machine->made_by == instance.id) return;
    occasion();
    const std::string& mounted = machine->now.volume;
    const bool other =
        course.surplus.contains(id) ||
        (instance.machine() != id && !course.adopted.contains(id) && !instance.machine().empty());
    // One too many; or its volume is to be replaced elsewhere (M8), in this start or in the last.
    if (other || course.stranded || stranded_.contains(id)) return;
    const CloudVolume* root = cloud().volume(mounted);
    const bool useless = root == nullptr || !root->exists() || root->belied ||
                         root->now.region != machine->now.region ||
                         (instance.stored && instance.stored->source == mounted);
    // One that is to be destroyed is not taken again, whatever somebody else mounts there (M9).
    const auto listed = listed_on_.find(id);
    const auto shown = shown_on_.find({instance.id, id});
    const bool changed = (listed != listed_on_.end() && listed->second != mounted) ||
                         (shown != shown_on_.end() && shown->second != mounted);
    // What somebody mounts there after it was given ours is drift (M5).
    const bool drifted = course.given.contains(id) && mounted != instance.volume();
    if (useless || changed || drifted) return;
    if (course.persisted.empty() || mounted == course.persisted)
      flag(instance.id + " destroys machine " + id + " on volume \"" + mounted +
           "\" as if it were stale; before this start it knew " +
           (course.persisted.empty() ? "no volume" : "this very volume"));
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() != "start") return;
    const auto found = courses_.find(&instance);
    if (found == courses_.end()) return;
    if (reply.status == 200) judge_data(instance);
    if (reply.status == 200) judge_end(instance, found->second);
    if (reply.status >= 300 && ask.lifecycle_beside == 0)
      judge_given_up(instance, ask, found->second);
    if (instance.in_flight("start") == nullptr) courses_.erase(found);
  }

  // One that is gone, or on its way out, is no adoption: the one that has the name is. What a lost
  // create made cannot be told from what somebody else did: one that was taken may count as the
  // adoption of this start, and nobody has to take another.
  void judge_given_up(const CloudInstance& instance, const Ask& ask, const Course& course) {
    const bool used_up =
        ask.calls.size() >= terms().calls_per_start || cloud().now() - ask.at >= terms().start_max;
    if (used_up || ask.calls.empty() || instance.status() == "destroying") return;
    const FlyCall& last = *ask.calls.back();
    std::vector<std::string> shown;
    if (last.operation() == "get_machine" && last.accepted()) shown = {last.sent.machine};
    if (last.operation() == "list_machines" && last.accepted()) shown = last.answer->ids;
    for (const std::string& id : shown) {
      const CloudMachine* machine = cloud().machine(id);
      if (machine == nullptr || machine->leaving() || machine->now.name != instance.id) continue;
      if (instance.machine() != id && !course.took)
        flag(instance.id + " gave the start up because of machine " + id +
             ", which has its name; it had to be adopted");
    }
  }

  void judge_end(const CloudInstance& instance, const Course& course) {
    if (course.kept.empty() || course.made.contains(course.kept)) return;
    const CloudVolume* kept = cloud().volume(course.kept);
    if (kept == nullptr || !kept->exists() || kept->belied) return;
    const bool replaced = std::ranges::any_of(course.made, [&](const std::string& id) {
      const CloudVolume* volume = cloud().volume(id);
      return volume != nullptr && cloud().descends(*volume, course.kept);
    });
    if (instance.volume() != course.kept && !replaced && !forked(instance, course))
      flag(instance.id + " adopted a machine on volume " + course.kept + " and keeps volume \"" +
           instance.volume() + "\" instead");
    for (const std::string& id : course.made) {
      const CloudVolume* volume = cloud().volume(id);
      const bool owed = instance.owes_deletion("volume/" + id);
      if (volume != nullptr && volume->exists() && !volume->given && volume->now.source.empty() &&
          !owed && instance.volume() != id)
        flag(instance.id + " made volume " + id +
             " in this start, needs it no more, and does not "
             "delete it");
    }
  }

  PerInstance<Course> courses_;
  std::set<std::string> mine_;               // machines that a create told to its caller
  PerInstance<std::set<std::string>> told_;  // likewise, to the present process
  // By instance and machine: what a GET has last shown the one that the other mounts.
  std::map<std::pair<std::string, std::string>, std::string> shown_on_;
  // Likewise: those that a GET has last shown alive to the present process.
  std::set<std::pair<std::string, std::string>> shown_alive_;
  std::map<std::string, std::string> listed_on_;  // machines to be destroyed: what they had
  std::set<std::string> stranded_;  // machines on such a list, since there was no room for them
  std::set<std::string> mounted_;   // volumes that some machine had at /root
};

}  // namespace

std::unique_ptr<Invariant> make_m4(const SharedCloud& cloud) { return std::make_unique<M4>(cloud); }

}  // namespace scenarios
