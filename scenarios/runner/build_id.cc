#include "scenarios/runner/build_id.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>

#include "reports/text.h"

namespace scenarios {
namespace {

// FNV-1a, eight bytes at a time: an executable has megabytes, and a run may take milliseconds.
std::string fingerprint(std::istream& file) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  std::array<char, std::size_t{1} << 16U> part{};
  while (file) {
    part.fill(0);
    file.read(part.data(), part.size());
    for (std::streamsize at = 0; at < file.gcount(); at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, part.data() + at, sizeof word);
      hash = (hash ^ word) * 0x100000001b3ULL;
      hash ^= hash >> 32U;
    }
  }
  return file.bad() ? std::string() : reports::hex(hash);
}

std::string own_fingerprint() {
  std::ifstream file("/proc/self/exe", std::ios::binary);
  return file ? fingerprint(file) : std::string();
}

}  // namespace

const reports::Build& this_build() {
  static const reports::Build kBuild{std::string(kVersion), std::string(kCompiler),
                                     own_fingerprint()};
  return kBuild;
}

std::string text_of(const reports::Build& build) {
  return "pairbench " + build.version + ", " + build.compiler + ", binary " +
         (build.binary.empty() ? "unknown" : build.binary);
}

bool is_same_build(const reports::Build& a, const reports::Build& b) {
  return a == b && !a.binary.empty();
}

}  // namespace scenarios
