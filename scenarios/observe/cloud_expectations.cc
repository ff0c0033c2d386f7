#include "scenarios/observe/cloud_expectations.h"

#include <algorithm>
#include <concepts>

#include "scenarios/format/words.h"

namespace scenarios {
namespace {

using seen::Cloud;
using seen::CloudInstance;

template <class Entry>
concept OfCloud = std::same_as<Entry, expect::Machines> || std::same_as<Entry, expect::Volumes> ||
    std::same_as<Entry, expect::DataKept> || std::same_as<Entry, expect::InstanceIs>;

std::optional<Instant> moment_of(const ExpectedSight& sight) {
  return std::visit(
      []<class Entry>(const Entry& entry) -> std::optional<Instant> {
        if constexpr (OfCloud<Entry>) return entry.at;
        return std::nullopt;
      },
      sight);
}

}  // namespace

// Looks at the picture as it is now. Empty: the entry is met.
class CloudObserver::Expectations::Judge {
 public:
  Judge(const Cloud& cloud, const Expectations& all) : cloud_(cloud), all_(all) {}

  template <class Other>
  std::string operator()(const Other& /*entry*/) const {
    return {};
  }

  std::string operator()(const expect::Machines& entry) const {
    const CloudInstance* instance = all_.of_user(entry.machines);
    const auto counts = [&](const std::string& id) {
      const seen::CloudMachine& machine = *cloud_.machine(id);
      if (entry.memory_mb && all_.memory_of(id) != std::to_string(*entry.memory_mb)) return false;
      return entry.state ? machine.now.state == word_of(*entry.state) : machine.exists();
    };
    const auto count = instance == nullptr ? 0 : std::ranges::count_if(instance->machines, counts);
    return count_text("machine", entry.machines, entry.count, static_cast<std::uint64_t>(count),
                      description_of(entry), entry.at);
  }
  std::string operator()(const expect::Volumes& entry) const {
    const CloudInstance* instance = all_.of_user(entry.volumes);
    const auto counts = [&](const std::string& id) { return cloud_.volume(id)->exists(); };
    const auto count = instance == nullptr ? 0 : std::ranges::count_if(instance->volumes, counts);
    return count_text("volume", entry.volumes, entry.count, static_cast<std::uint64_t>(count), "",
                      entry.at);
  }
  std::string operator()(const expect::DataKept& entry) const {
    const CloudInstance* instance = all_.of_user(entry.data_kept);
    const std::string expected = "expected the machine of " + entry.data_kept +
                                 " to run on the newest user data at " + seen::text_of(entry.at);
    if (instance == nullptr) return expected + ", but there is no such instance";
    const seen::CloudVolume* used = used_by(*instance);
    if (used == nullptr) return expected + ", but none runs";
    const seen::Writes has = cloud_.writes_on(*used);
    const seen::Writes wanted = cloud_.expected_writes(*instance, instance->volumes, has);
    const std::int64_t lost = seen::count_lacking(has, wanted);
    if (lost == 0) return {};
    return expected + ", but it runs on " + used->now.id + ", which lacks " + std::to_string(lost) +
           " of " + std::to_string(seen::count_of(wanted)) + " writes";
  }
  std::string operator()(const expect::InstanceIs& entry) const {
    const CloudInstance* instance = all_.of_user(entry.instance_state);
    const std::string wanted(word_of(entry.is));
    const std::string is = instance == nullptr || !instance->stored ? "erased" : instance->status();
    if (is == wanted) return {};
    return "expected the instance of " + entry.instance_state + " to be " + wanted + " at " +
           seen::text_of(entry.at) + ", but it was " + is;
  }

 private:
  // The volume that its machine runs on.
  [[nodiscard]] const seen::CloudVolume* used_by(const CloudInstance& instance) const {
    for (const std::string& id : instance.machines) {
      const seen::CloudMachine& machine = *cloud_.machine(id);
      if (machine.live() && cloud_.volume(machine.now.volume) != nullptr)
        return cloud_.volume(machine.now.volume);
    }
    return nullptr;
  }
  static std::string description_of(const expect::Machines& entry) {
    std::string text;
    if (entry.state) text += ' ' + std::string(word_of(*entry.state));
    if (entry.memory_mb) text += ' ' + std::to_string(*entry.memory_mb) + " MB";
    return text;
  }
  static std::string count_text(std::string_view what, const std::string& user,
                                std::uint64_t wanted, std::uint64_t count, const std::string& state,
                                Instant at) {
    if (wanted == count) return {};
    return "expected " + user + " to have " + std::to_string(wanted) + state + ' ' +
           std::string(what) + (wanted == 1 ? "" : "s") + " at " + seen::text_of(at) +
           ", but it had " + std::to_string(count);
  }

  const Cloud& cloud_;
  const Expectations& all_;
};

CloudObserver::Expectations::Expectations(const Scenario& scenario,
                                          const std::shared_ptr<seen::CloudHub>& hub)
    : CloudJudge("", hub), scenario_(scenario) {
  for (std::size_t i = 0; i < scenario.expect.size(); ++i)
    if (const auto at = moment_of(scenario.expect[i].sight)) due_.emplace(*at, i);
}

const CloudInstance* CloudObserver::Expectations::of_user(const std::string& user) const {
  for (const auto& [id, instance] : cloud().instances())
    if (instance.user == user) return &instance;
  return nullptr;
}

std::string CloudObserver::Expectations::memory_of(const std::string& machine) const {
  const auto found = sizes_.find(machine);
  return found == sizes_.end() ? std::string() : found->second.substr(found->second.rfind(' ') + 1);
}

void CloudObserver::Expectations::fly_answered(const CloudInstance& /*instance*/,
                                               const seen::FlyCall& call) {
  const bool sizes = call.operation() == "create_machine" || call.operation() == "update_machine";
  if (sizes && call.accepted()) sizes_[call.answer->machine] = call.sent.detail;
}

void CloudObserver::Expectations::quiet(Instant until) {
  while (!due_.empty() && due_.begin()->first < until) {
    const std::size_t index = due_.begin()->second;
    due_.erase(due_.begin());
    std::string text = std::visit(Judge(cloud(), *this), scenario_.expect[index].sight);
    if (!text.empty()) unmet_[index] = std::move(text);
  }
}

void CloudObserver::Expectations::over(Instant end) {
  for (const auto& [at, index] : due_)
    unmet_[index] = "expected something at " + seen::text_of(at) + ", but the run ended at " +
                    seen::text_of(end);
}

std::vector<UnmetExpectation> CloudObserver::Expectations::unmet() const {
  std::vector<UnmetExpectation> all;
  for (const auto& [index, text] : unmet_) all.push_back(UnmetExpectation{index, text});
  return all;
}

}  // namespace scenarios
