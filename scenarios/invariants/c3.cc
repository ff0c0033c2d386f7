// C3: a refresh lists every enabled channel and the devices; the config is read anew each time; the
// dialect gives names and argv.
//
// Seen from outside: each refresh of channels makes one call for each channel enabled when it
// began, and for no other; program and words of every call are those of the dialect. Where the
// config changed at about the begin, either content is right. That the devices are listed is judged
// with the times at which they are due (C1, C2).
#include <algorithm>

#include "scenarios/invariants/judges.h"
#include "scenarios/invariants/support/judge.h"

namespace scenarios {
namespace {

using namespace seen;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

bool enables(const std::vector<std::string>& channels, const std::string& channel) {
  return std::find(channels.begin(), channels.end(), channel) != channels.end();
}

std::string_view program_of(DialectName dialect) {
  return dialect == DialectName::kilo ? "kilo" : "openclaw";
}

// The words after the program that the call must have.
std::vector<std::string> words_of(const sim::ChildSpawned& call, DialectName dialect) {
  const std::string devices = dialect == DialectName::kilo ? "device-pairing" : "devices";
  switch (call.command) {
    case sim::CliPurpose::list_channel:
      if (call.channel.empty()) return {"pairing", "list"};
      return {"pairing", "list", call.channel, "--json"};
    case sim::CliPurpose::list_devices:
      return {devices, "list", "--json"};
    case sim::CliPurpose::approve_channel:
      return {"pairing", "approve", call.channel, call.target, "--notify"};
    case sim::CliPurpose::approve_device:
      return {devices, "approve", call.target};
    case sim::CliPurpose::version:
      return {"--version"};
    default:
      return {};
  }
}

class C3 final : public Judge {
 public:
  explicit C3(const Terms& terms) : Judge("C3", terms) {}

 private:
  void after(const sim::Event& event) override {
    const auto* call = std::get_if<sim::ChildSpawned>(&event.body);
    if (call == nullptr || call->role != sim::ChildRole::cli || !world().running()) return;
    judge_argv(*call);
    if (call->command == sim::CliPurpose::list_channel) judge_channel(lower(call->channel));
  }

  void judge_argv(const sim::ChildSpawned& call) {
    if (call.command == sim::CliPurpose::other) {
      flag("the controller ran a command it has no use for: " + joined(call.argv));
    }
    if (call.argv.empty() || call.command == sim::CliPurpose::none) return;
    const std::string& program = call.argv.front();
    const std::string_view wanted = program_of(terms().dialect);
    if (std::string_view(program).substr(program.rfind('/') + 1) != wanted) {
      flag("the controller ran \"" + joined(call.argv) + "\"; the program had to be " +
           std::string(wanted));
      return;
    }
    const auto must = words_of(call, terms().dialect);
    if (must.empty() || std::vector(call.argv.begin() + 1, call.argv.end()) == must) return;
    flag("the controller ran \"" + joined(call.argv) +
         "\"; the words after the program must be \"" + joined(must) + '"');
  }

  void judge_channel(const std::string& channel) {
    const Round* round = world().last(Kind::channels);
    if (round == nullptr || !round->channels || channel.empty()) return;
    if (enables(*round->channels, channel)) return;
    flag("a list of " + channel + " was called at " + text_of(world().now()) +
         ", but the config then enabled " +
         (round->channels->empty() ? "no channel" : joined(*round->channels)));
  }

  void ended(const Round& round) override {
    if (round.kind != Kind::channels || !round.channels || !world().running()) return;
    if (round.find("") != nullptr) return;  // all channels in one call
    occasion();
    std::vector<std::string> missing;
    for (const std::string& channel : *round.channels) {
      if (round.find(channel) == nullptr) missing.push_back(channel);
    }
    // Which list could not be spawned is not told.
    if (missing.size() <= round.spawn_failures) return;
    flag("the " + text_of(round) + " did not list " + joined(missing) +
         ", which the config enabled");
  }
};

}  // namespace

std::unique_ptr<MachineInvariant> make_c3(const Terms& terms) {
  return std::make_unique<C3>(terms);
}

}  // namespace scenarios
