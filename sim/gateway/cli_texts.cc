#include "sim/gateway/cli_texts.h"

#include <span>

namespace sim {
namespace {

constexpr std::string_view kFailed = "[openclaw] Failed to start CLI: ";

// Stack frames; @D stands for the program's own files, @N for its libraries.
// pairing-approve-telegram-bad.json
constexpr std::string_view kUnknownCodeFrames[] = {
    "Command.<anonymous> (@D/pairing-cli-BwIjQMn_.js:128:24)",
    "async Command.parseAsync (@N/commander/lib/command.js:1122:5)",
    "async runCli (@D/run-main-Cu0soMcD.js:354:3)",
};

// pairing-list-invalid-channel.json
constexpr std::string_view kInvalidChannelFrames[] = {
    "parseChannel (@D/pairing-cli-BwIjQMn_.js:44:8)",
    "Command.<anonymous> (@D/pairing-cli-BwIjQMn_.js:59:19)",
    "Command.listener [as _actionHandler] (@N/commander/lib/command.js:568:17)",
    "@N/commander/lib/command.js:1604:14",
    "@N/commander/lib/command.js:1485:33",
    "async Command.parseAsync (@N/commander/lib/command.js:1122:5)",
    "async runCli (@D/run-main-Cu0soMcD.js:354:3)",
};

// pairing-list-telegram-corrupt-wrong-types.json
constexpr std::string_view kNullEntryFrames[] = {
    "isExpired$1 (@D/auth-profiles-DRjqKE3G.js:77428:41)",
    "pruneExpiredRequests (@D/auth-profiles-DRjqKE3G.js:77436:7)",
    "readPrunedPairingRequests (@D/auth-profiles-DRjqKE3G.js:77406:9)",
    "async @D/auth-profiles-DRjqKE3G.js:77767:64",
    "async @D/auth-profiles-DRjqKE3G.js:77418:10",
    "async withFileLock$1 (@D/auth-profiles-DRjqKE3G.js:77309:10)",
    "async withFileLock (@D/auth-profiles-DRjqKE3G.js:77417:9)",
    "async listChannelPairingRequests (@D/auth-profiles-DRjqKE3G.js:77763:9)",
    "async Command.<anonymous> (@D/pairing-cli-BwIjQMn_.js:61:100)",
    "async Command.parseAsync (@N/commander/lib/command.js:1122:5)",
};

// pairing-list-noperm-credentials.json
constexpr std::string_view kNoCredentialsFrames[] = {
    "async open (node:internal/fs/promises:639:25)",
    "async Object.writeFile (node:internal/fs/promises:1222:14)",
    "async writeTextAtomic (@D/auth-profiles-DRjqKE3G.js:27995:3)",
    "async writeJsonAtomic (@D/auth-profiles-DRjqKE3G.js:27981:2)",
    "async writeJsonFileAtomically (@D/auth-profiles-DRjqKE3G.js:77339:2)",
    "async writeJsonFile (@D/auth-profiles-DRjqKE3G.js:77396:2)",
    "async ensureJsonFile (@D/auth-profiles-DRjqKE3G.js:77412:3)",
    "async withFileLock (@D/auth-profiles-DRjqKE3G.js:77416:2)",
    "async listChannelPairingRequests (@D/auth-profiles-DRjqKE3G.js:77763:9)",
    "async Command.<anonymous> (@D/pairing-cli-BwIjQMn_.js:61:100)",
    "async Command.parseAsync (@N/commander/lib/command.js:1122:5)",
    "async runCli (@D/run-main-Cu0soMcD.js:354:3)",
};

// pairing-list-noperm-statedir.json
constexpr std::string_view kNoStateDirFrames[] = {
    "async Object.mkdir (node:internal/fs/promises:858:10)",
    "async writeTextAtomic (@D/auth-profiles-DRjqKE3G.js:27992:2)",
    "async writeJsonAtomic (@D/auth-profiles-DRjqKE3G.js:27981:2)",
    "async writeJsonFileAtomically (@D/auth-profiles-DRjqKE3G.js:77339:2)",
    "async writeJsonFile (@D/auth-profiles-DRjqKE3G.js:77396:2)",
    "async ensureJsonFile (@D/auth-profiles-DRjqKE3G.js:77412:3)",
    "async withFileLock (@D/auth-profiles-DRjqKE3G.js:77416:2)",
    "async listChannelPairingRequests (@D/auth-profiles-DRjqKE3G.js:77763:9)",
    "async Command.<anonymous> (@D/pairing-cli-BwIjQMn_.js:61:100)",
    "async Command.parseAsync (@N/commander/lib/command.js:1122:5)",
    "async runCli (@D/run-main-Cu0soMcD.js:354:3)",
};

// devices-approve-unknown.json
constexpr std::string_view kUnknownRequestFrames[] = {
    "GatewayClient.handleMessage (@D/auth-profiles-DRjqKE3G.js:60093:25)",
    "WebSocket.<anonymous> (@D/auth-profiles-DRjqKE3G.js:59846:40)",
    "WebSocket.emit (node:events:519:28)",
    "Receiver.receiverOnMessage (@N/ws/lib/websocket.js:1282:20)",
    "Receiver.emit (node:events:519:28)",
    "Receiver.dataMessage (@N/ws/lib/receiver.js:641:14)",
    "Receiver.getData (@N/ws/lib/receiver.js:540:10)",
    "Receiver.startLoop (@N/ws/lib/receiver.js:190:16)",
    "Receiver._write (@N/ws/lib/receiver.js:117:10)",
    "writeOrBuffer (node:internal/streams/writable:572:12)",
};

// devices-list-nogateway.json
constexpr std::string_view kRefusedSocketFrames[] = {
    "Object.onClose (@D/auth-profiles-DRjqKE3G.js:60780:10)",
    "WebSocket.<anonymous> (@D/auth-profiles-DRjqKE3G.js:59871:23)",
    "WebSocket.emit (node:events:519:28)",
    "WebSocket.emitClose (@N/ws/lib/websocket.js:290:12)",
    "emitErrorAndClose (@N/ws/lib/websocket.js:1093:13)",
    "ClientRequest.<anonymous> (@N/ws/lib/websocket.js:928:5)",
    "ClientRequest.emit (node:events:519:28)",
    "emitErrorEvent (node:_http_client:108:11)",
    "Socket.socketErrorListener (node:_http_client:575:5)",
    "Socket.emit (node:events:519:28)",
};

// devices-list-standin-hang.json, devices-list-standin-unauth.json
constexpr std::string_view kClosedSocketFrames[] = {
    "Object.onClose (@D/auth-profiles-DRjqKE3G.js:60780:10)",
    "WebSocket.<anonymous> (@D/auth-profiles-DRjqKE3G.js:59871:23)",
    "WebSocket.emit (node:events:519:28)",
    "WebSocket.emitClose (@N/ws/lib/websocket.js:300:10)",
    "Socket.socketOnClose (@N/ws/lib/websocket.js:1424:15)",
    "Socket.emit (node:events:519:28)",
    "TCP.<anonymous> (node:net:347:12)",
};

// pairing-list-config-empty.json
constexpr std::string_view kEmptyConfigFrames[] = {
    "syntaxError (@N/json5/lib/parse.js:1110:17)",
    "invalidEOF (@N/json5/lib/parse.js:1059:12)",
    "Object.start (@N/json5/lib/parse.js:843:19)",
    "Object.parse (@N/json5/lib/parse.js:32:32)",
    "Object.loadConfig (@D/auth-profiles-DRjqKE3G.js:13767:88)",
    "loadConfig (@D/auth-profiles-DRjqKE3G.js:14242:20)",
    "primeConfiguredContextWindows (@D/auth-profiles-DRjqKE3G.js:82575:15)",
    "ensureContextWindowCacheLoaded (@D/auth-profiles-DRjqKE3G.js:82593:14)",
    "@D/auth-profiles-DRjqKE3G.js:82620:44",
    "ModuleJob.run (node:internal/modules/esm/module_job:343:25)",
};

// pairing-list-config-truncated.json
constexpr std::string_view kTruncatedConfigFrames[] = {
    "syntaxError (@N/json5/lib/parse.js:1110:17)",
    "invalidChar (@N/json5/lib/parse.js:1052:16)",
    "Object.string (@N/json5/lib/parse.js:605:19)",
    "lex (@N/json5/lib/parse.js:100:42)",
    "Object.parse (@N/json5/lib/parse.js:25:17)",
    "Object.loadConfig (@D/auth-profiles-DRjqKE3G.js:13767:88)",
    "loadConfig (@D/auth-profiles-DRjqKE3G.js:14242:20)",
    "primeConfiguredContextWindows (@D/auth-profiles-DRjqKE3G.js:82575:15)",
    "ensureContextWindowCacheLoaded (@D/auth-profiles-DRjqKE3G.js:82593:14)",
    "@D/auth-profiles-DRjqKE3G.js:82620:44",
};

void append_expanded(std::string& text, std::string_view frame) {
  const std::size_t at = frame.find('@');
  text += frame.substr(0, at);
  if (at == std::string_view::npos) return;
  text += frame[at + 1] == 'D' ? "file:///usr/local/lib/node_modules/openclaw/dist"
                               : "/usr/local/lib/node_modules";
  text += frame.substr(at + 2);
}

void append_frames(std::string& text, std::span<const std::string_view> frames) {
  for (const std::string_view frame : frames) {
    text += "    at ";
    append_expanded(text, frame);
    text += '\n';
  }
}

std::string failure(std::string_view error, std::span<const std::string_view> frames) {
  std::string text(kFailed);
  text += error;
  text += '\n';
  append_frames(text, frames);
  return text;
}

std::string config_path(const Machine& machine) { return machine.state_path + "/openclaw.json"; }

std::string gateway_failure(std::string_view error, const Machine& machine,
                            std::span<const std::string_view> frames) {
  const bool has_config = machine.config.file == ConfigFile::ok;
  std::string whole(error);
  // Without a config the default port is asked (devices-list-nogateway-noconfig.json).
  whole += "\nGateway target: ws://127.0.0.1:";
  whole += has_config ? std::to_string(machine.log.port) : "18789";
  whole += "\nSource: local loopback\nConfig: ";
  whole += config_path(machine);
  whole += "\nBind: loopback";
  return failure(whole, frames);
}

std::string config_problem(const Machine& machine, std::string_view problems) {
  std::string text = "Config invalid\nFile: ";
  text += config_path(machine);
  text += "\nProblem:\n";
  text += problems;
  text += "\nRun: openclaw doctor --fix\n";
  return text;
}

std::string syntax_error_text(const Machine& machine, std::string_view column,
                              std::span<const std::string_view> frames) {
  std::string error = "SyntaxError: JSON5: invalid end of input at 1:";
  error += column;
  std::string text = "Failed to read config at ";
  text += config_path(machine);
  text += ' ' + error + '\n';
  append_frames(text, frames);
  text.back() = ' ';
  text += "{\n  lineNumber: 1,\n  columnNumber: ";
  text += column;
  text += "\n}\n";
  return text + config_problem(machine, "  - <root>: JSON5 parse failed: " + error + '\n');
}

// The backslash and the n stand in the recorded text.
std::string invalid_config_text(const Machine& machine) {
  constexpr std::string_view kTypeProblem =
      "- channels.telegram.enabled: Invalid input: expected boolean, received string (allowed: "
      "true, false)\n";
  constexpr std::string_view kKeyProblem = "- channels.telegram: Unrecognized key: \"nope\"\n";
  std::string text = "Invalid config at ";
  text += config_path(machine);
  text += ":\\n";
  text += kTypeProblem;
  text += kKeyProblem;
  std::string problems = "  ";
  problems += kTypeProblem;
  problems += "  ";
  problems += kKeyProblem;
  return text + config_problem(machine, problems);
}

// Which text follows when the messenger cannot be reached. Telegram's is recorded
// (pairing-approve-telegram-good-notify.json), the others' is assumed.
NotifyText unreachable_text(std::string_view channel) {
  if (channel == "telegram")
    return {"Failed to notify requester: HttpError: Network request for 'sendMessage' failed!\n",
            "[telegram] message failed: Network request for 'sendMessage' failed!\n"};
  return {"Failed to notify requester: TypeError: fetch failed\n", ""};
}

}  // namespace

std::string unknown_code_text(std::string_view code) {
  std::string error = "Error: No pending pairing request found for code: ";
  error += code;
  return failure(error, kUnknownCodeFrames);
}

std::string invalid_channel_text(std::string_view channel) {
  std::string error = "Error: Invalid channel: ";
  error += channel;
  return failure(error, kInvalidChannelFrames);
}

std::string null_channel_entry_text() {
  return failure("TypeError: Cannot read properties of null (reading 'createdAt')",
                 kNullEntryFrames);
}

std::string no_credentials_text(const Machine& machine, std::string_view channel,
                                std::string_view uuid) {
  std::string error =
      "Error: EACCES: permission denied, open '" + machine.state_path + "/credentials/";
  error += channel;
  error += "-pairing.json.";
  error += uuid;
  error += ".tmp'";
  return failure(error, kNoCredentialsFrames);
}

std::string no_state_dir_text(const Machine& machine) {
  return failure("Error: EACCES: permission denied, mkdir '" + machine.state_path + "/credentials'",
                 kNoStateDirFrames);
}

std::string unknown_request_text() {
  return failure("GatewayClientRequestError: unknown requestId", kUnknownRequestFrames);
}

std::string gateway_closed_text(const Machine& machine) {
  const GatewayPort port = machine.port;
  if (port == GatewayPort::closed)
    return gateway_failure(
        "Error: gateway closed (1006 abnormal closure (no close frame)): no close reason", machine,
        kRefusedSocketFrames);
  if (port == GatewayPort::silent)
    return gateway_failure("Error: gateway closed (1008): connect challenge timeout", machine,
                           kClosedSocketFrames);
  constexpr std::string_view kMismatch =
      "unauthorized: gateway token mismatch (provide gateway auth token)\n";
  std::string text = "gateway connect failed: GatewayClientRequestError: ";
  text += kMismatch;
  std::string error = "Error: gateway closed (1008): ";
  error += kMismatch.substr(0, kMismatch.size() - 1);
  return text + gateway_failure(error, machine, kClosedSocketFrames);
}

std::string gateway_crashed_text(const Machine& machine) {
  return "gateway connect failed: Error: gateway closed (1000): \n" +
         gateway_failure("Error: gateway closed (1000 normal closure): no close reason", machine,
                         kClosedSocketFrames);
}

std::string config_error_text(const Machine& machine) {
  const ConfigFile file = machine.config.file;
  if (file == ConfigFile::empty) return syntax_error_text(machine, "1", kEmptyConfigFrames);
  if (file == ConfigFile::truncated)
    return syntax_error_text(machine, "32", kTruncatedConfigFrames);
  return invalid_config_text(machine);
}

std::string refusal_text(std::string_view reason) {
  std::string text = "error: ";
  text += reason;
  text += '\n';
  return text;
}

NotifyText notify_text(const Machine& machine, std::string_view channel) {
  if (!machine.config.enables(channel)) {  // pairing-approve-telegram-lowercase.json
    std::string out = "Failed to notify requester: Error: Channel ";
    out += channel;
    out += " does not support pairing\n";
    return {out, ""};
  }
  NotifyText text;
  if (channel == "telegram") {
    text.out = machine.config.telegram_auto_select_family
                   ? "[telegram] autoSelectFamily=true (default-node22)\n"
                   : "[telegram] autoSelectFamily=false (config)\n";
    text.out += "[telegram] dnsResultOrder=ipv4first (default-node22)\n";
  }
  if (machine.messengers_reachable) return text;
  const NotifyText failed = unreachable_text(channel);
  return {text.out + failed.out, failed.err};
}

}  // namespace sim
