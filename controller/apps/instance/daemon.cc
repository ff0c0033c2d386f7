#include "controller/apps/instance/daemon.h"

#include <sys/stat.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include "controller/base/deadline.h"
#include "controller/base/scope.h"
#include "controller/instance/instance_api.h"
#include "controller/instance/instances.h"
#include "controller/posix/fd_output.h"
#include "controller/posix/http_client.h"
#include "controller/posix/http_listener.h"
#include "controller/posix/signals.h"
#include "controller/posix/sqlite_key_value.h"
#include "controller/posix/sqlite_store.h"
#include "controller/posix/stream_log.h"
#include "controller/posix/system.h"

namespace controller::apps {
namespace {

// For answers that are under way when everything has ended.
constexpr Duration kAnswersGrace = std::chrono::seconds(1);

class Daemon {
 public:
  Daemon(const Settings& settings, posix::EventLoop& loop, posix::SqliteDatabase& database)
      : settings_(settings),
        loop_(loop),
        output_(loop),
        log_(output_, clock_, *posix::parse_log_format(settings.daemon.log_format),
             *posix::parse_log_level(settings.daemon.log_level)),
        http_(loop),
        worker_(loop),
        stores_(worker_, database),
        kv_(worker_, database, clock_),
        fly_(fly::Client::Seams{http_, log_}, fly_config(settings)),
        instances_({loop, clock_, random_, log_, fly_, http_, kv_, stores_},
                   instance_config(settings)),
        api_(loop, instances_, settings.internal_key),
        listener_(loop, clock_, api_, listener_config(settings)),
        signals_(loop, [this](int number) { ending_.spawn(end(number)); }),
        ending_(loop) {
    ending_.spawn(begin());
  }

  [[nodiscard]] int exit_code() const { return exit_code_; }

 private:
  // All instances first: a request must not take one that is stored for one that does not exist.
  Task<void> begin() {
    auto loaded = co_await instances_.load();
    if (!loaded) co_return fail(settings_.database + " cannot be read: " + loaded.error().text);
    const ListenAddress where = listen_address(settings_);
    const auto port = listener_.listen(where.address, where.port);
    if (!port) co_return fail(port.error());
    log_.write(LogLevel::info, "instances.listening",
               {{"address", std::string_view(where.address)}, {"port", *port}});
    output_.write(OutputStream::out, "{\"port\":" + std::to_string(*port) + "}\n");
  }

  void fail(const std::string& error) {
    std::cerr << "pairing-instance: " << error << "\n";
    exit_code_ = 1;
    loop_.stop();
  }

  // Operations under way end as in a crash: the next life goes on with them.
  Task<void> end(int number) {
    log_.write(LogLevel::info, "instances.ending", {{"signal", number}});
    api_.end();
    listener_.close();
    Deadline deadline(loop_, kAnswersGrace);
    co_await listener_.closed(deadline.token());
    loop_.stop();
  }

  const Settings& settings_;
  posix::EventLoop& loop_;
  posix::SystemWallClock clock_;
  posix::SystemRandom random_;
  posix::FdOutput output_;
  posix::StreamLog log_;
  posix::HttpClient http_;
  posix::Worker worker_;
  posix::SqliteStore stores_;
  posix::SqliteKeyValue kv_;
  fly::Client fly_;
  instance::Instances instances_;
  instance::InstanceApi api_;
  posix::HttpListener listener_;
  posix::EndSignals signals_;
  Scope ending_;
  int exit_code_ = 0;
};

}  // namespace

int run_instances(const Settings& settings) {
  ::umask(077);  // what is stored names users
  auto database = posix::SqliteDatabase::open(settings.database);
  if (!database) {
    std::cerr << "pairing-instance: " << database.error() << "\n";
    return 1;
  }
  posix::EventLoop loop;
  Daemon daemon(settings, loop, **database);
  loop.run();
  return daemon.exit_code();
}

}  // namespace controller::apps
