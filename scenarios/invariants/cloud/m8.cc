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
  enum class Cause : std::uint8_t { none, capacity, machine_limit, quota };
  // Of the start that is under way.
  struct Course {
    Cause cause = Cause::none;   // of the last refusal of a launch
    std::string stranded;        // the machine that could not be launched; empty: a create
    std::string region;          // where there was no room for it
    std::set<std::string> full;  // regions that had no room for a volume
    bool moved = false;          // a volume was asked for since the last refusal
    bool failed = false;         // something else was refused since
  };

  struct LostCreate {
    Instant sent{};
    Instant given_up{};
  };

  // How long a create whose reply was lost may still bring a machine.
  static constexpr Duration kLateCreate = std::chrono::minutes(2);

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.operation() == "start" && !ask.beside.contains("start")) courses_[&instance] = {};
  }
  // What was under way may have been carried out.
  void ended(const CloudInstance& instance) override {
    courses_.erase(&instance);
    const auto given = giving_.extract(&instance);
    if (!given.empty()) given_.insert(given.mapped());
  }

  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    const auto unknown = unknown_.find(&instance);
    if (unknown != unknown_.end() &&
        cloud().settles_create(instance, now.machine, unknown->second.sent))
      unknown_.erase(unknown);
    // Also one that was asked for in the instant in which the one before ended.
    if (begins_start(news().old_stored, now)) courses_[&instance] = {};
  }

  static Cause cause_of(const sim::FlyAnswered& answer) {
    if (says_machine_limit(answer)) return Cause::machine_limit;
    if (says_quota(answer)) return Cause::quota;
    return says_capacity(answer) ? Cause::capacity : Cause::none;
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    const std::string& what = call.operation();
    if (what == "get_volume" && call.accepted() &&
        (call.answer->state == "created" || call.answer->state == "attached"))
      whole_[call.sent.volume] = cloud().now();
    Course& course = courses_[&instance];
    // What an earlier try of the create has made is taken, and needs no room.
    if (what == "get_machine" && call.accepted() && !call.answer->state.starts_with("destroy") &&
        unknown_.contains(&instance) && course.stranded.empty() && course.cause != Cause::capacity)
      course.cause = Cause::none;
    if (what == "create_volume" && says_capacity(*call.answer))
      course.full.insert(call.sent.region);
    if (what == "create_machine" && says_nothing(*call.answer) &&
        cause_of(*call.answer) == Cause::none)
      unknown_[&instance] = LostCreate{call.at, cloud().now()};
    const bool gives = what == "create_machine" || what == "update_machine";
    const bool launches = gives || what == "start_machine";
    if (gives && (call.accepted() || says_nothing(*call.answer))) given_.insert(call.sent.volume);
    if (gives) giving_.erase(&instance);
    if (!call.refused()) return;
    const Cause cause = launches ? cause_of(*call.answer) : Cause::none;
    course.failed = cause != Cause::capacity;
    if (cause == Cause::none) return;
    occasion();
    course.cause = cause;
    const bool moved = std::exchange(course.moved, false);
    const CloudMachine* machine = cloud().machine(call.sent.machine);
    // It was the last one to be tried before; after another move it has been.
    if (cause == Cause::capacity && moved) course.full.insert(course.region);
    course.stranded = machine == nullptr ? std::string() : call.sent.machine;
    course.region = machine == nullptr ? call.sent.region : machine->now.region;
  }

  // What was stranded is replaced, if nothing stands in the way.
  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() != "start" || ask.lifecycle_beside > 0) return;
    const Course& course = courses_[&instance];
    if (course.cause != Cause::capacity || instance.status() == "destroying") return;
    // A machine that may have been made by a process that crashed is on the volume, too.
    const bool unknown =
        unknown_.contains(&instance) || (ask.held && intends(*ask.held, "machine"));
    const bool may_move = !course.failed && !unknown && !is_shared(instance) && instance.stored &&
                          instance.stored->source.empty() &&
                          cloud().now() - ask.at < terms().start_max / 2;
    if (reply.status >= 300 && may_move && !course.moved && is_elsewhere_left(course))
      flag(instance.id + " gave the start up for lack of room, and did not move its volume " +
           instance.volume());
    const CloudMachine* machine = cloud().machine(course.stranded);
    const bool in_the_way = machine != nullptr && !machine->leaving() &&
                            instance.machine() != course.stranded && machine->changed_at < ask.at;
    if (reply.status == 200 && in_the_way)
      flag(instance.id + " has moved away from machine " + course.stranded +
           ", which is still there");
  }

  // Somebody else's machine has its volume, and may write there.
  [[nodiscard]] bool is_shared(const CloudInstance& instance) const {
    const CloudVolume* volume = cloud().volume(instance.volume());
    const CloudMachine* claimant =
        volume == nullptr ? nullptr : cloud().machine(volume->now.machine);
    return claimant != nullptr && claimant->exists() && claimant->now.sandbox != instance.id;
  }

  // A machine that runs has started on its volume.
  void machine_changed(const CloudMachine& machine) override {
    if (machine.now.state == "started") started_on_.insert(machine.now.volume);
    const auto& old = news().old_machine;
    if (old && old->now.volume != machine.now.volume) handed_to_.erase(old->now.volume);
    if (machine.now.why == "mount_changed") handed_to_[machine.now.volume] = machine.now.sandbox;
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    if (call.operation() == "create_machine" || call.operation() == "update_machine") {
      judge_launch(instance, call);
      giving_[&instance] = call.sent.volume;
    }
    if (call.operation() == "create_volume") judge_create(instance, call);
    if (call.operation() == "destroy_volume") judge_destroy(instance, call.sent.volume);
  }

  // A start that meets a limit or a quota is given up.
  void judge_launch(const CloudInstance& instance, const FlyCall& call) {
    const Cause cause = courses_[&instance].cause;
    if (instance.in_flight("start") != nullptr &&
        (cause == Cause::machine_limit || cause == Cause::quota))
      flag(instance.id + " calls " + call.operation() + " in a start that met " +
           (cause == Cause::quota ? "a quota that is used up" : "a limit of machines"));
  }

  void judge_create(const CloudInstance& instance, const FlyCall& call) {
    Course& course = courses_[&instance];
    const CloudVolume* stranded = cloud().volume(instance.volume());
    const bool held = stranded != nullptr && stranded->exists();
    if (course.full.contains(call.sent.region))
      flag(instance.id + " asks for a volume in " + call.sent.region +
           " again, where there was no room in this start");
    if (course.cause == Cause::machine_limit && held)
      flag(instance.id + " makes a volume though it is the number of machines that is limited");
    if (course.cause == Cause::quota && held)
      flag(instance.id + " makes a volume though it is a quota that is used up");
    if (course.cause != Cause::capacity) return;
    const bool first = !std::exchange(course.moved, true);
    if (!held) return;
    if (first && call.sent.region == course.region && is_elsewhere_left(course))
      flag(instance.id + " looks for room in " + call.sent.region +
           " first, where there was none for its machine");
    const auto unknown = unknown_.find(&instance);
    if (unknown != unknown_.end() && cloud().now() - unknown->second.given_up < kLateCreate)
      flag(instance.id + " moves its volume " + instance.volume() +
           " though a create of its machine may have happened at " +
           text_of(unknown->second.given_up));
    judge_source(instance, *stranded, call.sent.source);
  }

  // Another region that was not tried in this start.
  [[nodiscard]] bool is_elsewhere_left(const Course& course) const {
    return std::ranges::any_of(terms().regions, [&](const std::string& region) {
      return region != course.region && !course.full.contains(region);
    });
  }

  void judge_source(const CloudInstance& instance, const CloudVolume& stranded,
                    const std::string& source) {
    const std::string& id = stranded.now.id;
    const std::string& copied = instance.stored->source;  // by a fork that is not confirmed
    const bool used = started_on_.contains(id);
    // Data that is there counts, whatever the instance believes.
    const bool data = instance.stored->started_once || stranded.now.data > 0 ||
                      (used && stranded.now.data_of == instance.id);
    if (data && (source.empty() || (source != id && source != copied)))
      flag(instance.id + " replaces volume " + id +
           ", which holds user data, by one that is no fork of it");
    // One that it made and that no machine was ever given, for sure: not even by an earlier create,
    // for all that the instance knows.
    const bool announced = intends(*instance.stored, "machine");
    const bool unused = stranded.made_by == instance.id && stranded.now.source.empty() &&
                        !given_.contains(id) && stranded.now.data == 0 && !announced;
    if ((!data || unused) && !source.empty())
      flag(instance.id + " forks volume " + id + ", which holds no user data");
    if (copied.empty() || source.empty()) return;
    if (source == copied && used)
      flag(instance.id + " forks " + source + " again though its fork " + id +
           " was used and may be newer");
    // With an intent open a machine may have had it: then it is as good as its source, at least.
    const bool may_be_used = used || given_.contains(id) || announced;
    const CloudVolume* made_of = cloud().volume(stranded.now.source);
    const bool source_gone = made_of != nullptr && !made_of->exists();
    if (source == id && !may_be_used && !source_gone)
      flag(instance.id + " forks the fork " + id + ", which was never used, and not its source");
  }

  void judge_destroy(const CloudInstance& instance, const std::string& id) {
    const CloudVolume* volume = cloud().volume(id);
    if (volume == nullptr || !volume->exists() || volume->now.data == 0) return;
    occasion();
    if (volume->now.data_of != instance.id && handed_to_[id] == instance.id) return;
    if (volume->now.data_of != instance.id)
      return flag(instance.id + " deletes volume " + id + " with the data of " +
                  volume->now.data_of);
    if (instance.in_flight("destroy") != nullptr || instance.status() == "destroying" ||
        !instance.stored)
      return;
    if (!instance.stored->source.empty())
      flag(instance.id + " deletes volume " + id + " while its fork " + instance.volume() +
           " is not confirmed");
    // What somebody else's doing made its machine write to was never the user's (M4).
    // It is tried again and again, and told once.
    if (!volume->foreign && !has_copy(instance, *volume) && uncopied_.insert(id).second)
      flag(instance.id + " deletes volume " + id + ", and no confirmed copy of its data (" +
           std::to_string(volume->now.data) + ") exists: " + text_of_copy(instance, *volume));
  }

  // Confirmed: it is held and whole, was seen so by a GET, and a machine has started on it.
  [[nodiscard]] bool has_copy(const CloudInstance& instance, const CloudVolume& volume) const {
    const CloudVolume* held = cloud().volume(instance.volume());
    if (held == nullptr || held->now.id == volume.now.id || held->now.data_of != instance.id)
      return false;
    const bool whole = held->usable() || (held->taken && was_looked_at(*held));
    return whole && Cloud::seems_there(instance, *held) &&
           (held->now.source.empty() || was_confirmed(*held)) &&
           lacking(cloud().lineages().of(held->now.id), cloud().writes_on(volume)).empty();
  }
  // One that is gone was whole when this operation looked, which takes no longer than that (M10).
  [[nodiscard]] bool was_looked_at(const CloudVolume& volume) const {
    constexpr Duration kOperation = std::chrono::minutes(5);
    const auto seen = whole_.find(volume.now.id);
    return seen != whole_.end() && cloud().now() - seen->second <= kOperation;
  }
  [[nodiscard]] bool was_confirmed(const CloudVolume& volume) const {
    return whole_.contains(volume.now.id) && started_on_.contains(volume.now.id);
  }
  [[nodiscard]] std::string text_of_copy(const CloudInstance& instance,
                                         const CloudVolume& volume) const {
    const std::int64_t lost =
        count_lacking(cloud().lineages().of(instance.volume()), cloud().writes_on(volume));
    return "the volume that it holds, \"" + instance.volume() + "\", " +
           (lost == 0 ? "is not confirmed" : "lacks " + std::to_string(lost));
  }

  PerInstance<Course> courses_;
  // By instance: a create that may have happened, and the volume that a machine is being given.
  PerInstance<LostCreate> unknown_;
  PerInstance<std::string> giving_;
  std::set<std::string> given_;  // volumes that a machine has been given, or may have
  // Volumes that a GET showed as created or attached: when it last did.
  std::map<std::string, Instant> whole_;
  std::set<std::string> started_on_;  // volumes
  std::set<std::string> uncopied_;    // volumes that were to be deleted without a copy
  // Volumes that somebody mounted on a machine of that sandbox: whatever is on them, they count as
  // its own from then on (M4).
  std::map<std::string, std::string> handed_to_;
};

}  // namespace

std::unique_ptr<Invariant> make_m8(const SharedCloud& cloud) { return std::make_unique<M8>(cloud); }

}  // namespace scenarios
