#include "sim/host/cpu.h"

#include <algorithm>

namespace sim {

Cpu::Job::~Job() {
  if (cpu_ != nullptr) cpu_->give_up(*this);
}

void Cpu::start(Job& job, Duration work) {
  catch_up();
  job.cpu_ = this;
  job.remaining_ = std::max(work, Duration::zero());
  jobs_.push_back(job);
  ++running_;
  arm();
}

void Cpu::give_up(Job& job) {
  if (job.cpu_ == nullptr) return;
  catch_up();
  job.cpu_ = nullptr;
  job.unlink();
  --running_;
  arm();
}

// Does the work of the time since the last change, at the speed that held during it.
void Cpu::catch_up() {
  const Duration elapsed = world_.now() - caught_up_;
  caught_up_ = world_.now();
  if (running_ == 0) return;
  const auto slowdown = static_cast<std::int64_t>(slowdown_(running_));
  for (Job* job = jobs_.first(); job != nullptr; job = jobs_.next(*job)) {
    job->remaining_ -= std::min(job->remaining_, Duration(elapsed.count() * 1000 / slowdown));
  }
}

void Cpu::arm() {
  if (running_ == 0) {
    timer_.disarm();
    return;
  }
  Duration least = Duration::max();
  for (Job* job = jobs_.first(); job != nullptr; job = jobs_.next(*job))
    least = std::min(least, job->remaining_);
  const auto slowdown = static_cast<std::int64_t>(slowdown_(running_));
  world_.arm(timer_, world_.now() + Duration((least.count() * slowdown + 999) / 1000));
}

void Cpu::finish_due() {
  catch_up();
  controller::IntrusiveList<Job> done;
  for (Job* job = jobs_.first(); job != nullptr;) {
    Job* next = jobs_.next(*job);
    if (job->remaining_ == Duration::zero()) {
      job->unlink();
      job->cpu_ = nullptr;
      --running_;
      done.push_back(*job);
    }
    job = next;
  }
  arm();
  while (!done.empty()) {
    Job& job = done.pop_front();
    job.done_(job);
  }
}

}  // namespace sim
