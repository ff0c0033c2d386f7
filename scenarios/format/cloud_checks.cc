#include "scenarios/format/cloud_checks.h"

#include <algorithm>
#include <set>
#include <string>
#include <type_traits>

#include "scenarios/format/check_places.h"
#include "scenarios/format/document.h"
#include "scenarios/format/metrics.h"
#include "scenarios/format/nearest.h"
#include "scenarios/format/situations.h"

namespace scenarios {
namespace {

using Names = std::set<std::string>;

template <class Table>
bool lists(const Table& table, std::string_view name) {
  return std::ranges::any_of(table, [name](const auto& entry) { return entry.name == name; });
}

// The letters of the clauses that only scenarios of one kind put to the test.
constexpr std::string_view kMachineClauses = "CGHL";
constexpr std::string_view kCloudClauses = "FM";

bool is_judged_in(std::string_view letters, std::string_view clause) {
  return letters.find(clause.front()) != std::string_view::npos;
}

// What an intervention needs besides its event.
struct EventNeeds {
  FlyEvent event;
  bool region = false;  // it is about a region, not about a thing
  bool volume = false;  // the thing is a volume, not a machine
  bool to = false;
};
constexpr EventNeeds kEventNeeds[] = {
    {FlyEvent::machine_dies},
    {FlyEvent::machine_stops},
    {FlyEvent::machine_suspends},
    {FlyEvent::machine_destroyed},
    {FlyEvent::machine_vanishes},
    {FlyEvent::machine_moves, false, false, true},
    {FlyEvent::volume_vanishes, false, true},
    {FlyEvent::volume_destroyed, false, true},
    {FlyEvent::volume_moves, false, true, true},
    {FlyEvent::mount_changes, false, false, true},
    {FlyEvent::lease_taken},
    {FlyEvent::lease_released},
    {FlyEvent::region_full, true},
    {FlyEvent::region_free, true},
    {FlyEvent::region_out, true},
    {FlyEvent::region_back, true},
};

class CloudChecker {
 public:
  CloudChecker(const Scenario& scenario, const Node& root, Problems& problems)
      : scenario_(scenario), root_(root), problems_(problems) {}

  void run() {
    check_kind();
    if (!is_cloud(scenario_)) return;
    regions_ = Names(scenario_.fly.regions.begin(), scenario_.fly.regions.end());
    each_item(root_, "instances", scenario_.instances,
              [&](const InstanceSettings& i, const Node& node) { check(i, node); });
    each_item(root_, "volumes", scenario_.volumes,
              [&](const VolumeSettings& v, const Node& node) { check(v, node); });
    each_item(root_, "machines", scenario_.machines,
              [&](const MachineSettings& m, const Node& node) { check(m, node); });
    each_item(root_, "instances", scenario_.instances,
              [&](const InstanceSettings& i, const Node& node) {
                if (i.stored) check_stored(*i.stored, *member(node, "stored"));
              });
    each_item(root_, "cloud_faults", scenario_.cloud_faults,
              [&](const sim::CloudFaultRule& r, const Node& node) { check(r, node); });
    each_item(root_, "steps", scenario_.steps, [&](const Step& step, const Node& node) {
      std::visit([&](const auto& action) { check(action, node); }, step.action);
    });
    each_item(root_, "expect", scenario_.expect, [&](const Expectation& e, const Node& node) {
      std::visit([&](const auto& expectation) { check(expectation, node); }, e.sight);
    });
    check_fly();
  }

 private:
  // ---- which of the two kinds of scenario it is

  void check_kind() {
    const bool cloud = is_cloud(scenario_);
    const char* const others =
        cloud ? " is for scenarios without \"instances\"" : " is for scenarios with \"instances\"";
    const auto refuse_key = [&](std::string_view key) {
      if (const Node* node = member(root_, key))
        problems_.add(node->at, '"' + std::string(key) + '"' + others);
    };
    if (cloud) {
      for (const std::string_view key : {"pending", "devices", "faults"}) refuse_key(key);
    } else {
      for (const std::string_view key : {"fly", "volumes", "machines", "transport", "cloud_faults"})
        refuse_key(key);
    }
    each_item(root_, "clauses", scenario_.clauses,
              [&](const std::string& clause, const Node& node) {
                if (is_judged_in(cloud ? kMachineClauses : kCloudClauses, clause))
                  problems_.add(node.at, shown(clause) + others);
              });
    each_item(root_, "steps", scenario_.steps, [&](const Step& step, const Node& node) {
      if (cloud ? is_machine_alone(step.action) : is_cloud_alone(step.action))
        problems_.add(at_key(node, "do"), shown(name_of(step.action)) + others);
    });
    each_item(root_, "must_happen", scenario_.must_happen,
              [&](const std::string& name, const Node& node) {
                if (!(cloud ? lists(kCloudSituations, name) : lists(kSituations, name)))
                  problems_.add(node.at, shown(name) + others);
              });
    each_item(root_, "expect", scenario_.expect, [&](const Expectation& e, const Node& node) {
      check_kind(e.sight, node, cloud, others);
    });
  }

