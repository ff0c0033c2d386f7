#include "controller/fly/reply_json.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <optional>
#include <utility>

#include "controller/base/iso8601.h"

namespace controller::fly {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMaxReplyDepth = 64;
constexpr std::size_t kLeastBuffer = 2048;
constexpr std::size_t kMostKept = 256 * 1024;

// The last member of that name; `null` is as good as none.
std::optional<dom::element> member(dom::object object, std::string_view key) {
  std::optional<dom::element> found;
  for (const auto field : object) {
    if (field.key == key) found = field.value;
  }
  if (found && found->is_null()) found.reset();
  return found;
}

template <class T>
std::optional<T> as(std::optional<dom::element> value) {
  T result;
  if (!value || value->get(result) != simdjson::SUCCESS) return std::nullopt;
  return result;
}

std::string text_at(dom::object object, std::string_view key) {
  return std::string(as<std::string_view>(member(object, key)).value_or(""));
}

std::optional<WallTime> time_at(dom::object object, std::string_view key) {
  const auto text = as<std::string_view>(member(object, key));
  const auto ms = text ? parse_iso8601(*text) : std::nullopt;
  if (!ms) return std::nullopt;
  return WallTime(std::chrono::milliseconds(*ms));
}

// Whether `id` and `state` are there.
bool read_identity(dom::object object, std::string& id, std::string& state) {
  id = text_at(object, "id");
  state = text_at(object, "state");
  return valid_id(id) && !state.empty();
}

bool read_mounts(dom::object config, std::vector<Mount>& out) {
  const auto value = member(config, "mounts");
  if (!value) return true;
  const auto mounts = as<dom::array>(value);
  if (!mounts) return false;
  for (const dom::element entry : *mounts) {
    const auto mount = as<dom::object>(entry);
    if (!mount) return false;
    out.push_back({text_at(*mount, "volume"), text_at(*mount, "path")});
    if (!valid_id(out.back().volume) || out.back().path.empty()) return false;
  }
  return true;
}

void read_metadata(dom::object config, Pairs& out) {
  const auto metadata = as<dom::object>(member(config, "metadata"));
  if (!metadata) return;
  for (const auto field : *metadata) {
    std::string_view text;
    if (field.value.get(text) == simdjson::SUCCESS) out.emplace_back(field.key, text);
  }
}

std::optional<Guest> read_guest(dom::object config) {
  const auto guest = as<dom::object>(member(config, "guest"));
  if (!guest) return std::nullopt;
  const auto cpus = as<std::int64_t>(member(*guest, "cpus"));
  const auto memory_mb = as<std::int64_t>(member(*guest, "memory_mb"));
  std::string cpu_kind = text_at(*guest, "cpu_kind");
  if (cpus.value_or(0) <= 0 || memory_mb.value_or(0) <= 0 || cpu_kind.empty()) return std::nullopt;
  return Guest{std::move(cpu_kind), *cpus, *memory_mb};
}

bool on_its_way_out(MachineState state) {
  return state == MachineState::destroying || state == MachineState::destroyed;
}

std::optional<ReplyFlaw> read(dom::object object, Machine& out) {
  std::string state;
  if (!read_identity(object, out.id, state)) return ReplyFlaw{"a machine without id or state"};
  out.state = machine_state_of(state);
  out.name = text_at(object, "name");
  out.region = text_at(object, "region");
  out.instance_id = text_at(object, "instance_id");
  out.created_at = time_at(object, "created_at");
  out.updated_at = time_at(object, "updated_at");
  // While its host cannot be reached, Fly shows what it knows of the configuration elsewhere.
  auto config = as<dom::object>(member(object, "config"));
  if (!config) {
    config = as<dom::object>(member(object, "incomplete_config"));
    out.mounts_told = config && member(*config, "mounts");
  }
  if (config && read_mounts(*config, out.mounts)) {
    read_metadata(*config, out.metadata);
    out.guest = read_guest(*config);
    return std::nullopt;
  }
  out.mounts.clear();
  if (on_its_way_out(out.state)) return std::nullopt;
  return ReplyFlaw{config ? "a machine with a bad mount" : "a machine without configuration"};
}

std::optional<ReplyFlaw> read(dom::object object, Volume& out) {
  std::string state;
  if (!read_identity(object, out.id, state)) return ReplyFlaw{"a volume without id or state"};
  out.state = volume_state_of(state);
  out.name = text_at(object, "name");
  out.region = text_at(object, "region");
  out.size_gb = as<std::int64_t>(member(object, "size_gb")).value_or(0);
  out.attached_machine_id = text_at(object, "attached_machine_id");
  out.created_at = time_at(object, "created_at");
  return std::nullopt;
}

// Go leaves out what is zero.
template <class T>
bool read_unless_missing(dom::object object, std::string_view key, T& out) {
  const auto value = member(object, key);
  const auto typed = as<T>(value);
  if (typed) out = *typed;
  return typed.has_value() || !value;
}

std::optional<ReplyFlaw> read(dom::object object, ExecResult& out) {
  constexpr std::array<std::string_view, 4> kMembers = {"exit_code", "exit_signal", "stdout",
                                                        "stderr"};
  const auto is_there = [object](std::string_view key) {
    return object[key].error() == simdjson::SUCCESS;
  };
  if (std::ranges::none_of(kMembers, is_there)) return ReplyFlaw{"no result of a command"};
  std::string_view text_out;
  std::string_view text_err;
  const bool good = read_unless_missing(object, "exit_code", out.exit_code) &&
                    read_unless_missing(object, "exit_signal", out.exit_signal) &&
                    read_unless_missing(object, "stdout", text_out) &&
                    read_unless_missing(object, "stderr", text_err);
  if (!good) return ReplyFlaw{"a bad result of a command"};
  out.out = text_out;
  out.err = text_err;
  return std::nullopt;
}

constexpr ReplyFlaw kNoObject{"not a JSON object"};
// It would be taken for one that mounts nothing. In a list it is one of many.
constexpr ReplyFlaw kMountsNotTold{"a machine whose host cannot be asked what it mounts"};

}  // namespace

