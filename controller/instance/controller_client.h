// Asks the controller of a machine over HTTP (F2-F4), and probes it after a start (M12).
//
// One thread, the scheduler's. Cancelling `token` gives a call up: what it asked for may be carried
// out all the same. Machine ids must be valid (fly::valid_id) and, like all arguments taken by
// reference, outlive the task. The token of the controller stands in no error and in no log entry,
// not even when the controller repeats it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "controller/base/cancel.h"
#include "controller/base/http_transport.h"
#include "controller/base/log.h"
#include "controller/base/scheduler.h"
#include "controller/base/task.h"
#include "controller/instance/pairing_values.h"

namespace controller::instance {

inline constexpr Duration kControllerTimeout = std::chrono::seconds(30);
inline constexpr Duration kControllerRefreshTimeout = std::chrono::seconds(110);
inline constexpr Duration kControllerApproveTimeout = std::chrono::seconds(190);

struct ControllerClientConfig {
  std::string base_url;  // without a slash at its end
  std::string token;     // controller_token() of the sandbox
};

// https://<app>.fly.dev
std::string default_base_url(std::string_view app);

struct ControllerError {
  CallError error;
  bool unknown_route = false;      // the controller does not know the route: fall back (F3)
  bool may_have_happened = false;  // an approval may have been, or still be, carried out
};

template <class T>
using ControllerReply = Result<T, ControllerError>;

class ControllerClient {
 public:
  struct Seams {
    Scheduler& scheduler;
    Log& log;
    HttpTransport& transport;
  };
  // The seams must outlive the client.
  ControllerClient(Seams seams, ControllerClientConfig config);

  [[nodiscard]] const ControllerClientConfig& config() const { return config_; }

  Task<ControllerReply<RequestList>> list(Kind kind, bool refresh, const std::string& machine,
                                          CancelToken token = CancelToken());

  // An answer is also what a 400 says (F4), and a 200 that denies its success.
  Task<ControllerReply<ApprovalAnswer>> approve(const ApprovalTarget& target,
                                                const std::string& machine,
                                                CancelToken token = CancelToken());

  // The state of the gateway, such as `running`.
  Task<ControllerReply<std::string>> gateway_status(const std::string& machine,
                                                    CancelToken token = CancelToken());
  // The status of `GET /`, whatever it is.
  Task<ControllerReply<int>> root_status(const std::string& machine,
                                         CancelToken token = CancelToken());

 private:
  struct Call {
    std::string_view method;
    std::string_view path;
    std::string_view query;  // empty, or from the `?` on
    std::string body;
    Duration timeout = kControllerTimeout;
    bool to_gateway = false;  // the controller passes it on, perhaps for its proxy token alone
  };

  Task<ControllerReply<InboundReply>> send(const Call& call, const std::string& machine,
                                           CancelToken token);
  ControllerError no_reply(const Call& call, const TransportError& error, bool timed_out);
  ControllerError refusal(const Call& call, const InboundReply& reply);
  ControllerError wrong_reply(const Call& call, const InboundReply& reply);
  [[nodiscard]] OutboundRequest request_of(const Call& call, const std::string& machine) const;

  Seams seams_;
  ControllerClientConfig config_;
};

}  // namespace controller::instance
