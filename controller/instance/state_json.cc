#include "controller/instance/state_json.h"

#include <simdjson.h>

#include <array>
#include <utility>

#include "controller/base/json_text.h"

namespace controller::instance {
namespace {

namespace dom = simdjson::dom;

constexpr std::int64_t kVersion = 1;

constexpr std::array kStatuses = {Status::provisioned, Status::starting, Status::running,
                                  Status::stopped, Status::destroying};
constexpr std::array<std::string_view, 3> kIntents = {"machine", "volume", "fork"};
constexpr std::array<std::string_view, 2> kDeletions = {"machine", "volume"};

// ---- writing

class Writer {
 public:
  std::string take() {
    out_ += '}';
    return std::move(out_);
  }

  void member(std::string_view name, std::string_view value) {
    begin(name);
    append_json_string(out_, value);
  }
  void member(std::string_view name, std::int64_t value) {
    begin(name);
    append_json_number(out_, value);
  }
  void flag(std::string_view name, bool value) { raw(name, value ? "true" : "false"); }
  void moment(std::string_view name, WallTime value) {
    member(name, static_cast<std::int64_t>(value.time_since_epoch().count()));
  }
  // JSON already.
  void raw(std::string_view name, std::string_view value) {
    begin(name);
    out_ += value;
  }

 private:
  void begin(std::string_view name) {
    out_ += out_.empty() ? '{' : ',';
    append_json_string(out_, name);
    out_ += ':';
  }

  std::string out_;
};

std::string list_of(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const std::string& value : values) {
    if (out.size() > 1) out += ',';
    append_json_string(out, value);
  }
  return out + ']';
}

std::string json_of(const CreateIntent& intent) {
  Writer writer;
  writer.member("what", kIntents.at(static_cast<std::size_t>(intent.what)));
  writer.member("name", intent.name);
  writer.member("region", intent.region);
  writer.member("sourceVolumeId", intent.source_volume_id);
  writer.raw("knownVolumes", list_of(intent.known_volumes));
  writer.raw("mounts", list_of(intent.mounts));
  writer.moment("madeAt", intent.made_at);
  return writer.take();
}

std::string json_of(const fly::Guest& guest) {
  Writer writer;
  writer.member("cpuKind", guest.cpu_kind);
  writer.member("cpus", guest.cpus);
  writer.member("memoryMb", guest.memory_mb);
  return writer.take();
}

std::string json_of(WallTime time) { return std::to_string(time.time_since_epoch().count()); }

std::string json_of(const std::vector<PendingDeletion>& deletions) {
  std::string out = "[";
  for (const PendingDeletion& deletion : deletions) {
    if (out.size() > 1) out += ',';
    Writer writer;
    writer.member("what", kDeletions.at(static_cast<std::size_t>(deletion.what)));
    writer.member("id", deletion.id);
    out += writer.take();
  }
  return out + ']';
}

template <class T>
std::string json_or_null(const std::optional<T>& value) {
  return value ? json_of(*value) : "null";
}

// ---- reading

// Remembers the first thing that is wrong; from then on what it answers means nothing.
class Reader {
 public:
  Reader(dom::object object, std::string& flaw) : object_(object), flaw_(flaw) {}

  template <class T>
  T get(std::string_view name) {
    T value{};
    if (object_.at_key(name).get(value) != simdjson::SUCCESS) fail(name);
    return value;
  }
  std::string text(std::string_view name) { return std::string(get<std::string_view>(name)); }
  WallTime moment(std::string_view name) {
    return WallTime(std::chrono::milliseconds(get<std::int64_t>(name)));
  }
  // The place of the word among `words`.
  template <class Words>
  std::size_t word(std::string_view name, const Words& words) {
    const std::string_view value = get<std::string_view>(name);
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == value) return i;
    }
    fail(name);
    return 0;
  }
  bool is_null(std::string_view name) {
    const auto element = object_.at_key(name);
    if (element.error() != simdjson::SUCCESS) fail(name);
    return element.error() != simdjson::SUCCESS || element.is_null();
  }
  Reader inside(std::string_view name) {
    const auto object = get_object(name);
    return {object.value_or(object_), flaw_};
  }
  dom::array list(std::string_view name) { return get<dom::array>(name); }
  [[nodiscard]] bool has(std::string_view name) const {
    return object_.at_key(name).error() == simdjson::SUCCESS;
  }
  void fail(std::string_view name) {
    if (flaw_.empty()) flaw_ = "\"" + std::string(name) + "\" is missing or wrong";
  }
  [[nodiscard]] bool right() const { return flaw_.empty(); }
  [[nodiscard]] std::string& flaw() { return flaw_; }

 private:
  std::optional<dom::object> get_object(std::string_view name) {
    dom::object object;
    if (object_.at_key(name).get(object) == simdjson::SUCCESS) return object;
    fail(name);
    return std::nullopt;
  }

  dom::object object_;
  std::string& flaw_;
};

std::vector<std::string> texts_of(Reader& reader, std::string_view name) {
  std::vector<std::string> texts;
  const dom::array list = reader.list(name);
  if (!reader.right()) return texts;
  for (const dom::element element : list) {
    std::string_view text;
    if (element.get(text) != simdjson::SUCCESS) reader.fail(name);
    texts.emplace_back(text);
  }
  return texts;
}

