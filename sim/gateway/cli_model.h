// The vendor's command line as a state machine in two steps. `begin_cli` plans a call: how long
// until it touches the stores. `act_cli` is that moment: it reads or changes the machine and yields
// the output, which its caller sees only once the process has ended. A call killed before it acts
// did nothing; one killed later acted, and its reply is lost.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/choice/choice.h"
#include "sim/gateway/log_line.h"
#include "sim/gateway/machine.h"
#include "sim/gateway/time_text.h"
#include "sim/gateway/vanished.h"

namespace sim {

// A stretch of a call's life: first `work`, which takes longer when several calls share the cores
// (multiply what is left of it by slowdown_permille(n)/1000), then `wait`, which does not.
struct CliSpan {
  Duration work{};
  Duration wait{};

  Duration alone() const { return work + wait; }
};

enum class CliCommand : std::uint8_t {
  version,
  pairing_list,
  pairing_approve,
  devices_list,
  devices_approve,
  devices_reject,
  refused,  // not a command, or not one that was recorded
};

// A parsed argv.
struct CliArgs {
  CliCommand command = CliCommand::refused;
  std::string channel;  // pairing: empty when the argv names none
  std::string id;       // a code or a requestId
  bool json = false;
  bool notify = false;
  std::string refusal;  // refused: what is printed
};
// argv[0] is the program, with or without its path; its base name picks the dialect: `kilo`,
// anything else is openclaw.
CliArgs parse_cli_args(const std::vector<std::string>& argv);

struct CliPlan {
  CliArgs args;
  CliSpan until_act;
  Duration cpu{};  // of the whole call
  std::int64_t max_rss_kb = 0;
};
CliPlan begin_cli(CliArgs args, const Machine& machine, WallTime now, ChoiceSource& choices);

struct CliReply {
  std::string out;
  std::string err;
  int exit_code = 0;
  Duration duration{};  // of a call that ran alone
  Duration cpu{};
  std::int64_t max_rss_kb = 0;
};

struct CliOutcome {
  CliReply reply;
  CliSpan until_exit;
  std::vector<Vanished> vanished;    // requests that are pending no longer, approved ones included
  std::vector<LogLine> gateway_log;  // lines that the gateway prints because of the call
};
// `plan` is used up: its strings may move into the outcome.
CliOutcome act_cli(CliPlan plan, Machine& machine, WallTime now, ChoiceSource& choices);

// What the CLI says of itself when it connects to the gateway.
DeviceHello cli_hello(std::string device_id, std::string public_key);

// How much longer work takes when `running` calls share the recorded machine's two cores, in
// thousandths; 1000 for one. Fitted to concurrency-pairing-list.json: 7.0 and 8.6 s alone, 16 and
// 17 s for two, 38 and 40 s for four, 84 and 94 s for eight.
std::uint64_t slowdown_permille(std::uint32_t running);

}  // namespace sim
