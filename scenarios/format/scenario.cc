#include "scenarios/format/scenario.h"

#include <array>
#include <type_traits>

namespace scenarios {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// A group of four digits holds three bytes, fewer when it ends with padding.
bool append_group(std::string& out, std::string_view group) {
  const std::size_t digits = std::min(group.find('='), group.size());
  if (digits < 2 || group.substr(digits).find_first_not_of('=') != std::string_view::npos)
    return false;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t digit = i < digits ? kDigits.find(group[i]) : 0;
    if (digit == std::string_view::npos) return false;
    bits = bits << 6U | static_cast<std::uint32_t>(digit);
  }
  for (std::size_t i = 0; i + 1 < digits; ++i)
    out += static_cast<char>(bits >> (16U - 8U * i) & 0xFFU);
  return true;
}

template <class... Steps>
bool is_one_of(const Action& action) {
  return (std::holds_alternative<Steps>(action) || ...);
}

}  // namespace

Scenario::Scenario() = default;
Scenario::Scenario(const Scenario& other) = default;
Scenario::Scenario(Scenario&& other) noexcept = default;
Scenario& Scenario::operator=(const Scenario& other) = default;
Scenario& Scenario::operator=(Scenario&& other) noexcept = default;
Scenario::~Scenario() = default;
bool Scenario::operator==(const Scenario& other) const = default;

std::vector<std::uint64_t> seeds_of(const Scenario& scenario) {
  if (!scenario.seeds.empty()) return scenario.seeds;
  return {scenario.seed.value_or(1)};
}

std::string_view name_of(const Action& action) {
  return std::visit([](const auto& a) { return std::decay_t<decltype(a)>::kDo; }, action);
}

bool has_reply(const Action& action) {
  return is_one_of<step::Refresh, step::Approve, step::Read, step::Gateway, step::Http,
                   step::StartInstance, step::StopInstance, step::DestroyInstance,
                   step::InstanceStatus, step::Reconcile, step::PairingList, step::PairingApprove,
                   step::Platform>(action);
}

bool is_cloud_alone(const Action& action) {
  return is_one_of<step::StartInstance, step::StopInstance, step::DestroyInstance,
                   step::InstanceStatus, step::Reconcile, step::CrashInstance,
                   step::RestartInstance, step::PairingList, step::PairingApprove, step::Platform,
                   step::FlyIntervention, step::FlyQuirksChange, step::GuestChange, step::Kv,
                   step::InstanceStore>(action);
}

bool is_machine_alone(const Action& action) {
  return !is_cloud_alone(action) &&
         !is_one_of<step::Message, step::Device, step::Suspend, step::ClockJump, step::Label>(
             action);
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::string_view group = text.substr(i, 4);
    if (group.find('=') != std::string_view::npos && i + 4 != text.size()) return std::nullopt;
    if (!append_group(out, group)) return std::nullopt;
  }
  return out;
}

std::string text_of(const RequestKey& key) {
  const std::string folder = key.list == Kind::devices ? "device" : key.channel;
  return folder + (key.named ? "/@" : "/") + key.id;
}

}  // namespace scenarios
