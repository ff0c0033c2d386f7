// The port of the fake Fly: Machines API, proxy and admin routes.
#pragma once

#include <memory>
#include <string>

#include "sim/apps/fly/real_cloud.h"

namespace sim::fake {

class Server {
 public:
  // Both must outlive it.
  Server(Loop& loop, RealCloud& cloud);
  ~Server();

  // The port that it is bound to; 0 asks for any. Nothing: it cannot be bound.
  std::optional<int> bind(const std::string& host, int port);
  // Serves until stop(), which may come from any thread. Calls that are on their way are broken.
  void serve();
  void stop();

 private:
  class Http;
  std::unique_ptr<Http> http_;
};

}  // namespace sim::fake
