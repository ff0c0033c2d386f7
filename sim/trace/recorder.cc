#include "sim/trace/recorder.h"

#include "sim/text/words.h"

namespace sim {
namespace {

// What a line of the trace takes beside the event's texts, about: numbers, keys, their names.
constexpr std::uint64_t kLineBytes = 100;

// Eight bytes, each the same.
constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighs = kOnes << 7U;
constexpr std::uint64_t kSpaces = kOnes * ' ';

// Zero when none of eight bytes is a control character, nor beyond ASCII. Where one is, the lowest
// is seen, whatever the sums carry into those above it.
constexpr std::uint64_t oddities(std::uint64_t word) {
  return ((word - kSpaces) | (word + kOnes) | word) & kHighs;
}

// The first `size` bytes of a word, and spaces in the place of its zeros.
constexpr std::uint64_t with_spaces(std::uint64_t word, std::size_t size) {
  return size == sizeof word ? word : word | kSpaces << (8 * size);
}

// How many of eight bytes are control characters.
std::uint64_t controls_in(std::uint64_t word) {
  // The high bit of a byte of seven bits is set by a sum that reaches 128, and carries no further.
  const std::uint64_t low = word & ~kHighs;
  const std::uint64_t printable = low + kOnes * (0x80 - ' ');
  const std::uint64_t deletes = low + kOnes;
  const std::uint64_t found = (~printable | deletes) & ~word & kHighs;
  return (found >> 7U) * kOnes >> 56U;  // the sum of its bytes, without a call of popcount
}

std::uint64_t controls_in(std::string_view text) {
  std::uint64_t count = 0;
  for_each_word(text, [&count](std::uint64_t word, std::size_t size) {
    count += controls_in(with_spaces(word, size));
  });
  return count;
}

// Feeds an event's fields to the hash, each with a tag of its type, so that moving bytes from one
// field to the next changes the hash; and counts the bytes of its texts as they are written.
class DigestFields {
 public:
  DigestFields(TraceHash& hash, std::uint64_t& bytes) : hash_(hash), bytes_(bytes) {}

  void operator()(std::string_view /*name*/, bool value) { hash_.add(value ? 3U : 2U); }
  void operator()(std::string_view /*name*/, std::int64_t value) {
    hash_.add(static_cast<std::uint64_t>(value));
  }
  void operator()(std::string_view /*name*/, const std::string& value) {
    if (value.empty()) {  // as many are
      hash_.add(std::uint64_t{0});
    } else {
      text(value);
    }
  }
  void operator()(std::string_view /*name*/, const std::optional<std::int64_t>& value) {
    hash_.add(value ? 1U : 0U);
    if (value) hash_.add(static_cast<std::uint64_t>(*value));
  }
  void operator()(std::string_view /*name*/, const std::vector<std::string>& values) {
    hash_.add(values.size());
    for (const std::string& value : values) text(value);
  }

 private:
  // As hash_.add(value) has it. A control character is written as six.
  void text(std::string_view value) {
    TraceHash hash = hash_;  // by the reference, each word would wait until the last one is stored
    std::uint64_t odd = 0;
    hash.add(std::uint64_t{value.size()});
    for_each_word(value, [&hash, &odd](std::uint64_t word, std::size_t size) {
      hash.add(word);
      odd |= oddities(with_spaces(word, size));
    });
    hash_ = hash;
    bytes_ += value.size();
    if (odd != 0) bytes_ += 5 * controls_in(value);
  }

  TraceHash& hash_;
  std::uint64_t& bytes_;
};

}  // namespace

void TraceHash::add(std::string_view bytes) {
  add(std::uint64_t{bytes.size()});
  for_each_word(bytes, [this](std::uint64_t word, std::size_t /*size*/) { add(word); });
}

std::uint64_t Recorder::record(Event& event) {
  event.id = next_id_++;
  event.cause = time_.cause();
  event.at = time_.now();
  event.wall = wall_.now();
  digest(event);
  time_.set_cause(event.id);
  for (EventSink* sink : sinks_) sink->on_event(event);
  return event.id;
}

void Recorder::digest(const Event& event) {
  bytes_ += kLineBytes;
  hash_.add(event.cause);
  hash_.add(static_cast<std::uint64_t>(event.at.time_since_epoch().count()));
  hash_.add(static_cast<std::uint64_t>(event.wall.time_since_epoch().count()));
  hash_.add(event.process);
  hash_.add(event.body.index());
  std::visit([this](const auto& body) { body.each(DigestFields(hash_, bytes_)); }, event.body);
}

}  // namespace sim