  void check_kind(const ExpectedSight& e, const Node& node, bool cloud, const char* others) {
    if (const auto* metric = std::get_if<expect::Metric>(&e)) {
      const bool fits =
          cloud ? lists(kCloudMetrics, metric->metric) : lists(kMetrics, metric->metric);
      if (!fits) problems_.add(at_key(node, "metric"), shown(metric->metric) + others);
      return;
    }
    if (std::holds_alternative<expect::Reply>(e)) return;
    const bool is_cloud_one = std::holds_alternative<expect::Machines>(e) ||
                              std::holds_alternative<expect::Volumes>(e) ||
                              std::holds_alternative<expect::DataKept>(e) ||
                              std::holds_alternative<expect::InstanceIs>(e);
    if (is_cloud_one == cloud) return;
    const std::string_view key =
        std::visit([](const auto& one) { return std::decay_t<decltype(one)>::kKey; }, e);
    problems_.add(at_key(node, key), shown(key) + others);
  }

  // ---- names

  void known(std::string_view what, const std::string& word, const Names& words, Position at) {
    if (word.empty() || words.contains(word) || !problems_.heeds(at)) return;
    const std::vector<std::string_view> all(words.begin(), words.end());
    problems_.add(at, unknown_word(what, word, all));
  }
  void known_user(const std::string& user, const Node& node, std::string_view key) {
    known("user", user, users_, at_key(node, key));
  }
  void known_region(const std::string& region, const Node& node, std::string_view key) {
    known("region", region, regions_, at_key(node, key));
  }
  void fresh(std::string_view what, const std::string& name, Names& seen, Position at) {
    if (!seen.insert(name).second)
      problems_.add(at, "a second " + std::string(what) + " named " + shown(name));
  }

  // ---- the world

  void check(const InstanceSettings& instance, const Node& node) {
    for (const std::string& user : users_of(instance))
      fresh("user", user, users_, at_key(node, "user"));
    known_region(instance.region, node, "region");
  }
  void check(const VolumeSettings& volume, const Node& node) {
    fresh("volume", volume.name, volumes_, at_key(node, "name"));
    known_user(volume.of, node, "of");
    known_region(volume.region, node, "region");
    if (!volume.fork_of.empty()) check_fork(volume, node);
  }
  // What is named behind it, or is itself, is not there yet.
  void check_fork(const VolumeSettings& fork, const Node& node) {
    const Position at = at_key(node, "fork_of");
    known("volume", fork.fork_of, volumes_, at);
    const auto source = std::ranges::find(scenario_.volumes, fork.fork_of, &VolumeSettings::name);
    if (fork.fork_of == fork.name) problems_.add(at, "a volume is no fork of itself");
    if (source != scenario_.volumes.end() && fork.data < source->data)
      problems_.add(at,
                    "a fork has all data of its source, which is " + std::to_string(source->data));
  }
  void check(const MachineSettings& machine, const Node& node) {
    fresh("machine", machine.name, machines_, at_key(node, "name"));
    known_user(machine.of, node, "of");
    known_user(machine.marked_for, node, "marked_for");
    if (!machine.marked && !machine.marked_for.empty())
      problems_.add(at_key(node, "marked_for"), "a machine that is not marked has no metadata");
    known_region(machine.region, node, "region");
    known("volume", machine.volume, volumes_, at_key(node, "volume"));
  }
  // ---- what a store holds

  // `@name`, or an id as it is.
  void known_id(std::string_view what, const std::string& id, const Names& names, Position at) {
    if (id.starts_with('@')) known(what, id.substr(1), names, at);
  }
  void known_ids(std::string_view what, const std::vector<std::string>& ids, const Names& names,
                 const Node& node, std::string_view key) {
    for (std::size_t i = 0; i < ids.size(); ++i)
      known_id(what, ids[i], names, member(node, key)->children[i].at);
  }
  void check_stored(const StoredSettings& stored, const Node& node) {
    known_id("machine", stored.machine, machines_, at_key(node, "machine"));
    known_id("volume", stored.volume, volumes_, at_key(node, "volume"));
    known_region(stored.region, node, "region");
    known_ids("volume", stored.sources, volumes_, node, "sources");
    known_ids("machine", stored.machines_to_delete, machines_, node, "machines_to_delete");
    known_ids("volume", stored.volumes_to_delete, volumes_, node, "volumes_to_delete");
    if (stored.machine_create) {
      const Node& create = *member(node, "machine_create");
      known_region(stored.machine_create->region, create, "region");
      known_ids("volume", stored.machine_create->mounts, volumes_, create, "mounts");
    }
    if (stored.volume_create) {
      const Node& create = *member(node, "volume_create");
      known_region(stored.volume_create->region, create, "region");
      known_id("volume", stored.volume_create->fork_of, volumes_, at_key(create, "fork_of"));
      known_ids("volume", stored.volume_create->known, volumes_, create, "known");
    }
  }

  void check_fly() {
    const Node* fly = member(root_, "fly");
    const Node* full = fly == nullptr ? nullptr : member(*fly, "full");
    for (std::size_t i = 0; full != nullptr && i < scenario_.fly.full.size(); ++i)
      known("region", scenario_.fly.full[i], regions_, full->children[i].at);
  }

