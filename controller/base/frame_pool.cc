#include "controller/base/frame_pool.h"

#include <array>
#include <new>

namespace controller {
namespace {

constexpr std::size_t kClassBytes = 64;
constexpr std::size_t kClasses = 64;  // frames up to 4 KiB; larger ones are rare and go to the heap

struct FreeFrame {
  FreeFrame* next;
};

class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    for (FreeFrame* head : free_) {
      while (head != nullptr) {
        FreeFrame* next = head->next;
        ::operator delete(head);
        head = next;
      }
    }
  }

  void* take(std::size_t size_class) {
    FreeFrame* frame = free_[size_class];
    if (frame == nullptr) return ::operator new((size_class + 1) * kClassBytes);
    free_[size_class] = frame->next;
    return frame;
  }

  void give(void* memory, std::size_t size_class) noexcept {
    free_[size_class] = ::new (memory) FreeFrame{free_[size_class]};
  }

 private:
  std::array<FreeFrame*, kClasses> free_{};
};

// AddressSanitizer must see every frame's end, so there frames are not kept.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kKeepFrames = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kKeepFrames = false;
#else
constexpr bool kKeepFrames = true;
#endif
#else
constexpr bool kKeepFrames = true;
#endif

Pool& pool() {
  thread_local Pool instance;
  return instance;
}

std::size_t size_class_of(std::size_t bytes) { return (bytes - 1) / kClassBytes; }

}  // namespace

void* allocate_frame(std::size_t bytes) {
  const std::size_t size_class = size_class_of(bytes);
  if (!kKeepFrames || size_class >= kClasses) return ::operator new(bytes);
  return pool().take(size_class);
}

void free_frame(void* frame, std::size_t bytes) noexcept {
  const std::size_t size_class = size_class_of(bytes);
  if (!kKeepFrames || size_class >= kClasses) {
    ::operator delete(frame);
    return;
  }
  pool().give(frame, size_class);
}

}  // namespace controller
