#include "sim/fly/fly_types.h"

#include <algorithm>
#include <type_traits>

namespace sim {
namespace {

struct Naming {
  std::string_view operator()(const fly_call::ListMachines&) const { return "list_machines"; }
  std::string_view operator()(const fly_call::GetMachine&) const { return "get_machine"; }
  std::string_view operator()(const fly_call::CreateMachine&) const { return "create_machine"; }
  std::string_view operator()(const fly_call::UpdateMachine&) const { return "update_machine"; }
  std::string_view operator()(const fly_call::StartMachine&) const { return "start_machine"; }
  std::string_view operator()(const fly_call::StopMachine&) const { return "stop_machine"; }
  std::string_view operator()(const fly_call::Wait&) const { return "wait"; }
  std::string_view operator()(const fly_call::DestroyMachine&) const { return "destroy_machine"; }
  std::string_view operator()(const fly_call::Exec&) const { return "exec"; }
  std::string_view operator()(const fly_call::ListVolumes&) const { return "list_volumes"; }
  std::string_view operator()(const fly_call::GetVolume&) const { return "get_volume"; }
  std::string_view operator()(const fly_call::CreateVolume&) const { return "create_volume"; }
  std::string_view operator()(const fly_call::DestroyVolume&) const { return "destroy_volume"; }
  template <class Other>
  std::string_view operator()(const Other&) const {
    return "other";
  }
};

template <class Asked>
constexpr bool kAboutAVolume =
    std::is_same_v<Asked, fly_call::GetVolume> || std::is_same_v<Asked, fly_call::UpdateVolume> ||
    std::is_same_v<Asked, fly_call::DestroyVolume>;

template <class Asked>
concept HasId = requires(const Asked& call) {
  call.id;
};

}  // namespace

std::string_view operation_of(const FlyCall& call) { return std::visit(Naming{}, call); }

std::string_view machine_of(const FlyCall& call) {
  return std::visit(
      [](const auto& c) -> std::string_view {
        using Asked = std::decay_t<decltype(c)>;
        if constexpr (HasId<Asked> && !kAboutAVolume<Asked>) {
          return c.id;
        } else {
          return {};
        }
      },
      call);
}

std::string_view volume_of(const FlyCall& call) {
  return std::visit(
      [](const auto& c) -> std::string_view {
        if constexpr (kAboutAVolume<std::decay_t<decltype(c)>>) {
          return c.id;
        } else {
          return {};
        }
      },
      call);
}

std::string_view root_volume(const FlyMachineConfig& config) {
  const auto& mounts = config.spec.mounts;
  const auto found = std::ranges::find(mounts, "/root", &controller::fly::Mount::path);
  return found == mounts.end() ? std::string_view() : std::string_view(found->volume);
}

FlyReply refuse(FlyRefusal refusal, const FlyWording& wording, const FlySubject& subject) {
  FlyReply reply;
  reply.status = wording.status;
  reply.body = FlyError{refusal, fill_in(wording.text, subject), wording.code, wording.shape};
  if (wording.retry_after) reply.retry_after = std::chrono::seconds(1);
  return reply;
}

}  // namespace sim
