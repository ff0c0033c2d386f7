#include "sim/apps/fly/loop.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace sim::fake {

Loop::Loop(std::int64_t speed) : speed_(speed), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  // Something is always due, however late: so time moves on also when nothing happens.
  process_.arm(anchor_, controller::kNever);
}

Instant Loop::now() const {
  const auto real = std::chrono::steady_clock::now() - began_;
  return Instant(std::chrono::duration_cast<Duration>(real) * speed_);
}

void Loop::post(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  ::eventfd_write(wake_.number(), 1);
}

void Loop::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ::eventfd_write(wake_.number(), 1);
}

void Loop::run() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    time_.run_until(now());
    run_jobs();
    time_.run_until(now());
    wait();
  }
}

void Loop::run_jobs() {
  std::vector<std::function<void()>> jobs;
  {
    const std::lock_guard lock(mutex_);
    jobs.swap(jobs_);
  }
  for (const auto& job : jobs) job();
}

int Loop::wait_ms() const {
  const Instant next = time_.next_event();
  if (next == controller::kNever) return -1;
  constexpr std::int64_t kMost = 60'000;
  const auto left = (next - now()) / speed_;
  return static_cast<int>(std::clamp<std::int64_t>(
      std::chrono::ceil<std::chrono::milliseconds>(left).count(), 0, kMost));
}

void Loop::wait() {
  std::vector<pollfd> waits = {{wake_.number(), POLLIN, 0}};
  for (const auto& [fd, ready] : watched_) waits.push_back({fd, POLLIN, 0});
  ::poll(waits.data(), waits.size(), wait_ms());
  eventfd_t count = 0;
  ::eventfd_read(wake_.number(), &count);
  time_.run_until(now());
  for (const pollfd& found : waits) {
    if (found.revents == 0) continue;
    const auto watched = watched_.find(found.fd);
    if (watched == watched_.end()) continue;
    const auto ready = watched->second;  // it may unwatch itself
    (*ready)();
  }
}

void Loop::watch(int fd, std::function<void()> ready) {
  watched_[fd] = std::make_shared<std::function<void()>>(std::move(ready));
}

}  // namespace sim::fake
