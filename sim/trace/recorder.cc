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

template <class Word>
std::uint64_t word_at(const char* bytes) {
  static_assert(std::endian::native == std::endian::little);
  Word word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// One to seven bytes. Bytes that two parts share are the same in both; no part has a size that is
// known at run time alone, which would be a call.
std::uint64_t last_word(std::string_view bytes) {
  const auto part = [bytes]<class Word>(Word /*of this type*/, std::size_t at) {
    return word_at<Word>(bytes.data() + at) << (8 * at);
  };
  const std::size_t size = bytes.size();
  if (size >= 4) return part(std::uint32_t{}, 0) | part(std::uint32_t{}, size - 4);
  return part(std::uint8_t{}, 0) | part(std::uint8_t{}, size / 2) | part(std::uint8_t{}, size - 1);
}

}  // namespace

void TraceHash::add(std::uint64_t word) {
  state_ ^= word;
  state_ *= 0x9fb21c651e98df25ULL;
  state_ ^= state_ >> 32U;
}

void TraceHash::add(std::string_view bytes) {
  add(std::uint64_t{bytes.size()});
  // Eight at a time, the first one lowest; the last word is filled up with zeros.
  for (; bytes.size() >= sizeof(std::uint64_t); bytes.remove_prefix(sizeof(std::uint64_t)))
    add(word_at<std::uint64_t>(bytes.data()));
  if (!bytes.empty()) add(last_word(bytes));
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
