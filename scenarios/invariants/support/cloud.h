// The picture that judges of F and M have in common: every instance, machine and volume, what each
// store holds, which calls are open, and who did what. Kept from events alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scenarios/invariants/support/cloud_objects.h"
#include "scenarios/invariants/support/lineage.h"

namespace scenarios::seen {

class Cloud {
 public:
  // What the last event was about, as it was before (`old_*`), or as it was when it ended.
  struct News {
    CloudInstance* instance = nullptr;
    std::optional<sim::InstanceStored> old_stored;
    std::optional<CloudMachine> old_machine;  // nothing: it is new
    std::optional<CloudVolume> old_volume;    // likewise
    CloudMachine* machine = nullptr;
    CloudVolume* volume = nullptr;
    const Ask* ask = nullptr;       // asked, answered, or served by the call, request or exec
    const FlyCall* call = nullptr;  // sent, or answered
    const ControllerCall* request = nullptr;  // sent, or answered
  };

  void observe(const sim::Event& event);

  [[nodiscard]] const News& news() const { return news_; }
  [[nodiscard]] const std::map<std::string, CloudInstance>& instances() const { return instances_; }
  [[nodiscard]] const CloudInstance* instance(const std::string& id) const;
  [[nodiscard]] const CloudMachine* machine(const std::string& id) const;
  [[nodiscard]] const CloudVolume* volume(const std::string& id) const;
  // One that an instance has made or held, runs, and is not to be deleted; null: there is none.
  [[nodiscard]] const CloudMachine* running_machine(const CloudInstance& instance) const;
  // Instances that something happened to since the last quiet moment, by their ids. They stay
  // where they are.
  [[nodiscard]] const auto& touched() const { return touched_; }
  void forget_touched() { touched_.clear(); }
  // The writes that the user can expect to find on the volume `used`: those on its volumes `among`,
  // but for what the world took, and those that the instance itself has deleted the last copy of.
  [[nodiscard]] Writes expected_writes(const CloudInstance& instance,
                                       const std::set<std::string>& among,
                                       const Writes& used) const;
  // Those that a machine on that volume works with: what a fork does not have yet it reads from its
  // source, while that exists.
  [[nodiscard]] Writes writes_on(const CloudVolume& volume) const;
  [[nodiscard]] const Lineages& lineages() const { return lineages_; }
  // Whether it is there as far as its instance can know: the world may have taken the volume that
  // it holds, and it has not been told.
  [[nodiscard]] static bool seems_there(const CloudInstance& instance, const CloudVolume& volume);
  // Fork of a fork, and so on.
  [[nodiscard]] bool descends(const CloudVolume& fork, const std::string& from) const;
  // Whether a create of its machine that was sent then, and may have happened, will bring no other
  // one than that: it has brought that, or its name is taken.
  [[nodiscard]] bool settles_create(const CloudInstance& instance, const std::string& machine,
                                    Instant sent) const;
  // The last fault or intervention, wherever.
  [[nodiscard]] Instant disturbed_at(const CloudInstance& instance) const;
  [[nodiscard]] Instant now() const { return now_; }

 private:
  void take(const sim::InstanceStarted& body, const sim::Event& event);
  void take(const sim::InstanceEnded& body, const sim::Event& event);
  void take(const sim::InstanceStored& body, const sim::Event& event);
  void take(const sim::InstanceStoreFailed& body, const sim::Event& event);
  void take(const sim::InstanceAsked& body, const sim::Event& event);
  void take(const sim::InstanceAnswered& body, const sim::Event& event);
  void take(const sim::InstanceLogged& body, const sim::Event& event);
  void take(const sim::FlyCalled& body, const sim::Event& event);
  void take(const sim::FlyAnswered& body, const sim::Event& event);
  void take(const sim::ControllerCalled& body, const sim::Event& event);
  void take(const sim::ControllerAnswered& body, const sim::Event& event);
  void take(const sim::KeyValueCalled& body, const sim::Event& event);
  void take(const sim::FlyMachineChanged& body, const sim::Event& event);
  void take(const sim::FlyVolumeChanged& body, const sim::Event& event);
  void take(const sim::FaultInjected& body, const sim::Event& event);
  template <class Other>
  void take(const Other& /*body*/, const sim::Event& /*event*/) {}

  CloudInstance& touch(const std::string& id);
  // The event is part of what serves the same pairing call as its cause; 0: none is known.
  std::int64_t goes_on(const sim::Event& event);
  // The instance whose call led to the event; empty: none.
  std::string origin_of(const sim::Event& event);
  void belongs(const CloudMachine& machine);
  void belongs(const CloudVolume& volume);
  void note_told(const FlyCall& call);
  // Whether Fly says, by all that it can be asked, that a volume which exists does not.
  void note_denial(CloudInstance& instance, const FlyCall& call);
  // Whether what is on it is the user's, for one whose machine runs on `used`.
  [[nodiscard]] bool is_expected(const CloudInstance& instance, const CloudVolume& volume,
                                 const Writes& used) const;
  // An instance holds that machine or volume.
  [[nodiscard]] bool is_held(const std::string& id) const;
  void note_owned(const sim::InstanceStored& stored);
  // What an instance has deleted without a copy is still owed to its user.
  void note_wasted(const CloudVolume& volume, const std::string& origin);
  static void correct_guess(Ask& answered, Ask& other);
  void pass_on_request(CloudInstance& instance, Ask& answered);
  // Somebody has mounted that volume.
  void note_given(const sim::FlyMachineChanged& machine);
  void note_outranked(const CloudMachine& machine);
  void note_stray_seen(const CloudInstance& instance, const FlyCall& call);
  void note_foreign(const std::string& id);
  void belongs_no_more(const CloudVolume& volume, const std::string& owner);

  std::map<std::string, CloudInstance> instances_;
  std::map<std::string, CloudMachine> machines_;
  std::map<std::string, CloudVolume> volumes_;
  Lineages lineages_;
  std::map<std::string, Writes> wasted_;          // by instance
  std::map<std::uint64_t, std::string> origins_;  // by event
  // By event: the pairing call that was asked for, and that the event is a part of.
  std::map<std::uint64_t, std::int64_t> serves_;
  std::vector<const CloudInstance*> touched_;  // by their ids
  std::optional<Instant> fault_at_;
  std::size_t asks_ = 0;
  Instant now_{};
  News news_;
  Ask answered_ask_;
  SharedCall answered_call_;
  ControllerCall answered_request_;
};

// What the world does by itself, without any call, such as a host that dies.
bool by_the_world(std::string_view why);

}  // namespace scenarios::seen
