// Fly's proxy: `https://<app>.fly.dev`, where `fly-force-instance-id` picks the machine. A request
// that has been sent arrives, whether its sender still waits or not.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "controller/base/http_transport.h"
#include "controller/base/wait.h"
#include "sim/cloud/guest.h"
#include "sim/faults/cloud_fault.h"
#include "sim/trace/recorder.h"
#include "sim/world/process.h"

namespace sim {

struct ProxyConfig {
  std::string app = "pairbench";
  // What the proxy answers for a machine that is stopped, missing, or does not listen. Fly's
  // documents do not tell (docs/fly-facts.md).
  int status_without_machine = 502;
};

class FlyProxy {
 public:
  // All must outlive the proxy. `find`: what runs in the machine of that id, and can be reached;
  // null: nothing.
  struct Seams {
    Process& world;
    ChoiceSource& choices;
    Recorder& recorder;
    CloudFaultBook& faults;
    std::function<Guest*(std::string_view machine)> find;
    // The token that the controller of a sandbox wants to see.
    std::function<std::string(std::string_view sandbox)> token_of;
  };
  FlyProxy(Seams seams, ProxyConfig config);
  ~FlyProxy();

  // What runs in the machine ends: connections to it break. To be called before it is destroyed.
  void machine_ends(std::string_view machine);

  using Outcome = controller::Result<controller::InboundReply, controller::TransportError>;

  // The sender's side of a request; it lives in the frame that waits.
  class Pending {
   public:
    // All must outlive it. `instance`: who sends.
    Pending(FlyProxy& proxy, Process& process, const std::string& instance)
        : proxy_(proxy), process_(process), instance_(instance), done_(process) {}
    ~Pending();
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

    void send(const controller::OutboundRequest& request) { proxy_.send(*this, request); }
    // `co_await pending.answered(token)`: false when the sender gave up.
    controller::Event::Wait answered(controller::CancelToken token) { return done_.wait(token); }
    // After answered(), once.
    Outcome take();

   private:
    friend class FlyProxy;
    FlyProxy& proxy_;
    Process& process_;
    const std::string& instance_;
    controller::Event done_;
    std::uint64_t number_ = 0;  // 0: not sent, or over
    Outcome outcome_ = controller::Failure{controller::TransportError{}};
  };

 private:
  class Exchange;

  void send(Pending& pending, const controller::OutboundRequest& request);
  void leave(Pending& pending);
  void drop(std::uint64_t number);
  Exchange* find(std::uint64_t number);
  Duration latency();

  Seams seams_;
  ProxyConfig config_;
  std::map<std::uint64_t, std::unique_ptr<Exchange>> exchanges_;
  std::uint64_t next_number_ = 1;
};

// The way of one instance to the proxy.
class ProxyTransport final : public controller::HttpTransport {
 public:
  // Both must outlive it.
  ProxyTransport(FlyProxy& proxy, Process& process, std::string instance)
      : proxy_(proxy), process_(process), instance_(std::move(instance)) {}

  controller::Task<FlyProxy::Outcome> send(const controller::OutboundRequest& request,
                                           controller::CancelToken token) override;

 private:
  FlyProxy& proxy_;
  Process& process_;
  std::string instance_;
};

}  // namespace sim
