// Counts what the test program allocates: allocation_counter_test.cc replaces the global operator
// new, so only the tests carry it. Not under AddressSanitizer and ThreadSanitizer, which want to
// see new and delete themselves (and under the first the frame pool keeps nothing).
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PAIRBENCH_COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PAIRBENCH_COUNTS_ALLOCATIONS 0
#endif
#endif
#ifndef PAIRBENCH_COUNTS_ALLOCATIONS
#define PAIRBENCH_COUNTS_ALLOCATIONS 1
#endif

namespace controller::testing {

inline constexpr bool kAllocationsAreCounted = PAIRBENCH_COUNTS_ALLOCATIONS == 1;

// Calls of any operator new so far, by any thread; 0 when they are not counted.
std::size_t allocations();

}  // namespace controller::testing
