// Whatever is asked, in whatever order: what must always be true of the model.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "sim/fly/testing/model_bed.h"

namespace sim {
namespace {

using State = MachineState;

// Which state may follow which, by the API and by what others do.
bool may_follow(const std::string& before, const std::string& after, const std::string& why) {
  if (before == after) return true;  // moved, mounts changed
  if (before == "destroyed") return false;
  if (why == "vanished") return after == "destroyed";
  if (before == "destroying") return after == "destroyed";
  if (why == "died") return after == "stopped" || after == "failed" || after == "suspended";
  if (after == "destroying") return true;
  static const std::map<std::string, std::set<std::string>> kNext = {
      {"created", {"starting", "replacing"}}, {"starting", {"started", "stopping"}},
      {"started", {"stopping", "replacing"}}, {"stopping", {"stopped"}},
      {"stopped", {"starting", "replacing"}}, {"suspended", {"starting", "replacing", "stopping"}},
      {"failed", {"starting", "replacing"}},  {"replacing", {"starting", "stopped"}},
  };
  const auto next = kNext.find(before);
  return next != kNext.end() && next->second.contains(after);
}

class Checked : public ModelBed {
 public:
  using ModelBed::ModelBed;

  void act(int what, std::size_t which, std::size_t other) {
    const std::string machine = pick(machine_ids_, which);
    const std::string volume = pick(volume_ids_, other);
    constexpr int kKinds = 19;
    switch (what % kKinds) {
      case 0:
      case 1:
        remember(ask(create("m" + std::to_string(which % 4), other % 3 == 0 ? "" : volume)));
        break;
      case 2:
        remember(ask(fresh(other % 5 == 0 ? "lax" : "iad")));
        break;
      case 3:
        remember(ask(fork(volume)));
        break;
      case 4:
        ask(update(machine, other % 3 == 0 ? "" : volume));
        break;
      case 5:
        ask(fly_call::StartMachine{machine});
        break;
      case 6:
        ask(fly_call::StopMachine{machine});
        break;
      case 7:
        ask(fly_call::DestroyMachine{machine, other % 2 == 0});
        break;
      case 8:
        ask(fly_call::DestroyVolume{volume});
        break;
      case 9:
        ask(fly_call::Wait{machine, "started", {}, static_cast<std::int64_t>(other % 61)});
        break;
      case 10:
        ask(fly_call::Exec{machine, {"x"}, 10});
        break;
      case 11:
        ask(fly_call::CreateLease{machine, 5, ""});
        break;
      case 12:
        model.kill_machine(machine, other % 2 == 0 ? State::failed : State::stopped, now);
        break;
      case 13:
        model.vanish_machine(machine, now);
        break;
      case 14:
        model.vanish_volume(volume, now);
        break;
      case 15:
        model.change_mount(machine, volume, now);
        break;
      case 16:
        model.move_volume(volume, other % 2 == 0 ? "lax" : "iad", now);
        break;
      case 17:
        model.destroy_volume(volume, now);
        break;
      default:
        model.suspend_machine(machine, now);
    }
    keep_effects();
    pass(std::chrono::milliseconds(other % 5000));
  }

  // Empty: all is well.
  std::string wrong() {
    std::map<std::string, std::string> before;
    for (const FlyMachineChanged& change : machines) {
      const auto [state, first] = before.try_emplace(change.id, change.state);
      if (first && change.state != "created") return "begins as " + change.state;
      if (!first && !may_follow(state->second, change.state, change.why))
        return state->second + " became " + change.state + " because of " + change.why;
      state->second = change.state;
    }
    std::set<std::string> names;
    std::map<std::string, std::string> owner;
    for (const std::string& id : model.live_machines()) {
      const auto view = model.machine(id);
      if (!names.insert(view->name).second) return "two machines named " + view->name;
      if (model.machine_named(view->name) != id) return "the registry forgot " + view->name;
      for (const auto& mount : view->config->spec.mounts) {
        const auto volume = model.volume(mount.volume);
        if (!volume || volume->state == VolumeState::destroyed) continue;
        if (volume->machine != id) return "mounted without a claim: " + mount.volume;
        if (!owner.emplace(mount.volume, id).second) return "mounted twice: " + mount.volume;
        if (volume->region != view->region) return "mounted from afar: " + mount.volume;
      }
    }
    for (const std::string& id : model.live_volumes()) {
      const auto view = model.volume(id);
      if (!view->machine.empty() && !owner.contains(id)) return "claimed by nobody: " + id;
      const bool attached = view->state == VolumeState::attached;
      const bool hydrating = view->state == VolumeState::hydrating;
      if (!hydrating && attached == view->machine.empty()) return "claim and state disagree: " + id;
    }
    return {};
  }

  // Every wait and command has been answered, once.
  std::string unanswered() {
    pass(std::chrono::minutes(5));
    std::map<FlyTicket, int> count;
    for (const FlyAnswer& answer : answers) ++count[answer.ticket];
    for (const FlyTicket ticket : waiting_) {
      if (count[ticket] != 1) return std::to_string(count[ticket]) + " answers";
    }
    return count.size() == waiting_.size() ? "" : "an answer that nobody waits for";
  }

  std::optional<FlyReply> ask(FlyCall call) {
    auto reply = ModelBed::ask(std::move(call));
    if (!reply) waiting_.push_back(last_ticket);
    return reply;
  }

 private:
  static std::string pick(const std::vector<std::string>& ids, std::size_t which) {
    return ids.empty() ? std::string("none") : ids[which % ids.size()];
  }
  void remember(const std::optional<FlyReply>& reply) {
    if (const auto* made = std::get_if<FlyMachineView>(&reply->body))
      machine_ids_.push_back(made->id);
    if (const auto* made = std::get_if<FlyVolumeView>(&reply->body))
      volume_ids_.push_back(made->id);
  }

  std::vector<std::string> machine_ids_;
  std::vector<std::string> volume_ids_;
  std::vector<FlyTicket> waiting_;
};

RC_GTEST_PROP(FlyModelProperty, KeepsItsInvariants, ()) {
  Checked bed;
  bed.model.quirks().names_linger =
      *rc::gen::element(Duration{}, Duration(std::chrono::seconds(20)));
  const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(rc::gen::tuple(
      rc::gen::inRange(0, 19), rc::gen::inRange(0, 100), rc::gen::inRange(0, 10'000)));
  for (const auto& [what, which, other] : steps) {
    bed.act(what, static_cast<std::size_t>(which), static_cast<std::size_t>(other));
    RC_ASSERT(bed.wrong() == "");
  }
  RC_ASSERT(bed.unanswered() == "");
}

// The same requests at the same moments give the same answers and effects.
RC_GTEST_PROP(FlyModelProperty, IsAFunctionOfItsInputs, ()) {
  const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(rc::gen::tuple(
      rc::gen::inRange(0, 19), rc::gen::inRange(0, 100), rc::gen::inRange(0, 10'000)));
  const auto told = [&] {
    Checked bed;
    std::string out;
    for (const auto& [what, which, other] : steps)
      bed.act(what, static_cast<std::size_t>(which), static_cast<std::size_t>(other));
    for (const FlyMachineChanged& change : bed.machines)
      out += change.id + change.state + change.instance_id + change.why + "\n";
    for (const FlyVolumeChanged& change : bed.volumes)
      out += change.id + change.state + change.machine + std::to_string(change.data) + "\n";
    return out;
  };
  RC_ASSERT(told() == told());
}

}  // namespace
}  // namespace sim