class ReplyReader::Impl {
 public:
  template <class T>
  Decoded<T> one(std::string_view body) {
    const auto object = as<dom::object>(parse(body));
    if (!object) return Failure{kNoObject};
    T value;
    if (const auto flaw = read(*object, value)) return Failure{*flaw};
    if constexpr (std::is_same_v<T, Machine>) {
      if (!value.mounts_told && !on_its_way_out(value.state)) return Failure{kMountsNotTold};
    }
    return value;
  }

  template <class T>
  Decoded<std::vector<T>> all(std::string_view body) {
    const auto array = as<dom::array>(parse(body));
    if (!array) return Failure{ReplyFlaw{"not a JSON array"}};
    std::vector<T> values;
    values.reserve(array->size());
    for (const dom::element entry : *array) {
      const auto object = as<dom::object>(entry);
      if (!object) return Failure{kNoObject};
      if (const auto flaw = read(*object, values.emplace_back())) return Failure{*flaw};
    }
    return values;
  }

 private:
  // Nothing when `body` is not one JSON value. The element lives until the next call.
  std::optional<dom::element> parse(std::string_view body) {
    grow(body.size());
    std::memcpy(padded_.data(), body.data(), body.size());
    dom::element root;
    constexpr bool kIsPadded = false;  // "realloc if needed": it is not
    if (parser_.parse(padded_.data(), body.size(), kIsPadded).get(root) != simdjson::SUCCESS) {
      return std::nullopt;
    }
    return root;
  }

  // In powers of two, so that answers of like size do not allocate; and what one large answer took
  // is given back.
  void grow(std::size_t size) {
    if (capacity_ > 0 && size <= capacity_ && capacity_ <= kMostKept) return;
    const std::size_t wanted = std::bit_ceil(std::max(size, kLeastBuffer));
    if (wanted == capacity_) return;
    if (parser_.allocate(wanted, kMaxReplyDepth) != simdjson::SUCCESS) throw std::bad_alloc();
    // simdjson reads beyond the end, whatever stands there.
    std::vector<char>(wanted + simdjson::SIMDJSON_PADDING).swap(padded_);
    capacity_ = wanted;
  }

  dom::parser parser_;
  std::vector<char> padded_;
  std::size_t capacity_ = 0;
};

ReplyReader::ReplyReader() : impl_(std::make_unique<Impl>()) {}
ReplyReader::~ReplyReader() = default;

Decoded<Machine> ReplyReader::machine(std::string_view body) { return impl_->one<Machine>(body); }
Decoded<std::vector<Machine>> ReplyReader::machines(std::string_view body) {
  return impl_->all<Machine>(body);
}
Decoded<Volume> ReplyReader::volume(std::string_view body) { return impl_->one<Volume>(body); }
Decoded<std::vector<Volume>> ReplyReader::volumes(std::string_view body) {
  return impl_->all<Volume>(body);
}
Decoded<ExecResult> ReplyReader::exec_result(std::string_view body) {
  return impl_->one<ExecResult>(body);
}
Decoded<Done> ReplyReader::done(std::string_view /*body*/) { return Done{}; }

}  // namespace controller::fly
