// What runs in one Fly machine, from its boot to its end: a controller with its gateway, an older
// controller, or nothing that answers. What it keeps is on the machine's volume.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/gateway/machine.h"
#include "sim/host/host.h"
#include "sim/http/connection.h"
#include "sim/http/http_call.h"
#include "sim/world/controller_process.h"

namespace sim {

enum class GuestKind : std::uint8_t {
  current,      // our controller
  old_guarded,  // one that predates the pairing routes and wants the proxy token: 401 with a code
  old_open,     // one that predates them and passes unknown routes on: 404, or 502 while it boots
  none,         // nothing listens: Fly's proxy cannot connect
};

struct GuestConfig {
  GuestKind kind = GuestKind::current;
  controller::ControllerConfig controller;       // current
  controller::HttpApiConfig http;                // current; its token is that of the sandbox
  HostConfig host;                               // current
  Duration old_boot = std::chrono::seconds(10);  // an older one's gateway listens so long after
};

class Guest {
 public:
  // Gets the reply, once, or null when the connection broke; never called after end().
  using Answer = std::function<void(const HttpReply* reply)>;

  virtual ~Guest() = default;
  // `call` arrives at its port now. False: nothing listens there.
  virtual bool request(HttpCall call, Answer answer) = 0;
  // Whether messengers and devices reach its gateway.
  [[nodiscard]] virtual bool listening() const = 0;
  // Its gateway prints `lines`, each so long from now.
  virtual void gateway_prints(const std::vector<LogLine>& /*lines*/) {}
};

struct GuestSeams {
  VirtualScheduler& time;
  Process& world;
  WallClock& wall;
  ChoiceSource& choices;
  Machine& files;  // on the volume; the guest leaves it closed (nobody listens) when it ends
};

// `process`: the id of its controller. Destroying it is the machine's end. All seams must outlive
// the guest; `token` is what its controller was given, and wants to see.
std::unique_ptr<Guest> boot_guest(const GuestSeams& seams, const GuestConfig& config, Owner process,
                                  std::string token);

}  // namespace sim
