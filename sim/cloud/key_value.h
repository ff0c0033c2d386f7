// The key-value store that all instances of an app share, and each instance's way to it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/key_value_store.h"
#include "sim/faults/cloud_fault.h"
#include "sim/trace/recorder.h"
#include "sim/world/process.h"

namespace sim {

enum class KeyValueMode : std::uint8_t {
  up,
  slow,  // each call takes 5 s
  down,  // each call fails
};

class KeyValueWorld {
 public:
  struct Seams {
    Process& world;
    ChoiceSource& choices;
    Recorder& recorder;
    CloudFaultBook& faults;
  };
  explicit KeyValueWorld(const Seams& seams) : seams_(seams) {}

  void set_mode(KeyValueMode mode) { mode_ = mode; }
  // Every value is overwritten, as by a writer that went mad.
  void poison(std::string_view value);

 private:
  friend class KeyValueFront;
  struct Entry {
    std::string value;
    Instant expires;
  };

  // What is to lie under a key; nothing: none is.
  struct Change {
    std::string key;
    std::optional<Entry> entry;
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  // As they are now.
  Entries& entries();
  void apply(Change change);

  Seams seams_;
  KeyValueMode mode_ = KeyValueMode::up;
  Entries entries_;                      // but for what is due of `late_`
  std::multimap<Instant, Change> late_;  // by when it comes about
};

class KeyValueFront final : public controller::KeyValueStore {
 public:
  // Both must outlive it. `instance`: who calls.
  KeyValueFront(KeyValueWorld& store, Process& caller, std::string instance)
      : store_(store), caller_(caller), instance_(std::move(instance)) {}

  template <class T>
  using Reply = controller::Task<controller::Result<T, controller::KeyValueError>>;
  Reply<std::optional<std::string>> get(const std::string& key,
                                        controller::CancelToken token) override;
  Reply<controller::KeyValueDone> put(const std::string& key, const std::string& value,
                                      Duration ttl, controller::CancelToken token) override;
  Reply<controller::KeyValueDone> erase(const std::string& key,
                                        controller::CancelToken token) override;

 private:
  // What the faults make of one call.
  struct Weather {
    Duration there{};
    Duration back{};
    bool act = true;       // it is carried out
    std::string error;     // empty: it works
    bool never = false;    // no answer
    bool garbage = false;  // get: what is found is no longer what was put
    Duration late{};       // it is carried out so much later
  };

  Weather weather(CloudOperation operation);
  void carry_out(const Weather& weather, KeyValueWorld::Change change);
  // Told when the call is over, whatever became of it.
  void tell(KeyValueCalled event, Instant began);
  controller::Task<std::string> arrive(const Weather& weather, controller::CancelToken token);
  controller::Task<std::string> come_back(const Weather& weather, controller::CancelToken token);

  KeyValueWorld& store_;
  Process& caller_;
  std::string instance_;
};

}  // namespace sim
