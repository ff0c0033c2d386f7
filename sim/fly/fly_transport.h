// The fake Fly as seen through HTTP, by one instance.
#pragma once

#include <string>

#include "controller/base/http_transport.h"
#include "sim/fly/fly_service.h"

namespace sim {

class FlyTransport final : public controller::HttpTransport {
 public:
  // `process` and `service` must outlive the transport. Whatever host a URL names, this is Fly.
  FlyTransport(FlyService& service, Process& process, std::string instance)
      : service_(service), process_(process), instance_(std::move(instance)) {}

  controller::Task<controller::Result<controller::InboundReply, controller::TransportError>> send(
      const controller::OutboundRequest& request, controller::CancelToken token) override;

 private:
  FlyService& service_;
  Process& process_;
  std::string instance_;
};

}  // namespace sim
