// The fake Fly Machines API as a state machine: requests, the time and choices go in; replies and
// what changed come out. It arms no timers: whoever owns it asks next_event() and calls advance().
// The service it models: docs/fly-facts.md and sim/fly/testdata/openapi-machines.json; where both
// are silent it is as strict as can be, and the source says "assumed".
//
// Pure but for its own state; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/choice/choice.h"
#include "sim/fly/fly_config.h"
#include "sim/fly/fly_records.h"
#include "sim/fly/fly_types.h"
#include "sim/fly/rate_limiter.h"
#include "sim/trace/cloud_event.h"

namespace sim {

// Pairs a call that waits with its reply.
using FlyTicket = std::uint64_t;

// A reply to a call that waited.
struct FlyAnswer {
  FlyTicket ticket = 0;
  FlyReply reply;
};
using FlyEffect = std::variant<FlyMachineChanged, FlyVolumeChanged, FlyAnswer>;

// What happens to one call beyond what the quirks say.
struct FlyDisturbance {
  Duration list_lag{};
  bool list_empty = false;
};

// A command on a machine. `finish` acts and tells the result; it is not called when the machine
// stops, or the time is up, before `takes` has passed.
struct FlyCommand {
  FlyTicket ticket = 0;
  std::string machine;
  std::string sandbox;  // of its metadata
  std::vector<std::string> argv;
};
// `takes`: kUntilTold when only finish_command() will tell.
struct FlyCommandPlan {
  static constexpr Duration kUntilTold = std::chrono::hours(24 * 365);

  Duration takes{};
  std::function<controller::fly::ExecResult()> finish;
};
using FlyExecHook = std::function<FlyCommandPlan(const FlyCommand& command)>;

class FlyModel {
 public:
  // `choices` must outlive the model.
  FlyModel(FlyConfig config, ChoiceSource& choices);

  // Without a hook every command ends with 127.
  void set_exec_hook(FlyExecHook hook) { exec_ = std::move(hook); }
  [[nodiscard]] const FlyConfig& config() const { return config_; }
  // May be changed at any time.
  [[nodiscard]] FlyQuirks& quirks() { return config_.quirks; }
  [[nodiscard]] FlyTiming& timing() { return config_.timing; }
  [[nodiscard]] FlyRateLimits& rate_limits() { return config_.limits; }
  void set_machine_limit(std::optional<std::int64_t> limit) { config_.machine_limit = limit; }
  void set_memory_quota(std::optional<std::int64_t> mb) { config_.memory_quota_mb = mb; }

  // ---- the API. Time never runs backwards from one call to the next; each brings everything that
  // was due up to date first.

  // Nothing: the call waits, and the reply will be an effect with this ticket.
  std::optional<FlyReply> step(const FlyRequest& request, FlyTicket ticket, FlyNow now,
                               const FlyDisturbance& disturbance = {});
  void advance(FlyNow now);
  // A command that took its time is done now. False: nobody waits for it any more.
  bool finish_command(FlyTicket ticket, FlyNow now);
  // When something will happen by itself.
  [[nodiscard]] std::optional<Instant> next_event();
  // What happened since the last time, in order.
  std::vector<FlyEffect> take_effects();

  // A refusal as the API would give it for this request, whatever the state (a fault).
  FlyReply refuse_as(FlyRefusal refusal, std::size_t wording, const FlyCall& call) const;

  // ---- what others do to it. False: there is no such thing.

