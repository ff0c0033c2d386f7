#include "sim/fly/typed_fly.h"

#include <type_traits>
#include <utility>

#include "sim/fly/fly_events.h"
#include "sim/fly/http_front.h"

namespace sim {
namespace {

namespace fly = controller::fly;
using controller::Failure;
using controller::InboundReply;
using controller::TransportError;

// ---- what the model shows, as an instance sees it

fly::Machine seen(FlyMachineView&& view) {
  fly::Machine machine;
  machine.id = std::move(view.id);
  machine.name = std::move(view.name);
  machine.state = view.state;
  machine.region = std::move(view.region);
  machine.instance_id = std::move(view.instance_id);
  machine.created_at = view.created_at;
  machine.updated_at = view.updated_at;
  machine.mounts_told = view.mounts_shown;
  if (view.mounts_shown) machine.mounts = view.config->spec.mounts;
  machine.metadata = view.config->spec.metadata;
  machine.guest = view.config->spec.guest;
  return machine;
}

fly::Volume seen(FlyVolumeView&& view) {
  fly::Volume volume;
  volume.id = std::move(view.id);
  volume.name = std::move(view.name);
  volume.state = view.state;
  volume.region = std::move(view.region);
  volume.size_gb = view.size_gb;
  volume.attached_machine_id = std::move(view.machine);
  volume.created_at = view.created_at;
  return volume;
}

template <class View>
auto seen(std::vector<View>&& views) {
  std::vector<decltype(seen(View{}))> list;
  list.reserve(views.size());
  for (View& view : views) list.push_back(seen(std::move(view)));
  return list;
}

template <class T>
T value_in(FlyBody&& body) {
  if constexpr (std::is_same_v<T, fly::Machine>) {
    return seen(std::get<FlyMachineView>(std::move(body)));
  } else if constexpr (std::is_same_v<T, fly::Volume>) {
    return seen(std::get<FlyVolumeView>(std::move(body)));
  } else if constexpr (std::is_same_v<T, std::vector<fly::Machine>>) {
    return seen(std::get<std::vector<FlyMachineView>>(std::move(body)));
  } else if constexpr (std::is_same_v<T, std::vector<fly::Volume>>) {
    return seen(std::get<std::vector<FlyVolumeView>>(std::move(body)));
  } else if constexpr (std::is_same_v<T, fly::ExecResult>) {
    return std::get<fly::ExecResult>(std::move(body));
  } else {
    return fly::Done{};
  }
}

// ---- refusals

// A reply of the right status that says nothing, although something was asked for.
fly::Refusal unreadable(int status) {
  fly::Refusal refusal;
  refusal.kind = fly::RefusalKind::invalid;
  refusal.status = status;
  refusal.text = "the reply makes no sense";
  refusal.may_have_happened = true;
  return refusal;
}

bool is_success(int status) { return status / 100 == 2; }

// A body that was cut or garbled, if that was enough to make it unreadable.
bool is_spoilt(const FlyOutcome& outcome, const FlyReply& reply) {
  if (outcome.malformed) return true;
  return outcome.truncate && *outcome.truncate < write_fly_reply(reply, 0).body.size();
}

bool hides_mounts(const FlyReply& reply) {
  const auto* machine = std::get_if<FlyMachineView>(&reply.body);
  return machine != nullptr && !machine->mounts_shown;
}

fly::Refusal refusal_in(const FlyReply& reply, std::uint64_t number, bool spoilt) {
  const FlyError* error = reply.error();
  const bool plain_to_read = error != nullptr && !error->text.empty() && !spoilt &&
                             error->shape == FlyWording::Shape::object;
  if (plain_to_read)
    return fly::classify(reply.status, {error->text, std::string(error->code), true},
                         reply.retry_after);
  InboundReply bytes = write_fly_reply(reply, number);
  if (spoilt) bytes.body.clear();
  return fly::classify(bytes);
}

template <class T>
fly::Reply<T> typed(FlyOutcome&& outcome) {
  constexpr bool kNeedsBody = !std::is_same_v<T, fly::Done>;
  if (const auto* error = std::get_if<TransportError>(&outcome.what))
    return Failure{fly::refusal_of(*error)};
  if (const auto* bytes = std::get_if<InboundReply>(&outcome.what)) {
    if (!is_success(bytes->status)) return Failure{fly::classify(*bytes)};
    if constexpr (kNeedsBody) {
      return Failure{unreadable(bytes->status)};
    } else {
      return fly::Done{};
    }
  }
  auto& reply = std::get<FlyReply>(outcome.what);
  const bool spoilt = is_spoilt(outcome, reply);
  if (!is_success(reply.status)) return Failure{refusal_in(reply, outcome.number, spoilt)};
  if (kNeedsBody && (spoilt || hides_mounts(reply))) return Failure{unreadable(reply.status)};
  return value_in<T>(std::move(reply.body));
}

std::shared_ptr<const FlyMachineConfig> config_of(const fly::MachineSpec& spec) {
  auto config = std::make_shared<FlyMachineConfig>();
  config->spec = spec;
  return config;
}

}  // namespace

template <class T>
controller::Task<fly::Reply<T>> TypedFly::ask(FlyCall call, CancelToken token) {
  if (token.cancelled()) {
    const TransportError given_up{controller::TransportFailure::cancelled, "given up"};
    co_return Failure{fly::refusal_of(given_up)};
  }
  FlyRoute route = route_of(call, base_);
  const bool waits = std::holds_alternative<fly_call::Wait>(call);
  FlyRequest request{caller_, std::move(call), {}};
  FlyService::Pending pending(service_, process_, instance_);
  pending.send(std::move(request), route.method, std::move(route.path));
  const auto answered = co_await pending.answered(token);
  auto reply = typed<T>(std::move(pending.outcome(answered)));
  if (!reply && !waits) reply = Failure{fly::without_wait(std::move(reply.error()))};
  co_return reply;
}

TypedFly::Task<TypedFly::Reply<std::vector<fly::Machine>>> TypedFly::list_machines(
    const fly::MachineFilter& filter, CancelToken token) {
  fly_call::ListMachines call;
  if (!filter.key.empty()) call.metadata.emplace_back(filter.key, filter.value);
  return ask<std::vector<Machine>>(std::move(call), token);
}

TypedFly::Task<TypedFly::Reply<fly::Machine>> TypedFly::get_machine(const std::string& id,
                                                                    CancelToken token) {
  return ask<Machine>(fly_call::GetMachine{id}, token);
}

TypedFly::Task<TypedFly::Reply<fly::Machine>> TypedFly::create_machine(
    const fly::CreateMachine& wanted, CancelToken token) {
  fly_call::CreateMachine call;
  call.name = wanted.name;
  call.region = wanted.region;
  call.config = config_of(wanted.spec);
  return ask<Machine>(std::move(call), token);
}

TypedFly::Task<TypedFly::Reply<fly::Machine>> TypedFly::update_machine(const std::string& id,
                                                                       const fly::MachineSpec& spec,
                                                                       CancelToken token) {
  fly_call::UpdateMachine call;
  call.id = id;
  call.config = config_of(spec);
  return ask<Machine>(std::move(call), token);
}

TypedFly::Task<TypedFly::Reply<fly::Done>> TypedFly::start_machine(const std::string& id,
                                                                   CancelToken token) {
  return ask<Done>(fly_call::StartMachine{id}, token);
}

TypedFly::Task<TypedFly::Reply<fly::Done>> TypedFly::stop_machine(const std::string& id,
                                                                  CancelToken token) {
  return ask<Done>(fly_call::StopMachine{id}, token);
}

TypedFly::Task<TypedFly::Reply<fly::Done>> TypedFly::wait_for(const std::string& id,
                                                              MachineState state,
                                                              const std::string& instance_id,
                                                              CancelToken token) {
  fly_call::Wait call;
  call.id = id;
  call.state = fly::name_of(state);
  call.instance_id = instance_id;
  return ask<Done>(std::move(call), token);
}

TypedFly::Task<TypedFly::Reply<fly::Done>> TypedFly::destroy_machine(const std::string& id,
                                                                     CancelToken token) {
  return ask<Done>(fly_call::DestroyMachine{id, true}, token);
}

TypedFly::Task<TypedFly::Reply<fly::ExecResult>> TypedFly::exec(
    const std::string& id, const std::vector<std::string>& command, std::chrono::seconds timeout,
    CancelToken token) {
  return ask<fly::ExecResult>(fly_call::Exec{id, command, timeout.count()}, token);
}

TypedFly::Task<TypedFly::Reply<std::vector<fly::Volume>>> TypedFly::list_volumes(
    CancelToken token) {
  return ask<std::vector<Volume>>(fly_call::ListVolumes{}, token);
}

TypedFly::Task<TypedFly::Reply<fly::Volume>> TypedFly::get_volume(const std::string& id,
                                                                  CancelToken token) {
  return ask<Volume>(fly_call::GetVolume{id}, token);
}

TypedFly::Task<TypedFly::Reply<fly::Volume>> TypedFly::create_volume(
    const fly::CreateVolume& wanted, CancelToken token) {
  fly_call::CreateVolume call;
  call.name = wanted.name;
  call.region = wanted.region;
  call.source_volume_id = wanted.source_volume_id;
  if (wanted.source_volume_id.empty()) call.size_gb = wanted.size_gb;
  return ask<Volume>(std::move(call), token);
}

TypedFly::Task<TypedFly::Reply<fly::Volume>> TypedFly::destroy_volume(const std::string& id,
                                                                      CancelToken token) {
  return ask<Volume>(fly_call::DestroyVolume{id}, token);
}

}  // namespace sim
