// Refreshes: how they come out, and what they find.
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "scenarios/observe/detectors.h"

namespace scenarios {
namespace {

using seen::Outcome;

// How refreshes come out.
class Outcomes final : public Counter {
 public:
  using Counter::Counter;

  void ended(const seen::Round& round, const Watch& watch) override {
    if (!watch.cache_runs()) return;
    const bool failed = round.outcome() == Outcome::failure;
    saw_if(failed, "refresh_failed");
    if (round.kind != Kind::channels) return;
    saw_if(failed, "all_channels_failed");
    const bool some_failed = any(round, Outcome::failure) || round.spawn_failures > 0;
    saw_if(some_failed && any(round, Outcome::success), "channel_failed");
  }

 private:
  static bool any(const seen::Round& round, Outcome outcome) {
    return std::any_of(round.calls.begin(), round.calls.end(),
                       [&](const seen::ListCall& call) { return call.outcome == outcome; });
  }
};

// Where back-offs begin and end (C12).
class BackOffs final : public Counter {
 public:
  using Counter::Counter;

  void ended(const seen::Round& round, const Watch& watch) override {
    const bool before = backs_off_[seen::index_of(round.kind)];
    const bool now = watch.world().back_off(round.kind).surely_until().has_value();
    saw_if(!before && now, "backoff_entered");
    saw_if(before && round.outcome() == Outcome::success, "backoff_ended");
  }

  void after(const sim::Event& /*event*/, const Watch& watch) override {
    for (const Kind kind : seen::kKinds) {
      backs_off_[seen::index_of(kind)] = watch.world().back_off(kind).surely_until().has_value();
    }
  }

 private:
  std::array<bool, controller::kKindCount> backs_off_{};
};

// Device lists that fail because the gateway is still booting (C1).
class BootRetries final : public Counter {
 public:
  using Counter::Counter;

  void after(const sim::Event& event, const Watch& watch) override {
    const auto* read = body_of<sim::StoreRead>(event);
    if (read == nullptr || read->list != Kind::devices || read->ok) return;
    if (!watch.world().gateway_listens()) refused_ = true;
  }

  void ended(const seen::Round& round, const Watch& watch) override {
    if (round.kind != Kind::devices) return;
    const bool unheard = refused_ || !watch.world().gateway_listens();
    refused_ = false;
    saw_if(unheard && watch.cache_runs() && watch.world().back_off(round.kind).boot_failed(),
           "device_boot_retry");
  }

 private:
  bool refused_ = false;  // the call that runs
};

// Clients that ask for what is under way.
class Joins final : public Counter {
 public:
  using Counter::Counter;

  void before(const sim::Event& event, const Watch& watch) override {
    const auto* call = body_of<sim::CallBegan>(event);
    if (call == nullptr || call->operation != "refresh" || !watch.cache_runs()) return;
    saw_if(watch.world().rounds().in_flight(call->list), "refresh_joined");
  }
};

// What refreshes find in the configuration.
class Configuration final : public Counter {
 public:
  using Counter::Counter;

  void after(const sim::Event& event, const Watch& watch) override {
    if (const auto* read = body_of<sim::ListRead>(event)) on(*read);
    if (const auto* config = body_of<sim::ConfigChanged>(event)) on(*config);
    if (const auto* logged = body_of<sim::Logged>(event)) on(*logged, watch.world());
    if (body_of<sim::ControllerEnded>(event) != nullptr) shown_.clear();
  }

 private:
  void on(const sim::ListRead& read) {
    if (read.list != Kind::channels) return;
    shown_.clear();
    for (const std::string& key : read.keys) {
      const std::string channel = seen::source_of(Kind::channels, key);
      if (std::find(shown_.begin(), shown_.end(), channel) == shown_.end()) {
        shown_.push_back(channel);
      }
    }
  }

  void on(const sim::ConfigChanged& config) {
    if (!config.readable) return;
    for (const std::string& channel : shown_) {
      const auto& enabled = config.channels;
      saw_if(std::find(enabled.begin(), enabled.end(), channel) == enabled.end(),
             "channel_disabled");
    }
  }

  // Such a refresh makes no call: the log alone tells of it (C8), once for each time of trouble.
  void on(const sim::Logged& logged, const seen::World& world) {
    if (logged.event != "pairing.config_unreadable") return;
    saw_if(world.config() && !world.config()->readable, "config_unreadable");
  }

  std::vector<std::string> shown_;  // the channels with entries
};

// Entries that grow too old while the cache holds them (C11).
class Expiry final : public Counter {
 public:
  using Counter::Counter;

  void ended(const seen::Round& round, const Watch& /*watch*/) override {
    for (const seen::ListCall& call : round.calls) {
      if (call.outcome != Outcome::success) continue;
      for (const seen::Entry& entry : call.entries) {
        if (entry.expires_ms) held_[entry.key] = *entry.expires_ms;
      }
    }
  }

  void after(const sim::Event& event, const Watch& /*watch*/) override {
    if (body_of<sim::ControllerEnded>(event) != nullptr) {
      held_.clear();
      shown_ = {};
    }
    const auto* read = body_of<sim::ListRead>(event);
    if (read == nullptr) return;
    auto& shown = shown_[seen::index_of(read->list)];
    for (const std::string& key : shown) look_at(seen::key_of(read->list, {}, key), event.wall);
    shown = read->keys;
  }

 private:
  void look_at(const std::string& key, controller::WallTime now) {
    const auto found = held_.find(key);
    if (found == held_.end() || now.time_since_epoch().count() <= found->second) return;
    saw("entry_expired");
    held_.erase(found);
  }

  std::map<std::string, std::int64_t> held_;  // when they expire
  std::array<std::vector<std::string>, controller::kKindCount> shown_;
};

}  // namespace

void add_refresh_detectors(Watch& watch, SituationCounts& counts) {
  watch.add(std::make_unique<Outcomes>(counts));
  watch.add(std::make_unique<BackOffs>(counts));
  watch.add(std::make_unique<BootRetries>(counts));
  watch.add(std::make_unique<Joins>(counts));
  watch.add(std::make_unique<Configuration>(counts));
  watch.add(std::make_unique<Expiry>(counts));
}

}  // namespace scenarios