  // Ends a machine that runs: stopped, or failed.
  bool kill_machine(std::string_view id, MachineState into, FlyNow now);
  bool suspend_machine(std::string_view id, FlyNow now);
  // Destroyed as if by another one's API call.
  bool destroy_machine(std::string_view id, FlyNow now);
  // Gone without a trace: 404, in no list, its name and its claims free.
  bool vanish_machine(std::string_view id, FlyNow now);
  bool vanish_volume(std::string_view id, FlyNow now);
  // Deleted as if by another one's API call, attached or not.
  bool destroy_volume(std::string_view id, FlyNow now);
  // To another region: a volume with the machine that claims it, a machine with its volumes.
  bool move_volume(std::string_view id, std::string_view region, FlyNow now);
  bool move_machine(std::string_view id, std::string_view region, FlyNow now);
  // Mounts another volume at /root, or none when it is empty; the old claim is released. False
  // also for a volume that cannot be mounted: going, of another machine, or in another region.
  bool change_mount(std::string_view machine, std::string_view volume, FlyNow now);
  bool take_lease(std::string_view machine, std::string_view owner, Duration ttl, FlyNow now);
  bool release_lease(std::string_view machine);
  void set_region_full(std::string_view region, bool full);
  // While it is out: its machines are unreachable and calls about them fail.
  void set_region_out(std::string_view region, bool out);
  // As if they had been made long ago. `data`: how much user data of `sandbox` is on the volume;
  // `source`: what it was forked from, and has all of.
  std::string seed_volume(std::string_view name, std::string_view region, std::string_view sandbox,
                          std::int64_t data, FlyNow now, std::string_view source = {});
  std::string seed_machine(std::string_view name, std::string_view region,
                           controller::fly::MachineSpec spec, MachineState state, FlyNow now);

  // ---- what is true, for those who drive it

  [[nodiscard]] std::optional<FlyMachineView> machine(std::string_view id) const;
  [[nodiscard]] std::optional<FlyVolumeView> volume(std::string_view id) const;
  // The live machine of that name; the last made volume of that name that is not gone. Empty: none.
  [[nodiscard]] std::string machine_named(std::string_view name) const;
  [[nodiscard]] std::string volume_named(std::string_view name) const;
  // In the order in which they were made, the destroyed and the vanished left out.
  [[nodiscard]] std::vector<std::string> live_machines() const;
  [[nodiscard]] std::vector<std::string> live_volumes() const;
  // Started, and its region is not out: the proxy can reach it.
  [[nodiscard]] bool serves(std::string_view machine) const;
  [[nodiscard]] std::string_view region_of(const FlyCall& call) const;
  [[nodiscard]] std::string_view root_volume_of(std::string_view machine) const;

 private:
  using Reply = std::optional<FlyReply>;
  // A success that shows `view`; made in place, as views are big.
  template <class View>
  static Reply showing(const View& view) {
    Reply reply(std::in_place);
    reply->body.template emplace<View>(view);
    return reply;
  }
  // The same, with whether its region can be reached.
  template <class View>
  [[nodiscard]] Reply showing_reach(const View& view) const {
    Reply reply = showing(view);
    tell_reach(std::get<View>(reply->body));
    return reply;
  }
  struct Due {
    enum class Kind : std::uint8_t { machine, write, volume, claim, waiting };
    Instant at;
    std::uint64_t sequence;
    Kind kind;
    std::size_t index;      // of the machine or volume
    std::uint64_t version;  // of its plan or boot; waiting: the ticket
    [[nodiscard]] bool operator>(const Due& other) const {
      return at != other.at ? at > other.at : sequence > other.sequence;
    }
  };
  // A wait or an exec.
  struct Waiting {
    std::size_t machine = 0;
    bool is_exec = false;
    std::string wanted;       // wait
    std::string instance_id;  // wait
    FlyCommandPlan command;   // exec
    bool times_out = false;   // exec: its time is up before it is done
  };

  // ---- the frame of each call: fly_model.cc
  void at(FlyNow now);
  Reply admit(const FlyRequest& request);
  void due(Due::Kind kind, std::size_t index, std::uint64_t version, Instant moment);
  [[nodiscard]] bool is_void(const Due& due) const;
  void happen(const Due& due);
  Duration draw(const FlySpan& span, const char* site);
  FlyReply refusal(FlyRefusal refusal, const FlySubject& subject) const;
  FlyReply invalid(std::string_view detail) const;
  std::string made_up(std::string_view alphabet, std::size_t length);

