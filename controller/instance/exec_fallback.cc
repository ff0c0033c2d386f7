#include "controller/instance/exec_fallback.h"

#include <utility>

#include "controller/base/deadline.h"
#include "controller/instance/client_text.h"
#include "controller/pairing/approval_message.h"
#include "controller/pairing/list_parser.h"

namespace controller::instance {
namespace {

using Command = std::vector<std::string>;

Command list_command(Kind kind) {
  return {"/usr/bin/env", "HOME=/root", "node",
          kind == Kind::channels ? "/usr/local/bin/openclaw-pairing-list.js"
                                 : "/usr/local/bin/openclaw-device-pairing-list.js"};
}

Command approve_command(const ApprovalTarget& target) {
  Command command{"/usr/bin/env", "HOME=/root", "openclaw"};
  if (target.kind == Kind::channels) {
    command.insert(command.end(), {"pairing", "approve", target.channel, target.id, "--notify"});
  } else {
    command.insert(command.end(), {"devices", "approve", target.id});
  }
  return command;
}

Result<RequestList, ParseError> printed_list(Kind kind, std::string_view text) {
  ListParser parser;
  RequestList list{kind, {}, {}};
  if (kind == Kind::channels) {
    auto listing = parser.script_channels(text);
    if (!listing) return Failure{std::move(listing.error())};
    list.channels = std::move(listing->requests);
  } else {
    auto listing = parser.script_devices(text);
    if (!listing) return Failure{std::move(listing.error())};
    list.devices = std::move(listing->requests);
  }
  return list;
}

}  // namespace

ExecFallback::ExecFallback(Seams seams, std::string token)
    : seams_(seams), token_(std::move(token)) {}

Task<fly::Reply<fly::ExecResult>> ExecFallback::run(const Command& command,
                                                    const std::string& machine) {
  Deadline deadline(seams_.scheduler, kExecTimeout + kExecMargin);
  co_return co_await seams_.api.exec(machine, command, kExecTimeout, deadline.token());
}

Task<ExecListing> ExecFallback::list(Kind kind, const std::string& machine) {
  const Command command = list_command(kind);
  auto result = co_await run(command, machine);
  if (!result) co_return Failure{error_of("Fly exec failed: ", result.error())};
  if (result->exit_code != 0 || result->exit_signal != 0) {
    seams_.log.write(LogLevel::warning, "pairing.exec_failed",
                     {{"exit_code", result->exit_code}, {"exit_signal", result->exit_signal}});
    co_return std::optional<RequestList>();
  }
  auto list = printed_list(kind, result->out);
  const bool leaks = holds_token(result->out, token_) || (list && holds_token(*list, token_));
  if (list && !leaks) co_return std::optional<RequestList>(std::move(*list));
  seams_.log.write(LogLevel::warning, "pairing.exec_output_invalid",
                   {{"reason", leaks ? std::string_view("holds the token")
                                     : std::string_view(list.error().detail)}});
  co_return std::optional<RequestList>();
}

Task<ExecApproval> ExecFallback::approve(const ApprovalTarget& target, const std::string& machine) {
  const Command command = approve_command(target);
  auto result = co_await run(command, machine);
  if (!result) {
    CallError error = error_of("Approval failed: ", result.error());
    co_return ExecApproval{Failure{std::move(error)}, result.error().may_have_happened};
  }
  if (result->exit_code == 0 && result->exit_signal == 0) {
    const char* message =
        target.kind == Kind::channels ? "Pairing approved" : "Device pairing approved";
    co_return ExecApproval{ApprovalAnswer{true, message}, true};
  }
  seams_.log.write(LogLevel::warning, "pairing.exec_failed",
                   {{"exit_code", result->exit_code}, {"exit_signal", result->exit_signal}});
  const std::string message = approval_message(result->err, result->out, token_);
  const bool unknown =
      result->exit_signal != 0 || gateway_was_lost(result->err) || gateway_was_lost(result->out);
  co_return ExecApproval{ApprovalAnswer{false, "Approval failed: " + message}, unknown};
}

// A refusal without a status, or with one that is no error, gets one that is.
CallError ExecFallback::error_of(std::string_view prefix, const fly::Refusal& refusal) {
  const int status = refusal.status == 0 ? 503 : refusal.status;
  seams_.log.write(LogLevel::warning, "pairing.exec_refused",
                   {{"kind", fly::name_of(refusal.kind)}, {"status", std::int64_t{status}}});
  std::string text(prefix);
  text += client_text(refusal.text, token_);
  return CallError{status >= 400 && status < 600 ? status : 502, std::move(text)};
}

}  // namespace controller::instance
