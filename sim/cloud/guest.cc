#include "sim/cloud/guest.h"

#include <utility>

#include "controller/http/target.h"
#include "sim/gateway/http_model.h"
#include "sim/host/gateway_child.h"

namespace sim {
namespace {

using controller::Task;

HttpReply json_reply(int status, std::string body) {
  return HttpReply{status, "application/json", std::move(body)};
}

// Nothing is answered on any port any more.
void close_ports(Machine& files) { files.port = GatewayPort::closed; }

// The production controller on a machine of its own. What happens inside is not recorded: in a
// cloud of many such machines only what comes out of them counts.
class CurrentGuest final : public Guest {
 public:
  CurrentGuest(const GuestSeams& seams, const GuestConfig& config, Owner process, std::string token)
      : files_(seams.files),
        silence_(seams.time, seams.wall),
        host_(Host::Seams{seams.world, seams.wall, seams.choices, silence_, no_faults_, files_},
              config.host) {
    silence_.mute();
    controller::HttpApiConfig http = config.http;
    http.token = std::move(token);
    controller_.emplace(process, seams.time, host_, config.controller, http);
    controller_->start();
  }
  CurrentGuest(const CurrentGuest&) = delete;
  CurrentGuest& operator=(const CurrentGuest&) = delete;
  ~CurrentGuest() override {
    controller_->end(std::nullopt);
    controller_.reset();
    close_ports(files_);
  }

  bool request(HttpCall call, Answer answer) override {
    controller_->requests().spawn(
        serve(*this, std::make_unique<HttpCall>(std::move(call)), std::move(answer)));
    return true;
  }
  [[nodiscard]] bool listening() const override { return files_.port == GatewayPort::listening; }
  void gateway_prints(const std::vector<LogLine>& lines) override { host_.gateway_prints(lines); }

 private:
  static Task<void> serve(CurrentGuest& guest, std::unique_ptr<HttpCall> call, Answer answer) {
    Connection connection(guest.controller_->process(), guest.controller_->http(), guest.host_, 0);
    const controller::CancelToken never;
    auto received = co_await connection.receive(*call, never);
    if (received.refusal) {
      answer(&*received.refusal);
      co_return;
    }
    auto reply = co_await connection.answer(*call, never);
    answer(&reply);
  }

  Machine& files_;
  Recorder silence_;
  FaultBook no_faults_;
  Host host_;
  std::optional<ControllerProcess> controller_;
};

// A controller from before the pairing routes: it knows its health and its gateway's status, and
// passes everything else on.
class OldGuest final : public Guest {
 public:
  OldGuest(const GuestSeams& seams, const GuestConfig& config)
      : files_(seams.files), guarded_(config.kind == GuestKind::old_guarded), listen_(this) {
    seams.world.arm(listen_, seams.world.now() + config.old_boot);
  }
  OldGuest(const OldGuest&) = delete;
  OldGuest& operator=(const OldGuest&) = delete;
  ~OldGuest() override { close_ports(files_); }

  bool request(HttpCall call, Answer answer) override {
    const HttpReply reply = reply_to(call);
    answer(&reply);
    return true;
  }
  [[nodiscard]] bool listening() const override { return files_.port == GatewayPort::listening; }

 private:
  void listen() { files_.port = GatewayPort::listening; }

  // docs/contract.md, Wire facts: what a controller that predates the routes answers.
  [[nodiscard]] HttpReply reply_to(const HttpCall& call) const {
    const std::string_view path = controller::parse_target(call.target).path;
    if (path == "/_kilo/health" || path == "/health") return json_reply(200, R"({"status":"ok"})");
    if (path == "/_kilo/gateway/status")
      return json_reply(200, listening() ? R"({"state":"running"})" : R"({"state":"starting"})");
    if (guarded_ && path.starts_with("/_kilo/"))
      return json_reply(401, R"({"error":"Unauthorized","code":"controller_route_unavailable"})");
    if (guarded_) return json_reply(401, R"({"error":"Unauthorized"})");
    if (!listening()) return json_reply(502, R"({"error":"Bad Gateway"})");
    const GatewayReply reply = gateway_reply(call.method, path);
    return HttpReply{reply.status, reply.content_type, reply.body};
  }

  Machine& files_;
  bool guarded_;
  MemberTimer<OldGuest, &OldGuest::listen> listen_;
};

class NoGuest final : public Guest {
 public:
  bool request(HttpCall /*call*/, Answer /*answer*/) override { return false; }
  [[nodiscard]] bool listening() const override { return false; }
};

}  // namespace

std::unique_ptr<Guest> boot_guest(const GuestSeams& seams, const GuestConfig& config, Owner process,
                                  std::string token) {
  switch (config.kind) {
    case GuestKind::current:
      return std::make_unique<CurrentGuest>(seams, config, process, std::move(token));
    case GuestKind::old_guarded:
    case GuestKind::old_open:
      return std::make_unique<OldGuest>(seams, config);
    case GuestKind::none:
      break;
  }
  return std::make_unique<NoGuest>();
}

}  // namespace sim
