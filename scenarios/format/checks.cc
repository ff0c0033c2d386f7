#include "scenarios/format/checks.h"

#include <algorithm>
#include <set>
#include <type_traits>
#include <vector>

#include "scenarios/format/check_places.h"
#include "scenarios/format/cloud_checks.h"
#include "scenarios/format/document.h"
#include "scenarios/format/nearest.h"

namespace scenarios {
namespace {

using Words = std::vector<std::string_view>;

// Names that people and devices of the scenario go by.
struct Cast {
  std::set<std::pair<std::string, std::string>> senders;  // channel, name
  std::set<std::string> devices;

  [[nodiscard]] Words senders_on(std::string_view channel) const {
    Words names;
    for (const auto& [where, name] : senders)
      if (where == channel) names.push_back(name);
    return names;
  }
};

Cast cast_of(const Scenario& scenario) {
  Cast cast;
  for (const PendingRequest& request : scenario.pending)
    if (!request.from.empty()) cast.senders.emplace(request.channel, request.from);
  for (const PendingDevice& device : scenario.devices)
    if (!device.device.empty()) cast.devices.insert(device.device);
  for (const Step& step : scenario.steps) {
    if (const auto* message = std::get_if<step::Message>(&step.action))
      cast.senders.emplace(message->channel, message->from);
    if (const auto* device = std::get_if<step::Device>(&step.action))
      cast.devices.insert(device->device);
  }
  return cast;
}

class Checker {
 public:
  Checker(const Scenario& scenario, const Node& root, Problems& problems)
      : scenario_(scenario), root_(root), problems_(problems), cast_(cast_of(scenario)) {}

  void run() {
    if (scenario_.calm_after) within_run(*scenario_.calm_after, root_, "calm_after");
    if (scenario_.pct && scenario_.order != Order::pct)
      problems_.add(at_key(root_, "pct"), "\"pct\" needs \"order\": \"pct\"");
    each_item(root_, "choices", scenario_.choices,
              [&](const Choice& choice, const Node& node) { check(choice, node); });
    each_item(root_, "faults", scenario_.faults,
              [&](const sim::FaultRule& rule, const Node& node) { check(rule, node); });
    each_item(root_, "steps", scenario_.steps,
              [&](const Step& step, const Node& node) { check(step, node); });
    each_item(root_, "expect", scenario_.expect,
              [&](const Expectation& expectation, const Node& node) {
                std::visit([&](const auto& e) { check(e, node); }, expectation.sight);
              });
  }

 private:
  void within_run(Instant at, const Node& object, std::string_view key) {
    if (at.time_since_epoch() <= scenario_.duration) return;
    problems_.add(at_key(object, key), '"' + duration_text(at.time_since_epoch()) +
                                           "\" lies behind the end of the run, \"" +
                                           duration_text(scenario_.duration) + '"');
  }

  void known(std::string_view what, const std::string& word, const std::set<std::string>& words,
             Position at) {
    if (words.contains(word) || !problems_.heeds(at)) return;
    problems_.add(at, unknown_word(what, word, Words(words.begin(), words.end())));
  }

  void known_sender(const std::string& channel, const std::string& name, Position at) {
    if (cast_.senders.contains({channel, name}) || !problems_.heeds(at)) return;
    problems_.add(at, unknown_word(channel + " sender", name, cast_.senders_on(channel)));
  }

  void unique(std::string_view what, const std::string& name, std::set<std::string>& seen,
              const Node& node) {
    if (name.empty() || seen.insert(name).second) return;
    problems_.add(at_key(node, "name"), "a second " + std::string(what) + " named " + shown(name));
  }

  void check(const Choice& choice, const Node& node) {
    if (!chosen_.emplace(choice.site, choice.nth).second)
      problems_.add(at_key(node, "site"), "draw " + std::to_string(choice.nth) + " of " +
                                              shown(choice.site) + " is decided already");
  }

  // ---- faults ----

  void check(const sim::FaultRule& rule, const Node& node) {
    unique("fault", rule.name, fault_names_, node);
    const Node* match = member(node, "match");
    const bool about_channel = rule.match.operation == sim::Operation::any ||
                               rule.match.operation == sim::Operation::list_channel ||
                               rule.match.operation == sim::Operation::approve_channel;
    if (rule.match.channel && !about_channel)
      problems_.add(at_key(*match, "channel"), "this operation is about no channel");
    const Node* when = member(node, "when");
    if (rule.when.from && rule.when.until && *rule.when.until <= *rule.when.from)
      problems_.add(at_key(*when, "until"), "expected a moment after \"from\"");
    check_action(rule, *member(node, "action"));
  }

