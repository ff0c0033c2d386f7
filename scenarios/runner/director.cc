#include "scenarios/runner/director.h"

#include <csignal>
#include <utility>

#include "scenarios/runner/http_request.h"
#include "scenarios/runner/letters.h"
#include "scenarios/runner/settings.h"
#include "scenarios/runner/store_damage.h"

namespace scenarios {
namespace {

using sim::OutputStream;

OutputStream stream_of(Output output) {
  return output == Output::out ? OutputStream::out : OutputStream::err;
}

sim::GatewayCall call_of(GatewayOperation operation) {
  switch (operation) {
    case GatewayOperation::start:
      return sim::GatewayCall::start;
    case GatewayOperation::stop:
      return sim::GatewayCall::stop;
    case GatewayOperation::restart:
      return sim::GatewayCall::restart;
    case GatewayOperation::status:
      return sim::GatewayCall::status;
  }
  return sim::GatewayCall::status;
}

// Lines of a burst without gaps that are printed as one piece of work. The rest follows at the same
// instant: in between it can be seen whether the run has gone beyond its limits.
constexpr std::uint64_t kBurstBatch = 256;

std::chrono::milliseconds in_ms(Duration span) {
  return std::chrono::floor<std::chrono::milliseconds>(span);
}

}  // namespace

// What each action does to the world; the number of the call it made, if it made one.
class Director::Perform {
 public:
  using Call = std::optional<std::int64_t>;
  explicit Perform(Director& director) : director_(director), world_(director.world_) {}

  Call operator()(const step::Message& action) const {
    world_.message(action.channel, action.from, action.text);
    name_request(action.channel + "/@" + action.from, action.channel,
                 world_.code_of(action.channel, action.from));
    return {};
  }
  Call operator()(const step::Device& action) const {
    world_.device(action.device);
    name_request("device/@" + action.device, {}, world_.request_of(action.device));
    return {};
  }
  Call operator()(const step::Log& action) const {
    world_.gateway_writes(stream_of(action.stream), action.line + '\n');
    return {};
  }
  Call operator()(const step::LogBurst& action) const {
    Burst& burst = director_.bursts_.emplace_back(&director_, action);
    director_.play(burst);
    return {};
  }
  Call operator()(const step::Write& action) const {
    const std::string bytes =
        action.text ? *action.text : decode_base64(*action.base64).value_or("");
    world_.gateway_writes(stream_of(action.stream), bytes);
    return {};
  }
  Call operator()(const step::Refresh& action) const { return world_.refresh(action.list); }
  Call operator()(const step::Approve& action) const {
    if (action.device || action.request_id) {
      const std::string id = action.device ? world_.request_of(*action.device) : *action.request_id;
      return world_.approve_device(in_letters(id, action.as));
    }
    const std::string channel = action.channel.value_or("");
    const std::string code =
        action.from ? world_.code_of(channel, *action.from) : action.code.value_or("");
    return world_.approve_channel(channel, in_letters(code, action.as));
  }
  Call operator()(const step::Read& action) const { return world_.list(action.list); }
  Call operator()(const step::Gateway& action) const {
    return world_.gateway(call_of(action.operation));
  }
  Call operator()(const step::Http& action) const { return world_.http(http_call_of(action)); }
  Call operator()(const step::Config& action) const {
    world_.set_config(gateway_config_of(action.state));
    return {};
  }
  Call operator()(const step::Store& action) const {
    const bool channel = action.file != "devices";
    world_.load_store(channel ? std::string_view(action.file) : std::string_view(),
                      store_text(action.state, channel));
    return {};
  }
  Call operator()(const step::StaleLock& /*action*/) const {
    world_.leave_lock();
    return {};
  }
  Call operator()(const step::GatewayExit& action) const {
    sim::ExitStatus status;
    if (action.code) status.code = *action.code;
    if (action.signal) status.signal = sim::number_of(*action.signal);
    world_.gateway_ends(status);
    return {};
  }
  Call operator()(const step::KillController& /*action*/) const {
    world_.kill_controller();
    return {};
  }
  Call operator()(const step::StartController& /*action*/) const {
    world_.start_controller();
    return {};
  }
  Call operator()(const step::StopController& action) const {
    world_.stop_controller(action.signal == EndSignal::term ? SIGTERM : SIGINT);
    return {};
  }
  Call operator()(const step::StopCache& /*action*/) const {
    world_.stop_cache();
    return {};
  }
  Call operator()(const step::Suspend& action) const {
    world_.jump_wall_clock(in_ms(action.length));
    return {};
  }
  Call operator()(const step::ClockJump& action) const {
    world_.jump_wall_clock(in_ms(action.by));
    return {};
  }
  Call operator()(const step::HookThrow& /*action*/) const {
    world_.throw_in_hook();
    return {};
  }
  // Labels; and steps of cloud scenarios, which the loader refuses.
  template <class Other>
  Call operator()(const Other& /*action*/) const {
    return {};
  }

 private:
  void name_request(const std::string& name, const std::string& channel,
                    const std::string& id) const {
    if (id.empty() || !director_.on_name_) return;
    director_.on_name_(name, channel.empty() ? id : channel + '/' + id);
  }

  Director& director_;
  sim::World& world_;
};

Director::Director(const Scenario& scenario, sim::World& world)
    : scenario_(scenario), world_(world), calm_(this) {}

void Director::begin() {
  seed_stores();
  world_.announce_start();
  for (std::size_t i = 0; i < scenario_.steps.size(); ++i) {
    Cue& cue = cues_.emplace_back(this, i, scenario_.steps[i]);
    world_.self().arm(cue, scenario_.steps[i].at);
  }
  if (scenario_.calm_after) world_.self().arm(calm_, *scenario_.calm_after);
  if (scenario_.controller.start) world_.start_controller();
}

void Director::seed_stores() {
  for (const PendingRequest& request : scenario_.pending) {
    world_.seed_channel(request.channel, request.from, request.id.value_or(""),
                        request.code.value_or(""), request.age);
    const std::string code = world_.code_of(request.channel, request.from);
    if (on_name_ && !request.from.empty()) {
      on_name_(request.channel + "/@" + request.from, request.channel + '/' + code);
    }
  }
  for (const PendingDevice& device : scenario_.devices) {
    world_.seed_device(device.device, device.request_id.value_or(""), device.age);
    if (on_name_ && !device.device.empty())
      on_name_("device/@" + device.device, world_.request_of(device.device));
  }
}

void Director::play(Cue& cue) {
  const Step& step = cue.step;
  world_.recorder().emit(world_.self().id(), sim::StepTaken{static_cast<std::int64_t>(cue.index),
                                                            std::string(name_of(step.action))});
  const auto call = std::visit(Perform(*this), step.action);
  if (call && on_call_ && !step.name.empty()) on_call_(step.name, *call);
  ++cue.played;
  if (step.every && (!step.count || cue.played < *step.count)) {
    world_.self().arm(cue, step.at + *step.every * static_cast<std::int64_t>(cue.played));
  }
}

void Director::play(Burst& burst) {
  const std::string line = burst.burst.line + '\n';
  const std::uint64_t lines = burst.burst.gap == Duration::zero() ? kBurstBatch : 1;
  for (std::uint64_t i = 0; i < lines && burst.left > 0; ++i, --burst.left)
    world_.gateway_writes(stream_of(burst.burst.stream), line);
  if (burst.left > 0) world_.self().arm(burst, world_.self().now() + burst.burst.gap);
}

}  // namespace scenarios
