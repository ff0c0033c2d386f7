// The Machines API over HTTP.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/base/http_transport.h"
#include "controller/base/log.h"
#include "controller/fly/machines_api.h"
#include "controller/fly/reply_json.h"

namespace controller::fly {

struct ClientConfig {
  std::string base_url = "https://api.machines.dev";  // without a slash at its end
  std::string app;
  std::string token;
};

// Each call is one request. A call whose id, name or other value cannot be right is refused
// (`invalid`, status 0) without any request, so no request goes to a wrong path. A 2xx answer that
// makes no sense is refused too: `invalid`, and it may have happened.
//
// The token appears in the Authorization header and nowhere else: it and the values of a machine's
// environment are masked in what Fly answers before that becomes a text or a line of the log. The
// log has each refusal whose meaning is not known (`fly.refusal_unexplained`, with the begin of its
// body) and each answer that makes no sense (`fly.reply_invalid`).
class Client final : public MachinesApi {
 public:
  struct Seams {
    HttpTransport& transport;
    Log& log;
  };
  // The seams must outlive the client, and the client its tasks.
  Client(Seams seams, ClientConfig config);

  Task<Reply<std::vector<Machine>>> list_machines(const MachineFilter& filter,
                                                  CancelToken token) override;
  Task<Reply<Machine>> get_machine(const std::string& id, CancelToken token) override;
  Task<Reply<Machine>> create_machine(const CreateMachine& wanted, CancelToken token) override;
  Task<Reply<Machine>> update_machine(const std::string& id, const MachineSpec& spec,
                                      CancelToken token) override;
  Task<Reply<Done>> start_machine(const std::string& id, CancelToken token) override;
  Task<Reply<Done>> stop_machine(const std::string& id, CancelToken token) override;
  Task<Reply<Done>> wait_for(const std::string& id, MachineState state,
                             const std::string& instance_id, CancelToken token) override;
  Task<Reply<Done>> destroy_machine(const std::string& id, CancelToken token) override;
  Task<Reply<ExecResult>> exec(const std::string& id, const std::vector<std::string>& command,
                               std::chrono::seconds timeout, CancelToken token) override;
  Task<Reply<std::vector<Volume>>> list_volumes(CancelToken token) override;
  Task<Reply<Volume>> get_volume(const std::string& id, CancelToken token) override;
  Task<Reply<Volume>> create_volume(const CreateVolume& wanted, CancelToken token) override;
  Task<Reply<Volume>> destroy_volume(const std::string& id, CancelToken token) override;

 private:
  // A request to be, or what is wrong with it.
  struct Prepared {
    std::string_view operation;
    OutboundRequest request;
    std::string_view flaw = {};
    const MachineSpec* spec = nullptr;  // whose environment must stay secret
  };
  template <class T>
  using Decode = Decoded<T> (ReplyReader::*)(std::string_view);

  // `path` follows /v1/apps/<app>; where it has `{}`, `id` comes in.
  [[nodiscard]] Prepared prepare(std::string_view operation, std::string_view method,
                                 std::string_view path, std::string_view id = "x") const;
  [[nodiscard]] Prepared with_body(Prepared prepared, std::string_view flaw,
                                   std::string body) const;

  template <class T>
  Task<Reply<T>> call(Prepared prepared, Decode<T> decode, CancelToken token);
  template <class T>
  Reply<T> answer_of(const Prepared& prepared, InboundReply& reply, Decode<T> decode);
  Refusal refusal_from(const Prepared& prepared, InboundReply& reply);
  Refusal senseless(const Prepared& prepared, int status, std::string_view flaw);

  HttpTransport& transport_;
  Log& log_;
  std::string app_url_;
  std::string authorization_;
  std::vector<std::string> secrets_;
  bool valid_app_;
  ReplyReader reader_;
};

}  // namespace controller::fly