  // ---- calls: fly_machine_calls.cc, fly_volume_calls.cc, fly_waits.cc
  Reply call(const fly_call::ListMachines& call);
  Reply call(const fly_call::GetMachine& call);
  Reply call(const fly_call::CreateMachine& call);
  Reply call(const fly_call::UpdateMachine& call);
  Reply call(const fly_call::StartMachine& call);
  Reply call(const fly_call::StopMachine& call);
  Reply call(const fly_call::DestroyMachine& call);
  Reply call(const fly_call::Wait& call);
  Reply call(const fly_call::Exec& call);
  Reply call(const fly_call::GetLease& call);
  Reply call(const fly_call::CreateLease& call);
  Reply call(const fly_call::ReleaseLease& call);
  Reply call(const fly_call::ListVolumes& call);
  Reply call(const fly_call::GetVolume& call);
  Reply call(const fly_call::CreateVolume& call);
  Reply call(const fly_call::UpdateVolume& call);
  Reply call(const fly_call::DestroyVolume& call);
  Reply call(const fly_call::UnknownRoute& call);

  // ---- machines: fly_machines.cc
  FlyMachine* find_machine(std::string_view id);
  [[nodiscard]] const FlyMachine* find_machine(std::string_view id) const;
  // For the API: hidden and vanished machines, and perhaps destroyed ones, are not there.
  FlyMachine* visible_machine(std::string_view id);
  void tell_reach(FlyMachineView& view) const;
  void tell_reach(FlyVolumeView& view) const;
  Reply blocked_by_lease(FlyMachine& machine);
  FlyMachine& make_machine(std::string name, std::string region,
                           std::shared_ptr<const FlyMachineConfig> config);
  void enter(FlyMachine& machine, MachineState state, std::string_view why);
  void plan(FlyMachine& machine, std::vector<FlyStepAhead> ahead);
  void arm_plan(FlyMachine& machine);
  void changed(FlyMachine& machine, std::string_view why);
  void end_machine(FlyMachine& machine);
  void set_config(FlyMachine& machine, std::shared_ptr<const FlyMachineConfig> config);
  void launch(FlyMachine& machine, Duration before_starting, std::string_view why);
  Reply refuse_config(const FlyMachineConfig* config, std::string_view region,
                      std::string_view machine);
  Reply refuse_capacity(const FlyMachineConfig& config, std::string_view region) const;
  Reply refuse_limits(std::int64_t memory_mb) const;
  [[nodiscard]] bool name_is_taken(std::string_view name, std::string& holder) const;

  // ---- volumes: fly_volumes.cc
  FlyVolume* find_volume(std::string_view id);
  [[nodiscard]] const FlyVolume* find_volume(std::string_view id) const;
  FlyVolume* visible_volume(std::string_view id);
  FlyVolume& make_volume(std::string name, std::string region, std::int64_t size_gb);
  void changed(FlyVolume& volume, std::string_view why);
  void claim(FlyVolume& volume, std::string_view machine);
  void release(FlyVolume& volume, std::string_view why);
  void release_claims(const FlyMachine& machine, bool may_linger);
  void write(FlyMachine& machine);
  void hydrated(FlyVolume& volume);
  void next_volume_state(FlyVolume& volume);
  void begin_destroying(FlyVolume& volume, std::string_view why);

  // ---- calls that wait: fly_waits.cc
  [[nodiscard]] bool has_reached(const Waiting& waiting) const;
  void look_after_waiting(FlyMachine& machine);
  void end_waiting(FlyTicket ticket);
  void answer(FlyTicket ticket, FlyReply reply);
  FlyReply result_of(Waiting& waiting);

  FlyConfig config_;
  ChoiceSource& choices_;
  FlyExecHook exec_;
  RateLimiter limiter_;
  std::deque<FlyMachine> machines_;
  std::deque<FlyVolume> volumes_;
  std::map<std::string, std::size_t, std::less<>> machine_ids_;
  std::map<std::string, std::size_t, std::less<>> volume_ids_;
  std::map<std::string, std::size_t, std::less<>> names_;  // of live machines, and who has them
  std::set<std::string, std::less<>> full_;
  std::set<std::string, std::less<>> out_;
  std::map<FlyTicket, Waiting> waiting_;
  std::vector<Due> dues_;  // a heap, the earliest on top
  std::vector<FlyEffect> effects_;
  std::uint64_t next_sequence_ = 0;
  std::uint64_t next_id_ = 0;

  // Of the call that is being carried out.
  FlyNow now_{};
  FlyTicket ticket_ = 0;
  FlyDisturbance disturbance_;
  std::string_view nonce_;
};

}  // namespace sim
