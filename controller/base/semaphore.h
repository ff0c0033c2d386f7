// A counting semaphore with two priorities. A freed permit goes to the first waiter of the higher
// priority; nobody overtakes a waiter of the same one.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "controller/base/wait.h"

namespace controller {

enum class Priority : std::uint8_t { high, normal };

class Semaphore {
 public:
  Semaphore(Scheduler& scheduler, std::size_t permits) : scheduler_(scheduler), free_(permits) {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  // Holds one permit, or none; gives it back when destroyed. The semaphore must outlive it.
  class Permit {
   public:
    Permit() = default;
    explicit Permit(Semaphore& semaphore) : semaphore_(&semaphore) {}
    Permit(Permit&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
    Permit& operator=(Permit&& other) noexcept {
      if (this != &other) {
        release();
        semaphore_ = std::exchange(other.semaphore_, nullptr);
      }
      return *this;
    }
    ~Permit() { release(); }
    explicit operator bool() const { return semaphore_ != nullptr; }
    void release() {
      if (semaphore_ != nullptr) std::exchange(semaphore_, nullptr)->give_back();
    }

   private:
    Semaphore* semaphore_ = nullptr;
  };

  // `Permit permit = co_await semaphore.acquire(…)`: no permit when cancelled.
  class Acquire : private Waiter {
   public:
    Acquire(Semaphore& semaphore, Priority priority, CancelToken token)
        : Waiter(semaphore.scheduler_, token), semaphore_(semaphore), priority_(priority) {}

    bool await_ready() noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> handle) {
      if (token().cancelled()) return false;
      if (semaphore_.free_ > 0) {
        --semaphore_.free_;
        permit_ = Permit(semaphore_);
        return false;
      }
      suspend(handle);
      semaphore_.waiting_[static_cast<std::size_t>(priority_)].push_back(*this);
      return true;
    }
    Permit await_resume() { return std::move(permit_); }

   private:
    friend class Semaphore;
    friend class IntrusiveList<Acquire>;
    Semaphore& semaphore_;
    Priority priority_;
    Permit permit_;  // granted, though its coroutine may not have run yet
  };
  Acquire acquire(Priority priority, CancelToken token = CancelToken()) {
    return Acquire(*this, priority, token);
  }

  [[nodiscard]] std::size_t free() const { return free_; }
  // How many wait for a permit. Linear in that.
  [[nodiscard]] std::size_t waiting() {
    std::size_t count = 0;
    for (auto& list : waiting_) {
      for (Acquire* one = list.first(); one != nullptr; one = list.next(*one)) ++count;
    }
    return count;
  }

 private:
  void give_back() {
    for (auto& waiting : waiting_) {
      if (waiting.empty()) continue;
      Acquire& next = waiting.pop_front();
      next.permit_ = Permit(*this);
      next.wake();
      return;
    }
    ++free_;
  }

  Scheduler& scheduler_;
  std::size_t free_;
  std::array<IntrusiveList<Acquire>, 2> waiting_;
};

}  // namespace controller