  void check_action(const sim::FaultRule& rule, const Node& action) {
    const bool gateway = rule.match.operation == sim::Operation::gateway;
    const auto target = gateway ? sim::Target::gateway : sim::Target::cli;
    const auto* flood = std::get_if<sim::fault::Flood>(&rule.action);
    if (!gateway && flood != nullptr && flood->bytes > sim::kCliFloodMost) {
      problems_.add(at_key(action, "bytes"), "expected no more than " +
                                                 std::to_string(sim::kCliFloodMost) +
                                                 " (64 MiB) of a CLI call");
    } else if (!sim::applies_to(rule.action, target)) {
      problems_.add(at_key(action, "do"), shown(sim::name_of(rule.action)) + " cannot befall " +
                                              (gateway ? "the gateway" : "a CLI call"));
    } else if (gateway && member(action, "carried_out") != nullptr) {
      problems_.add(at_key(action, "carried_out"), "\"carried_out\" is for CLI calls alone");
    } else if (!gateway && flood != nullptr && member(action, "after") != nullptr) {
      problems_.add(at_key(action, "after"), "here \"after\" is for the gateway alone");
    }
  }

  // ---- steps ----

  void check(const Step& step, const Node& node) {
    within_run(step.at, node, "at");
    unique("step", step.name, step_names_, node);
    if (has_reply(step.action) && !step.name.empty()) replies_.insert(step.name);
    if (!has_reply(step.action) && !step.name.empty())
      problems_.add(at_key(node, "name"),
                    "only steps that get a reply need a name: refresh, approve, read, gateway, "
                    "http, and what "
                    "is asked of an instance");
    if (const auto* approve = std::get_if<step::Approve>(&step.action)) check_names(*approve, node);
    if (const auto* approve = std::get_if<step::PairingApprove>(&step.action))
      check_names(*approve, node);
  }

  template <class Approval>
  void check_names(const Approval& approve, const Node& node) {
    if (approve.from) check_sender(approve, node);
    if (approve.device) known("device", *approve.device, cast_.devices, at_key(node, "device"));
  }

  // With a code the channel may be wrong on purpose; but nobody sends anything to a wrong one.
  template <class Approval>
  void check_sender(const Approval& approve, const Node& node) {
    const Words channels = kChannel.words();
    if (std::ranges::find(channels, *approve.channel) == channels.end()) {
      problems_.add(at_key(node, "channel"), unknown_word("channel", *approve.channel, channels));
    } else {
      known_sender(*approve.channel, *approve.from, at_key(node, "from"));
    }
  }

  // ---- expectations ----

  void check(const RequestKey& key, Position at) {
    if (!key.named) return;
    if (key.list == Kind::devices) {
      known("device", key.id, cast_.devices, at);
    } else {
      known_sender(key.channel, key.id, at);
    }
  }

  void check(const expect::Metric& e, const Node& node) {
    if (e.min && e.max && *e.max < *e.min)
      problems_.add(at_key(node, "max"), "expected max to be at least min");
  }
  void check(const expect::Served& e, const Node& node) {
    check(e.served, at_key(node, "served"));
    if (e.by) within_run(*e.by, node, "by");
    if (e.at) within_run(*e.at, node, "at");
  }
  void check(const expect::Absent& e, const Node& node) {
    check(e.absent, at_key(node, "absent"));
    if (e.at) within_run(*e.at, node, "at");
    if (e.from) within_run(*e.from, node, "from");
  }
  void check(const expect::Reply& e, const Node& node) {
    known("step name", e.reply, replies_, at_key(node, "reply"));
  }
  // The rest is check_cloud's.
  template <class Other>
  void check(const Other& /*other*/, const Node& /*node*/) {}
  void check(const expect::GatewayIs& e, const Node& node) { within_run(e.at, node, "at"); }
  void check(const expect::LastUpdatedUnchanged& e, const Node& node) {
    within_run(e.until, node, "until");
    if (e.until <= e.from) problems_.add(at_key(node, "until"), "expected a moment after \"from\"");
  }

  const Scenario& scenario_;
  const Node& root_;
  Problems& problems_;
  Cast cast_;
  std::set<std::pair<std::string, std::uint64_t>> chosen_;
  std::set<std::string> fault_names_;
  std::set<std::string> step_names_;
  std::set<std::string> replies_;
};

}  // namespace

void check_scenario(const Scenario& scenario, const Node& root, Problems& problems) {
  Checker(scenario, root, problems).run();
  check_cloud(scenario, root, problems);
}

}  // namespace scenarios