std::vector<PendingDeletion> deletions_of(Reader& reader) {
  std::vector<PendingDeletion> deletions;
  const dom::array list = reader.list("deletions");
  if (!reader.right()) return deletions;
  for (const dom::element element : list) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS) reader.fail("deletions");
    if (!reader.right()) return deletions;
    Reader entry(object, reader.flaw());
    PendingDeletion deletion;
    deletion.what = static_cast<PendingDeletion::What>(entry.word("what", kDeletions));
    deletion.id = entry.text("id");
    deletions.push_back(std::move(deletion));
  }
  return deletions;
}

std::optional<CreateIntent> intent_of(Reader& reader, std::string_view name) {
  if (reader.is_null(name)) return std::nullopt;
  Reader inside = reader.inside(name);
  if (!inside.right()) return std::nullopt;
  CreateIntent intent;
  intent.what = static_cast<CreateIntent::What>(inside.word("what", kIntents));
  intent.name = inside.text("name");
  intent.region = inside.text("region");
  intent.source_volume_id = inside.text("sourceVolumeId");
  intent.known_volumes = texts_of(inside, "knownVolumes");
  intent.mounts = texts_of(inside, "mounts");
  intent.made_at = inside.moment("madeAt");
  return intent;
}

std::optional<fly::Guest> guest_of(Reader& reader) {
  if (reader.is_null("guest")) return std::nullopt;
  Reader inside = reader.inside("guest");
  if (!inside.right()) return std::nullopt;
  fly::Guest guest;
  guest.cpu_kind = inside.text("cpuKind");
  guest.cpus = inside.get<std::int64_t>("cpus");
  guest.memory_mb = inside.get<std::int64_t>("memoryMb");
  return guest;
}

Status status_of(Reader& reader) {
  std::array<std::string_view, kStatuses.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names.at(i) = name_of(kStatuses.at(i));
  return kStatuses.at(reader.word("status", names));
}

InstanceState state_of(Reader& reader) {
  InstanceState state;
  state.user_id = reader.text("userId");
  state.sandbox_id = reader.text("sandboxId");
  state.status = status_of(reader);
  state.machine_id = reader.text("machineId");
  state.volume_id = reader.text("volumeId");
  state.region = reader.text("region");
  state.guest = guest_of(reader);
  state.has_user_data = reader.get<bool>("hasUserData");
  state.unconfirmed_sources = texts_of(reader, "unconfirmedSources");
  state.fork_was_used = reader.get<bool>("forkWasUsed");
  state.fork_was_started = reader.get<bool>("forkWasStarted");
  state.machine_intent = intent_of(reader, "machineIntent");
  state.volume_intent = intent_of(reader, "volumeIntent");
  state.deletions = deletions_of(reader);
  // Not in what the first programs wrote.
  if (reader.has("doubtedMachines")) state.doubted_machines = texts_of(reader, "doubtedMachines");
  if (reader.has("confirmedSources"))
    state.confirmed_sources = texts_of(reader, "confirmedSources");
  if (reader.has("leftVolumes")) state.left_volumes = texts_of(reader, "leftVolumes");
  if (reader.has("namedMachines")) state.named_machines = texts_of(reader, "namedMachines");
  if (reader.has("foundMount")) state.found_mount = reader.text("foundMount");
  if (reader.has("doubtedVolumeId")) state.doubted_volume = reader.text("doubtedVolumeId");
  if (!reader.is_null("startingSince")) state.starting_since = reader.moment("startingSince");
  const auto failed = reader.get<std::int64_t>("failedChecks");
  if (failed < 0 || failed > 1'000'000) reader.fail("failedChecks");
  state.failed_checks = static_cast<int>(failed);
  return state;
}

}  // namespace

std::string state_to_json(const InstanceState& state) {
  Writer writer;
  writer.member("version", kVersion);
  writer.member("userId", state.user_id);
  writer.member("sandboxId", state.sandbox_id);
  writer.member("status", name_of(state.status));
  writer.member("machineId", state.machine_id);
  writer.member("volumeId", state.volume_id);
  writer.member("region", state.region);
  writer.raw("guest", json_or_null(state.guest));
  writer.flag("hasUserData", state.has_user_data);
  writer.raw("unconfirmedSources", list_of(state.unconfirmed_sources));
  writer.flag("forkWasUsed", state.fork_was_used);
  writer.flag("forkWasStarted", state.fork_was_started);
  writer.raw("machineIntent", json_or_null(state.machine_intent));
  writer.raw("volumeIntent", json_or_null(state.volume_intent));
  writer.raw("deletions", json_of(state.deletions));
  writer.raw("doubtedMachines", list_of(state.doubted_machines));
  writer.raw("namedMachines", list_of(state.named_machines));
  writer.raw("confirmedSources", list_of(state.confirmed_sources));
  writer.member("doubtedVolumeId", state.doubted_volume);
  writer.raw("leftVolumes", list_of(state.left_volumes));
  writer.member("foundMount", state.found_mount);
  writer.raw("startingSince", json_or_null(state.starting_since));
  writer.member("failedChecks", std::int64_t{state.failed_checks});
  return writer.take();
}

Result<InstanceState, std::string> state_from_json(std::string_view text) {
  dom::parser parser;
  dom::object object;
  if (parser.parse(text.data(), text.size()).get(object) != simdjson::SUCCESS)
    return Failure{std::string("no JSON object")};
  std::string flaw;
  Reader reader(object, flaw);
  const auto version = reader.get<std::int64_t>("version");
  if (reader.right() && version != kVersion)
    return Failure{std::string("written by another version of this program")};
  InstanceState state = state_of(reader);
  if (!flaw.empty()) return Failure{std::move(flaw)};
  return state;
}

}  // namespace controller::instance
