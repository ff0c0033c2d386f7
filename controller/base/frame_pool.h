// Memory for coroutine frames: freed frames are kept, by size, for the next coroutine of that size,
// so that a loop in steady state allocates nothing. One pool a thread; a frame may be freed on
// another thread than its own.
#pragma once

#include <cstddef>

namespace controller {

void* allocate_frame(std::size_t bytes);
void free_frame(void* frame, std::size_t bytes) noexcept;

}  // namespace controller
