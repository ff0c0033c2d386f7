#include "sim/trace/recorder.h"

#include <bit>
#include <cstring>

namespace sim {
namespace {

// Feeds an event's fields to the hash, each with a tag of its type, so that moving bytes from one
// field to the next changes the hash.
class HashFields {
 public:
  explicit HashFields(TraceHash& hash) : hash_(hash) {}

  void operator()(std::string_view /*name*/, bool value) { hash_.add(value ? 3U : 2U); }
  void operator()(std::string_view /*name*/, std::int64_t value) {
    hash_.add(static_cast<std::uint64_t>(value));
  }
  void operator()(std::string_view /*name*/, const std::string& value) {
    hash_.add(std::string_view(value));
  }
  void operator()(std::string_view /*name*/, const std::optional<std::int64_t>& value) {
    hash_.add(value ? 1U : 0U);
    if (value) hash_.add(static_cast<std::uint64_t>(*value));
  }
  void operator()(std::string_view /*name*/, const std::vector<std::string>& values) {
    hash_.add(values.size());
    for (const std::string& value : values) hash_.add(std::string_view(value));
  }

 private:
  TraceHash& hash_;
};

}  // namespace

void TraceHash::add(std::uint64_t word) {
  state_ ^= word;
  state_ *= 0x9fb21c651e98df25ULL;
  state_ ^= state_ >> 32U;
}

void TraceHash::add(std::string_view bytes) {
  add(std::uint64_t{bytes.size()});
  // Eight at a time, the first one lowest; the last word is filled up with zeros.
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t word = 0;
  for (; bytes.size() >= sizeof word; bytes.remove_prefix(sizeof word)) {
    std::memcpy(&word, bytes.data(), sizeof word);
    add(word);
  }
  if (bytes.empty()) return;
  word = 0;
  std::memcpy(&word, bytes.data(), bytes.size());
  add(word);
}

std::uint64_t Recorder::record(Event& event) {
  event.id = next_id_++;
  event.cause = time_.cause();
  event.at = time_.now();
  event.wall = wall_.now();
  hash(event);
  time_.set_cause(event.id);
  for (EventSink* sink : sinks_) sink->on_event(event);
  return event.id;
}

void Recorder::hash(const Event& event) {
  hash_.add(event.cause);
  hash_.add(static_cast<std::uint64_t>(event.at.time_since_epoch().count()));
  hash_.add(static_cast<std::uint64_t>(event.wall.time_since_epoch().count()));
  hash_.add(event.process);
  hash_.add(event.body.index());
  std::visit([this](const auto& body) { body.each(HashFields(hash_)); }, event.body);
}

}  // namespace sim
