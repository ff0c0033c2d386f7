// The platform's HTTP API to the instances of all users (F8): from a request to its answer, without
// sockets. Every route below /api/platform needs the key, unknown ones too.
//
// One thread, the scheduler's. A list is given up by destroying its task; an approval that has
// begun is carried out all the same.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "controller/base/task.h"
#include "controller/http/auth.h"
#include "controller/http/message.h"
#include "controller/instance/pairing_calls.h"

namespace controller::instance {

// Who has which instance.
class InstanceDirectory {
 public:
  virtual ~InstanceDirectory() = default;
  // The calls of that user's instance; null when the user has none. `user_id` is any bytes, never
  // empty. Whoever holds them may go on with the tasks that they have begun.
  virtual std::shared_ptr<PairingCalls> find(const std::string& user_id) = 0;
};

class PlatformApi {
 public:
  // `directory` must outlive the API. An empty key lets nobody in.
  PlatformApi(InstanceDirectory& directory, std::string_view key);

  // What `request` views must stay valid until the task is done.
  Task<HttpResponse> handle(HttpRequest request);

  // Whether `request` has the key.
  [[nodiscard]] bool authorized(const HttpRequest& request) const;

 private:
  struct Approval;
  // The error is the text for a client.
  static Result<Approval, std::string_view> parse_approval(Kind kind, std::string_view body);

  Task<HttpResponse> list(Kind kind, std::string_view query);
  Task<HttpResponse> approve(Kind kind, std::string_view body);

  InstanceDirectory& directory_;
  Secret key_;
};

}  // namespace controller::instance
