// The memory of this program: blocks that are given back are kept, by size, for the next one of
// that size, one store a thread and without locks. A run is mostly small strings, nodes of maps and
// events, which come and go by the thousand; the C library's heap took a fifth of its time for
// them.
//
// What a thread keeps is bounded by the most that it ever had in use, and goes back to the C
// library when the thread ends. A block may be given back on another thread than its own.
// Sanitizers want to see every new and delete themselves, so under them nothing is replaced.
#include <malloc.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define PAIRBENCH_KEEPS_BLOCKS 1
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#undef PAIRBENCH_KEEPS_BLOCKS
#endif
#endif
#endif

#ifdef PAIRBENCH_KEEPS_BLOCKS
namespace {

constexpr std::size_t kStep = 16;  // of sizes; also the C library's, so that nothing is wasted
constexpr std::size_t kSizes = 64;

// Of a block that holds `bytes`, at least one: its place in the store.
constexpr std::size_t place_of(std::size_t bytes) { return (bytes - 1) / kStep; }

struct FreeBlock {
  FreeBlock* next;
};

// Never destroyed, because other objects of the thread may outlive it: emptied and closed instead.
struct Store {
  std::array<FreeBlock*, kSizes> free;
  bool closed;
};
constinit thread_local Store store{};

struct EmptyAtEnd {
  ~EmptyAtEnd() {
    store.closed = true;
    for (FreeBlock*& head : store.free) {
      while (head != nullptr) {
        FreeBlock* const block = head;
        head = block->next;
        std::free(block);
      }
    }
  }
};

[[gnu::noinline]] void* fresh(std::size_t place) {
  thread_local const EmptyAtEnd empty_at_end;
  (void)empty_at_end;
  void* const memory = std::malloc((place + 1) * kStep);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void* large(std::size_t bytes) {
  void* const memory = std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

// Not inline: g++ would warn that free() ends what operator new began.
[[gnu::noinline]] void release(void* memory) { std::free(memory); }

void give_back(void* memory, std::size_t place) {
  if (place >= kSizes || store.closed) return release(memory);
  store.free[place] = ::new (memory) FreeBlock{store.free[place]};
}

}  // namespace

// The library's other forms (arrays, nothrow) end in these; those with an alignment stay its own.

void* operator new(std::size_t bytes) {
  const std::size_t place = place_of(bytes == 0 ? 1 : bytes);
  if (place >= kSizes) return large(bytes);
  FreeBlock* const block = store.free[place];
  if (block == nullptr) return fresh(place);
  store.free[place] = block->next;
  return block;
}

void operator delete(void* memory, std::size_t bytes) noexcept {
  if (memory != nullptr) give_back(memory, place_of(bytes == 0 ? 1 : bytes));
}

// How large it is, the C library knows: at least as large as it was asked for, and a block serves
// for all sizes that it holds in full.
void operator delete(void* memory) noexcept {
  if (memory != nullptr) give_back(memory, malloc_usable_size(memory) / kStep - 1);
}
#endif
