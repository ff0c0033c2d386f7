#include "controller/posix/descriptor_limit.h"

#include <sys/resource.h>

#include <algorithm>

namespace controller::posix {

std::size_t clients_within_limit(std::size_t wanted, std::size_t children) {
  constexpr rlim_t kFiles = 56;
  constexpr rlim_t kOfAChild = 8;  // both ends of its pipes, while it is launched
  const rlim_t reserve = kFiles + kOfAChild * children;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = std::min(limit.rlim_max, std::max(before, rlim_t{2} * wanted + reserve));
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
  const rlim_t left = limit.rlim_cur - std::min(limit.rlim_cur / 2, reserve);
  return std::clamp<std::size_t>(left / 2, 1, wanted);
}

}  // namespace controller::posix
