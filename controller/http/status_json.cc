#include "controller/http/status_json.h"

#include <array>
#include <csignal>
#include <optional>
#include <utility>

#include "controller/base/iso8601.h"
#include "controller/base/json_text.h"

namespace controller {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 13> kSignals = {{{SIGHUP, "SIGHUP"},
                                                                        {SIGINT, "SIGINT"},
                                                                        {SIGQUIT, "SIGQUIT"},
                                                                        {SIGILL, "SIGILL"},
                                                                        {SIGTRAP, "SIGTRAP"},
                                                                        {SIGABRT, "SIGABRT"},
                                                                        {SIGBUS, "SIGBUS"},
                                                                        {SIGFPE, "SIGFPE"},
                                                                        {SIGKILL, "SIGKILL"},
                                                                        {SIGSEGV, "SIGSEGV"},
                                                                        {SIGPIPE, "SIGPIPE"},
                                                                        {SIGALRM, "SIGALRM"},
                                                                        {SIGTERM, "SIGTERM"}}};

void append_text_or_null(std::string& out, const std::optional<std::string>& text) {
  if (text) {
    append_json_string(out, *text);
  } else {
    out += "null";
  }
}

void append_last_exit(std::string& out, const SupervisorStatus::LastExit& exit) {
  out += R"({"code":)";
  if (exit.status.code) {
    append_json_number(out, std::int64_t{*exit.status.code});
  } else {
    out += "null";
  }
  out += R"(,"signal":)";
  append_text_or_null(
      out, exit.status.signal ? std::optional(signal_name(*exit.status.signal)) : std::nullopt);
  out += R"(,"at":)";
  append_json_string(out, format_iso8601(exit.at.time_since_epoch().count()));
  out += '}';
}

}  // namespace

std::string signal_name(int number) {
  for (const auto& [known, name] : kSignals) {
    if (known == number) return std::string(name);
  }
  return "SIG" + std::to_string(number);
}

void append_status(std::string& out, const SupervisorStatus& status) {
  out += R"({"state":)";
  append_json_string(out, name_of(status.state));
  out += R"(,"pid":)";
  if (status.pid) {
    append_json_number(out, *status.pid);
  } else {
    out += "null";
  }
  out += R"(,"uptime":)";
  append_json_number(out, status.uptime_s);
  out += R"(,"restarts":)";
  append_json_number(out, status.restarts);
  out += R"(,"lastExit":)";
  if (status.last_exit) {
    append_last_exit(out, *status.last_exit);
  } else {
    out += "null";
  }
  out += '}';
}

std::string version_json(const BuildInfo& build, const std::optional<GatewayVersion>& gateway,
                         const SupervisorStatus& status) {
  std::string out = R"({"version":)";
  append_json_string(out, build.version);
  out += R"(,"commit":)";
  append_json_string(out, build.commit);
  out += R"(,"openclawVersion":)";
  append_text_or_null(out, gateway ? std::optional(gateway->version) : std::nullopt);
  out += R"(,"openclawCommit":)";
  append_text_or_null(out, gateway ? gateway->commit : std::nullopt);
  out += R"(,"gateway":)";
  append_status(out, status);
  out += '}';
  return out;
}

}  // namespace controller
