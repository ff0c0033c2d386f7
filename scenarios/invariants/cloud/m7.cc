// M7: a create or update that is refused because its volume is missing leads to the repair of M6
// and to one retry.
#include <map>

#include "scenarios/invariants/cloud/judges.h"
#include "scenarios/invariants/support/fly_texts.h"

namespace scenarios {
namespace {

using namespace seen;

class M7 final : public CloudJudge {
 public:
  explicit M7(const SharedCloud& cloud) : CloudJudge("M7", cloud) {}

 private:
  // Of the start that is under way.
  struct Course {
    std::size_t refusals = 0;
    bool repaired = false;  // the volume was looked for after the last refusal
    bool retried = false;
    bool failed = false;   // something else was refused since
    bool garbled = false;  // a refusal that cannot be read: it may have been one of these
    std::string volume;    // that the last refusal was about
  };

  void asked(const CloudInstance& instance, const Ask& ask) override {
    if (ask.operation() == "start" && !ask.beside.contains("start")) courses_[&instance] = {};
  }
  void ended(const CloudInstance& instance) override { courses_.erase(&instance); }
  // What came before it was persisted was a check's, which it has waited for.
  void stored(const CloudInstance& instance, const sim::InstanceStored& now) override {
    const auto found = courses_.find(&instance);
    if (found != courses_.end() && begins_start(news().old_stored, now)) found->second = {};
  }

  static bool mounts(const FlyCall& call) {
    return call.operation() == "create_machine" || call.operation() == "update_machine";
  }

  void fly_answered(const CloudInstance& instance, const FlyCall& call) override {
    if (!mounts(call) || !call.refused() || !says_volume_missing(*call.answer)) {
      const auto found = courses_.find(&instance);
      if (found == courses_.end() || !call.refused()) return;
      found->second.failed = true;
      if (mounts(call) && is_garbled(*call.answer)) found->second.garbled = true;
      return;
    }
    occasion();
    Course& course = courses_[&instance];
    ++course.refusals;
    course.repaired = false;
    course.failed = false;
    course.volume = call.sent.volume;
  }

  void fly_called(const CloudInstance& instance, const FlyCall& call) override {
    const auto found = courses_.find(&instance);
    if (found == courses_.end() || found->second.refusals == 0) return;
    Course& course = found->second;
    if (call.operation() == "get_volume" || call.operation() == "list_volumes")
      course.repaired = true;
    if (!mounts(call)) return;
    course.retried = true;
    if (!course.repaired)
      flag(instance.id + " repeats " + call.operation() +
           " without having looked for its missing volume " + course.volume);
    if (course.refusals > 1)
      flag(instance.id + " repeats " + call.operation() + " although its volume was missing " +
           std::to_string(course.refusals) + " times in this start");
  }

  void answered(const CloudInstance& instance, const Ask& ask,
                const sim::InstanceAnswered& reply) override {
    if (ask.operation() != "start") return;
    const auto found = courses_.find(&instance);
    if (found == courses_.end()) return;
    const Course& course = found->second;
    // Or what an earlier try has made was looked for first, which failed.
    const bool broken_off =
        !ask.calls.empty() && !mounts(*ask.calls.back()) && !ask.calls.back()->accepted();
    if (course.refusals == 1 && !course.repaired && !course.garbled && !broken_off &&
        reply.status >= 300 && instance.in_flight("destroy") == nullptr &&
        cloud().now() - ask.at < terms().start_max)
      flag(instance.id + " gave the start up without having looked for its missing volume " +
           course.volume);
    if (course.refusals == 1 && course.repaired && !course.retried && !course.failed &&
        reply.status >= 300 && instance.status() != "destroying")
      flag(instance.id + " has looked for its missing volume " + course.volume +
           " and gave the start up without one retry");
    if (instance.in_flight("start") == nullptr) courses_.erase(found);
  }

  PerInstance<Course> courses_;
};

}  // namespace

std::unique_ptr<Invariant> make_m7(const SharedCloud& cloud) { return std::make_unique<M7>(cloud); }

}  // namespace scenarios
