#include "sim/cloud/key_value.h"

#include <utility>

#include "controller/base/wait.h"

namespace sim {
namespace {

using controller::CancelToken;
using controller::Failure;
using controller::KeyValueDone;
using controller::KeyValueError;
using controller::Task;

constexpr Duration kSlow = std::chrono::seconds(5);
constexpr std::uint64_t kMostLatencyMs = 20;  // one way
const char* const kGivenUp = "given up";

KeyValueCalled called(std::string operation, const std::string& key) {
  KeyValueCalled event;
  event.operation = std::move(operation);
  event.key = key;
  return event;
}

}  // namespace

void KeyValueWorld::poison(std::string_view value) {
  for (auto& [key, entry] : entries()) entry.value = value;
}

KeyValueWorld::Entries& KeyValueWorld::entries() {
  while (!late_.empty() && late_.begin()->first <= seams_.world.now()) {
    apply(std::move(late_.begin()->second));
    late_.erase(late_.begin());
  }
  return entries_;
}

void KeyValueWorld::apply(Change change) {
  if (change.entry) {
    entries_[change.key] = std::move(*change.entry);
  } else {
    entries_.erase(change.key);
  }
}

KeyValueFront::Weather KeyValueFront::weather(CloudOperation operation) {
  const KeyValueWorld::Seams& seams = store_.seams_;
  Weather weather;
  const auto latency = [&] {
    const std::uint64_t drawn = seams.choices.draw(Stream::latency, "kv.latency", kMostLatencyMs);
    return Duration(std::chrono::milliseconds(1 + drawn));
  };
  weather.there = latency();
  weather.back = latency();
  if (store_.mode_ == KeyValueMode::slow) weather.back += kSlow;
  if (store_.mode_ == KeyValueMode::down) weather = {weather.there, weather.back, false, "down"};
  const CloudCall call{operation, instance_, {}, {}};
  for (const CloudFaultRule* rule : seams.faults.match(call, seams.world.now(), seams.choices)) {
    seams.recorder.emit(seams.world.id(),
                        FaultInjected{rule->name, std::string(name_of(rule->action)), 0});
    const CloudAction& action = rule->action;
    if (const auto* reply = std::get_if<cloud_fault::Reply>(&action)) {
      weather.act = reply->carried_out;
      weather.error = "status " + std::to_string(reply->status);
    } else if (const auto* delay = std::get_if<cloud_fault::Delay>(&action)) {
      weather.back += delay->by;
    } else if (const auto* hang = std::get_if<cloud_fault::Hang>(&action)) {
      weather.never = true;
      weather.act = hang->carried_out;
    } else if (const auto* reset = std::get_if<cloud_fault::Reset>(&action)) {
      weather.act = reset->carried_out;
      weather.error = "connection reset";
    } else if (const auto* late = std::get_if<cloud_fault::Late>(&action)) {
      weather.late = late->by;
      weather.error = "connection reset";
    } else if (std::holds_alternative<cloud_fault::Unreachable>(action)) {
      weather.act = false;
      weather.error = "unreachable";
    } else if (std::holds_alternative<cloud_fault::Malformed>(action)) {
      weather.garbage = true;
    }
  }
  return weather;
}

void KeyValueFront::carry_out(const Weather& weather, KeyValueWorld::Change change) {
  if (!weather.act) return;
  store_.entries();  // what is due comes first
  if (weather.late == Duration::zero()) return store_.apply(std::move(change));
  if (change.entry) change.entry->expires += weather.late;
  store_.late_.emplace(caller_.now() + weather.late, std::move(change));
}

void KeyValueFront::tell(KeyValueCalled event, Instant began) {
  event.took_us = (caller_.now() - began).count();
  event.instance = instance_;
  store_.seams_.recorder.emit(caller_.id(), std::move(event));
}

// Both give the error of a call that was given up; else nothing, or what the weather says.
Task<std::string> KeyValueFront::arrive(const Weather& weather, CancelToken token) {
  const auto there = co_await controller::sleep(caller_, weather.there, token);
  co_return there ? std::string() : std::string(kGivenUp);
}
Task<std::string> KeyValueFront::come_back(const Weather& weather, CancelToken token) {
  const Instant never = controller::kNever;
  const Instant at = weather.never ? never : caller_.now() + weather.back;
  const auto back = co_await controller::sleep_until(caller_, at, token);
  co_return back ? weather.error : std::string(kGivenUp);
}

KeyValueFront::Reply<std::optional<std::string>> KeyValueFront::get(const std::string& key,
                                                                    CancelToken token) {
  const Weather weather = this->weather(CloudOperation::kv_get);
  const Instant began = caller_.now();
  KeyValueCalled event = called("get", key);
  std::optional<std::string> found;
  event.error = co_await arrive(weather, token);
  if (event.error.empty()) {
    const auto& entries = store_.entries();
    const auto entry = entries.find(key);
    if (entry != entries.end() && entry->second.expires > caller_.now())
      found = weather.garbage ? "\xff{garbage" : entry->second.value;
    event.error = co_await come_back(weather, token);
  }
  const std::string error = event.error;
  if (!error.empty()) found.reset();
  event.found = found.has_value();
  event.value = found.value_or("");
  tell(std::move(event), began);
  if (!error.empty()) co_return Failure{KeyValueError{error}};
  co_return found;
}

KeyValueFront::Reply<KeyValueDone> KeyValueFront::put(const std::string& key,
                                                      const std::string& value, Duration ttl,
                                                      CancelToken token) {
  const Weather weather = this->weather(CloudOperation::kv_put);
  const Instant began = caller_.now();
  KeyValueCalled event = called("put", key);
  event.value = value;
  event.ttl_ms = std::chrono::floor<std::chrono::milliseconds>(ttl).count();
  event.error = co_await arrive(weather, token);
  if (event.error.empty()) {
    carry_out(weather, {key, KeyValueWorld::Entry{value, caller_.now() + ttl}});
    event.error = co_await come_back(weather, token);
  }
  const std::string error = event.error;
  tell(std::move(event), began);
  if (!error.empty()) co_return Failure{KeyValueError{error}};
  co_return KeyValueDone{};
}

KeyValueFront::Reply<KeyValueDone> KeyValueFront::erase(const std::string& key, CancelToken token) {
  const Weather weather = this->weather(CloudOperation::kv_erase);
  const Instant began = caller_.now();
  KeyValueCalled event = called("erase", key);
  event.error = co_await arrive(weather, token);
  if (event.error.empty()) {
    carry_out(weather, {key, std::nullopt});
    event.error = co_await come_back(weather, token);
  }
  const std::string error = event.error;
  tell(std::move(event), began);
  if (!error.empty()) co_return Failure{KeyValueError{error}};
  co_return KeyValueDone{};
}

}  // namespace sim
