// The thread on which the models live: virtual time follows the clock, other threads hand in work,
// and descriptors are watched. All but post() and stop() is for that thread, or for before it runs.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "sim/apps/support/files.h"
#include "sim/world/process.h"
#include "sim/world/wall_clock.h"

namespace sim::fake {

class Loop {
 public:
  // `speed`: so many times as fast as the clock.
  explicit Loop(std::int64_t speed);

  [[nodiscard]] VirtualScheduler& time() { return time_; }
  [[nodiscard]] Process& process() { return process_; }
  [[nodiscard]] WallClock& wall() { return wall_; }

  // From any thread: `job` runs soon, on the loop's.
  void post(std::function<void()> job);
  // From any thread, and from signal handlers' threads: run() returns.
  void stop();
  // Until stop().
  void run();

  // `ready` is called whenever the descriptor can be read; it may unwatch.
  void watch(int fd, std::function<void()> ready);
  void unwatch(int fd) { watched_.erase(fd); }

 private:
  [[nodiscard]] Instant now() const;
  [[nodiscard]] int wait_ms() const;
  void run_jobs();
  void wait();

  std::int64_t speed_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  VirtualScheduler time_;
  Process process_{time_, 1, "fly"};
  WallClock wall_{time_, wall_now()};
  Timer anchor_{[](Work& /*work*/) {}};
  Fd wake_;
  std::mutex mutex_;
  std::vector<std::function<void()>> jobs_;  // guarded
  bool stopping_ = false;                    // guarded
  std::map<int, std::shared_ptr<std::function<void()>>> watched_;
};

}  // namespace sim::fake
