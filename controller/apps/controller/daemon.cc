#include "controller/apps/controller/daemon.h"

#include <chrono>
#include <iostream>
#include <string>

#include "controller/base/deadline.h"
#include "controller/base/scope.h"
#include "controller/posix/child_spawner.h"
#include "controller/posix/config_file.h"
#include "controller/posix/fd_output.h"
#include "controller/posix/signals.h"
#include "controller/posix/stream_log.h"
#include "controller/posix/system.h"

namespace controller::apps {
namespace {

// For answers that are under way when everything has ended.
constexpr Duration kAnswersGrace = std::chrono::seconds(1);

class Daemon {
 public:
  Daemon(const Settings& settings, posix::EventLoop& loop, posix::ChildSpawner& spawner)
      : loop_(loop),
        output_(loop),
        log_(output_, clock_, *posix::parse_log_format(settings.daemon.log_format),
             *posix::parse_log_level(settings.daemon.log_level)),
        config_(gateway_config_path(settings)),
        controller_(PairingController::Seams{loop, clock_, spawner, config_, output_, log_},
                    controller_config(settings)),
        api_(loop, clock_, controller_, api_config(settings)),
        listener_(loop, clock_, api_, with_log(listener_config(settings))),
        signals_(loop, [this](int number) { ending_.spawn(end(number)); }),
        ending_(loop) {
    spawner.report_to(log_);
  }

  // The listener first: a port in use must not cost the gateway a start.
  bool start(const Settings& settings, Announce announce) {
    const auto port = listener_.listen(settings.listen, static_cast<std::uint16_t>(settings.port));
    if (!port) {
      std::cerr << "pairing-controller: " << port.error() << "\n";
      return false;
    }
    log_.write(LogLevel::info, "controller.listening",
               {{"address", std::string_view(settings.listen)}, {"port", *port}});
    if (announce.port)
      output_.write(OutputStream::out, "{\"port\":" + std::to_string(*port) + "}\n");
    controller_.start();
    return true;
  }

 private:
  // The first 502 since the gateway was last reached is told; until it is up, clients ask often.
  posix::ListenerConfig with_log(posix::ListenerConfig config) {
    config.gateway_tried = [this, port = config.proxy.port](bool reached) {
      if (!reached && gateway_reached_)
        log_.write(LogLevel::warning, "proxy.gateway_unreachable", {{"port", std::int64_t{port}}});
      gateway_reached_ = reached;
    };
    return config;
  }

  // H7: stop the cache, forward the signal, close the listener.
  Task<void> end(int number) {
    log_.write(LogLevel::info, "controller.ending", {{"signal", number}});
    co_await controller_.shutdown(number);
    listener_.close();
    Deadline deadline(loop_, kAnswersGrace);
    co_await listener_.closed(deadline.token());
    loop_.stop();
  }

  posix::EventLoop& loop_;
  posix::SystemWallClock clock_;
  posix::FdOutput output_;
  posix::StreamLog log_;
  posix::ConfigFile config_;
  PairingController controller_;
  HttpApi api_;
  bool gateway_reached_ = true;
  posix::HttpListener listener_;
  posix::EndSignals signals_;
  Scope ending_;
};

}  // namespace

int run_controller(const Settings& settings, Announce announce) {
  posix::EventLoop loop;
  auto spawner = posix::ChildSpawner::start(loop);
  if (!spawner) {
    std::cerr << "pairing-controller: " << spawner.error() << "\n";
    return 1;
  }
  Daemon daemon(settings, loop, **spawner);
  if (!daemon.start(settings, announce)) return 1;
  loop.run();
  return 0;
}

}  // namespace controller::apps