  void check(const sim::CloudFaultRule& rule, const Node& node) {
    for (const sim::FaultRule& other : scenario_.faults)
      if (other.name == rule.name)
        problems_.add(at_key(node, "name"), "a second fault named " + shown(rule.name));
    fresh("fault", rule.name, faults_, at_key(node, "name"));
    if (rule.match.instance) known_user(*rule.match.instance, *member(node, "match"), "instance");
    check_thing(rule.match, *member(node, "match"));
    if (rule.match.region) known_region(*rule.match.region, *member(node, "match"), "region");
    if (rule.when.from && rule.when.until && *rule.when.until <= *rule.when.from)
      problems_.add(at_key(*member(node, "when"), "until"), "expected a moment after \"from\"");
    if (!sim::applies_to(rule.action, rule.match.operation))
      problems_.add(at_key(*member(node, "action"), "do"),
                    shown(sim::name_of(rule.action)) + " cannot befall " +
                        std::string(sim::name_of(rule.match.operation)));
  }

  // What a call of that kind can be about.
  void check_thing(const sim::CloudMatch& match, const Node& node) {
    const sim::CloudTarget target = sim::target_of(match.operation);
    if (match.machine && target == sim::CloudTarget::kv)
      problems_.add(at_key(node, "machine"), "a call of the key-value store is about no machine");
    else if (match.machine)
      known("machine", *match.machine, machines_, at_key(node, "machine"));
    if (match.region && target != sim::CloudTarget::fly)
      problems_.add(at_key(node, "region"), "only a call of Fly is about a region");
  }

  // ---- steps

  template <class Other>
  void check(const Other& other, const Node& node) {
    if constexpr (requires { other.instance; }) {
      if constexpr (std::is_same_v<decltype(other.instance), std::string>)
        known_user(other.instance, node, "instance");
    }
    if constexpr (std::is_same_v<Other, step::Message> || std::is_same_v<Other, step::Device>) {
      if (other.instance.empty()) problems_.add(node.at, "missing key \"instance\"");
    }
  }

  void check(const step::FlyIntervention& step, const Node& node) {
    if (step.instance) known_user(*step.instance, node, "instance");
    if (step.machine) known("machine", *step.machine, machines_, at_key(node, "machine"));
    if (step.volume) known("volume", *step.volume, volumes_, at_key(node, "volume"));
    if (step.region) known_region(*step.region, node, "region");
    const EventNeeds& needs = *std::ranges::find(kEventNeeds, step.event, &EventNeeds::event);
    const bool about = needs.region   ? step.region.has_value()
                       : needs.volume ? step.volume || step.instance
                                      : step.machine || step.instance;
    if (!about)
      problems_.add(at_key(node, "event"),
                    std::string("this event is about ") +
                        (needs.region   ? "a \"region\""
                         : needs.volume ? "a \"volume\", or that of an \"instance\""
                                        : "a \"machine\", or that of an \"instance\""));
    if (needs.to != step.to.has_value())
      problems_.add(step.to ? at_key(node, "to") : node.at,
                    needs.to ? "missing key \"to\"" : "this event leads to nothing");
    if (step.to && step.event == FlyEvent::mount_changes)
      known("volume", *step.to, volumes_, at_key(node, "to"));
    else if (step.to)
      known_region(*step.to, node, "to");
    if (step.length && step.event != FlyEvent::lease_taken)
      problems_.add(at_key(node, "for"), "only a lease lasts for a time");
  }

  void check(const step::Kv& step, const Node& node) {
    if (step.value && step.event != KvEvent::poisoned)
      problems_.add(at_key(node, "value"), "only a poisoned store holds a value");
  }

  // ---- expectations

  void within_run(Instant at, const Node& node) {
    if (at.time_since_epoch() <= scenario_.duration) return;
    problems_.add(at_key(node, "at"), '"' + duration_text(at.time_since_epoch()) +
                                          "\" lies behind the end of the run, \"" +
                                          duration_text(scenario_.duration) + '"');
  }
  void check(const expect::Machines& e, const Node& node) {
    known_user(e.machines, node, "machines");
    within_run(e.at, node);
  }
  void check(const expect::Volumes& e, const Node& node) {
    known_user(e.volumes, node, "volumes");
    within_run(e.at, node);
  }
  void check(const expect::DataKept& e, const Node& node) {
    known_user(e.data_kept, node, "data_kept");
    within_run(e.at, node);
  }
  void check(const expect::InstanceIs& e, const Node& node) {
    known_user(e.instance_state, node, "instance_state");
    within_run(e.at, node);
  }

  const Scenario& scenario_;
  const Node& root_;
  Problems& problems_;
  Names users_;
  Names regions_;
  Names volumes_;
  Names machines_;
  Names faults_;
};

}  // namespace

void check_cloud(const Scenario& scenario, const Node& root, Problems& problems) {
  CloudChecker(scenario, root, problems).run();
}

}  // namespace scenarios
