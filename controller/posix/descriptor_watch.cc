#include "controller/posix/descriptor_watch.h"

#include <array>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <new>
#include <utility>

namespace controller::posix {
namespace {

namespace asio = boost::asio;

// Room for what asio remembers of one wait, taken again and again.
class Slot {
 public:
  void* take(std::size_t bytes) {
    if (taken_ || bytes > room_.size()) return ::operator new(bytes);
    taken_ = true;
    return room_.data();
  }
  void give_back(void* memory) {
    if (memory == room_.data()) {
      taken_ = false;
    } else {
      ::operator delete(memory);
    }
  }

 private:
  alignas(std::max_align_t) std::array<std::byte, 256> room_{};
  bool taken_ = false;
};

template <class T>
struct SlotAllocator {
  using value_type = T;
  explicit SlotAllocator(Slot& slot_in) : slot(&slot_in) {}
  template <class U>
  explicit SlotAllocator(const SlotAllocator<U>& other) : slot(other.slot) {}
  T* allocate(std::size_t count) { return static_cast<T*>(slot->take(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t /*count*/) { slot->give_back(memory); }
  template <class U>
  bool operator==(const SlotAllocator<U>& other) const {
    return slot == other.slot;
  }
  Slot* slot;
};

}  // namespace

class DescriptorWatch::State : public std::enable_shared_from_this<State> {
 public:
  State(asio::io_context& context, int number) : descriptor_(context) {
    boost::system::error_code failed;
    descriptor_.assign(number, failed);
  }

  [[nodiscard]] bool works() const { return descriptor_.is_open(); }

  void release() {
    for (One& one : sides_) one.waiter = nullptr;
    noticed_ = nullptr;
    if (works()) descriptor_.release();
  }

  void start(Side side) {
    One& one = of(side);
    if (std::exchange(one.pending, true)) return;
    const auto type = side == Side::reading ? asio::posix::stream_descriptor::wait_read
                                            : asio::posix::stream_descriptor::wait_write;
    descriptor_.async_wait(type, asio::bind_allocator(SlotAllocator<void>(one.slot),
                                                      [state = shared_from_this(), side](
                                                          const boost::system::error_code& error) {
                                                        state->fired(side, error);
                                                      }));
  }
  bool take_fired(Side side) { return std::exchange(of(side).fired, false); }
  void set_waiter(Side side, Ready* waiter) { of(side).waiter = waiter; }
  void clear_waiter(Side side, const Ready* waiter) {
    if (of(side).waiter == waiter) of(side).waiter = nullptr;
  }
  void notice(std::function<void()> noticed) { noticed_ = std::move(noticed); }

 private:
  struct One {
    bool pending = false;  // asio waits
    bool fired = false;    // it has come, and nobody waited
    Ready* waiter = nullptr;
    Slot slot;
  };
  One& of(Side side) { return sides_.at(static_cast<std::size_t>(side)); }

  void fired(Side side, const boost::system::error_code& error) {
    One& one = of(side);
    one.pending = false;
    if (error == asio::error::operation_aborted) return;
    one.fired = true;
    if (one.waiter != nullptr) {
      one.waiter->wake();
    } else if (side == Side::reading && noticed_) {
      std::exchange(noticed_, nullptr)();
    }
  }

  asio::posix::stream_descriptor descriptor_;
  std::array<One, 2> sides_;
  std::function<void()> noticed_;
};

DescriptorWatch::DescriptorWatch(EventLoop& loop, int number)
    : loop_(loop), state_(std::make_shared<State>(loop.context(), number)) {}
DescriptorWatch::~DescriptorWatch() { state_->release(); }

bool DescriptorWatch::works() const { return state_->works(); }

void DescriptorWatch::notice_reading(std::function<void()> noticed) {
  const bool wanted = noticed != nullptr;
  state_->notice(std::move(noticed));
  if (wanted) state_->start(Side::reading);
}

DescriptorWatch::Ready::Ready(DescriptorWatch& watch, Side side, Instant deadline,
                              CancelToken token)
    : Waiter(watch.loop_, token),
      state_(*watch.state_),
      side_(side),
      deadline_(deadline),
      alarm_(this) {}
DescriptorWatch::Ready::~Ready() { state_.clear_waiter(side_, this); }

bool DescriptorWatch::Ready::await_ready() {
  return !token().cancelled() && state_.take_fired(side_);
}

bool DescriptorWatch::Ready::await_suspend(std::coroutine_handle<> handle) {
  if (!suspend(handle)) return false;
  state_.set_waiter(side_, this);
  state_.start(side_);
  if (deadline_ != kNever) scheduler().arm(alarm_, deadline_);
  return true;
}

Waited DescriptorWatch::Ready::await_resume() {
  alarm_.disarm();
  state_.clear_waiter(side_, this);
  if (cancelled()) return Waited::cancelled;
  // Both in one turn: there is something to read.
  if (state_.take_fired(side_)) return Waited::ready;
  return late_ ? Waited::late : Waited::ready;
}

void DescriptorWatch::Ready::expire() {
  late_ = true;
  wake();
}

}  // namespace controller::posix
