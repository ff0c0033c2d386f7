#include "controller/base/testing/allocation_counter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

namespace {

std::atomic<std::size_t> count{0};

#if PAIRBENCH_COUNTS_ALLOCATIONS

void* counted(std::size_t bytes) {
  count.fetch_add(1, std::memory_order_relaxed);
  void* memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* counted(std::size_t bytes, std::align_val_t alignment) {
  count.fetch_add(1, std::memory_order_relaxed);
  const auto align = static_cast<std::size_t>(alignment);
  void* memory = std::aligned_alloc(align, (bytes + align - 1) / align * align);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

// Not inline: g++ would warn that free() ends what operator new began.
[[gnu::noinline]] void release(void* memory) { std::free(memory); }

#endif

}  // namespace

#if PAIRBENCH_COUNTS_ALLOCATIONS

// The library's other forms (arrays, nothrow) end in these.
void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, alignment);
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

#endif

namespace controller::testing {

std::size_t allocations() { return count.load(std::memory_order_relaxed); }

namespace {

struct alignas(64) Wide {
  char bytes[64];
};

TEST(AllocationCounterTest, CountsEveryForm) {
  if (!kAllocationsAreCounted) GTEST_SKIP();
  const std::size_t before = allocations();
  const auto one = std::make_unique<int>(1);
  const std::vector<int> many(100);
  const auto wide = std::make_unique<Wide>();
  const std::unique_ptr<int> quiet(new (std::nothrow) int(2));
  EXPECT_EQ(allocations() - before, 4U);
}

}  // namespace
}  // namespace controller::testing
