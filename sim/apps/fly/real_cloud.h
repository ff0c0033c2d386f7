// The fake Fly in real time: the model with its proxy and faults, real processes for what runs in
// the machines, and directories for their volumes. All of it lives on the loop's thread.
#pragma once

#include <deque>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/cancel.h"
#include "controller/base/http_transport.h"
#include "controller/base/scope.h"
#include "sim/apps/fly/real_guest.h"
#include "sim/cloud/proxy.h"
#include "sim/fly/fly_service.h"
#include "sim/trace/recorder.h"

namespace sim::fake {

struct CloudOptions {
  FlyConfig fly;
  ProxyConfig proxy;
  std::string data;                        // directory for all that it keeps
  std::vector<std::string> guest_command;  // empty: nothing listens in a machine
  std::string openclaw;                    // the fake command line
  std::vector<std::string> channels;       // enabled on a fresh volume
  std::string log;                         // file of events, one JSON object a line; empty: none
};

// A request on its way. Shared by the thread that serves its client and the loop.
struct RealCall {
  enum class To : std::uint8_t { api, proxy };
  To to = To::api;
  controller::OutboundRequest request;
  controller::CancelSource cancel;  // the loop's thread only
  // Called once, on the loop's thread.
  std::function<void(controller::Result<controller::InboundReply, controller::TransportError>)>
      answered;
};

class RealCloud {
 public:
  // `loop` and `choices` must outlive it. Throws std::runtime_error.
  RealCloud(Loop& loop, CloudOptions options, ChoiceSource& choices);
  ~RealCloud();

  void begin(std::shared_ptr<RealCall> call);

  // Whoever changes the model calls settle() afterwards.
  [[nodiscard]] FlyModel& model() { return fly_.model(); }
  [[nodiscard]] FlyNow now() const { return fly_.now(); }
  void settle() { fly_.settle(); }

  // From now on these apply; they have counted nothing.
  void set_rules(std::vector<CloudFaultRule> rules);
  // The process in a machine; nothing: none runs.
  [[nodiscard]] const RealGuest* guest(std::string_view machine) const;
  // The directory of what is on the volume of a machine.
  [[nodiscard]] std::string home_of(std::string_view machine);
  // The last events, one JSON object a line.
  [[nodiscard]] std::string recent() const;

 private:
  // Keeps the last events, writes all of them, and remembers where forks came from.
  class Memory final : public EventSink {
   public:
    explicit Memory(const std::string& file);
    void on_event(const Event& event) override;
    [[nodiscard]] std::string recent() const;
    [[nodiscard]] std::string source_of(std::string_view volume) const;

   private:
    std::ofstream file_;
    std::deque<std::string> lines_;
    std::map<std::string, std::string, std::less<>> sources_;
  };
  struct Command;

  static controller::Task<void> serve_api(RealCloud& cloud, std::shared_ptr<RealCall> call);
  static controller::Task<void> serve_proxy(RealCloud& cloud, std::shared_ptr<RealCall> call);
  void on_machine(const FlyMachineChanged& machine);
  void boot(const FlyMachineChanged& machine);
  void ended(const std::string& machine, const RealGuest* guest, const ChildResult& result);
  FlyCommandPlan command(const FlyCommand& command);
  std::string home_on(std::string_view volume, std::string_view machine);
  void link_programs() const;
  void check_guest_command() const;
  [[nodiscard]] std::string search_path() const;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> environment(
      const std::string& home) const;
  [[nodiscard]] ChildSpec guest_spec(const FlyMachineChanged& machine, const std::string& home,
                                     std::uint16_t port) const;

  Loop& loop_;
  CloudOptions options_;
  Recorder recorder_;
  Memory memory_;
  std::deque<std::vector<CloudFaultRule>> rules_;  // older ones too: draws name them
  CloudFaultBook faults_;
  FlyService fly_;
  std::map<std::string, std::unique_ptr<RealGuest>, std::less<>> guests_;  // by machine
  FlyProxy proxy_;
  controller::Scope scope_;
};

}  // namespace sim::fake
