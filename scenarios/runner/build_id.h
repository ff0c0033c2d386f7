// Which program this is. Results carry it, so that a replay by another build is told from a run
// that is not deterministic.
#pragma once

#include <string>
#include <string_view>

#include "reports/report.h"

namespace scenarios {

inline constexpr std::string_view kVersion = "0.1.0";

#define PAIRBENCH_TEXT_OF(number) #number
#define PAIRBENCH_TEXT(number) PAIRBENCH_TEXT_OF(number)

#define PAIRBENCH_DOTTED(a, b, c) PAIRBENCH_TEXT(a) "." PAIRBENCH_TEXT(b) "." PAIRBENCH_TEXT(c)

#if defined(__clang__)
#define PAIRBENCH_COMPILER \
  "clang++ " PAIRBENCH_DOTTED(__clang_major__, __clang_minor__, __clang_patchlevel__)
#else
#define PAIRBENCH_COMPILER "g++ " PAIRBENCH_DOTTED(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__)
#endif
#if defined(__OPTIMIZE__)
#define PAIRBENCH_OPTIMISED ", optimised"
#else
#define PAIRBENCH_OPTIMISED ", not optimised"
#endif
#if defined(NDEBUG)
#define PAIRBENCH_ASSERTS ""
#else
#define PAIRBENCH_ASSERTS ", asserts on"
#endif

// "g++ 12.2.0, optimised, asserts on"
inline constexpr std::string_view kCompiler =
    PAIRBENCH_COMPILER PAIRBENCH_OPTIMISED PAIRBENCH_ASSERTS;

#undef PAIRBENCH_ASSERTS
#undef PAIRBENCH_OPTIMISED
#undef PAIRBENCH_COMPILER
#undef PAIRBENCH_DOTTED
#undef PAIRBENCH_TEXT
#undef PAIRBENCH_TEXT_OF

// With the build id that the linker gave it: a mended bug changes neither the version nor the
// compiler, yet traces may differ. Safe from any thread.
const reports::Build& this_build();

// "pairbench 0.1.0, g++ 12.2.0, optimised, binary 85d00f7948896f23": tells any two builds apart.
std::string text_of(const reports::Build& build);

// "another build (pairbench …; this is pairbench …)"
std::string another_build(const reports::Build& build);

// True if both are surely the same program.
bool is_same_build(const reports::Build& a, const reports::Build& b);

}  // namespace scenarios
