// How many clients a process may have, given how many descriptors.
#pragma once

#include <cstddef>

namespace controller::posix {

// Raises the process's limit on descriptors as far as it may. Returns `wanted`, or fewer if even
// then each client, with a connection to the gateway of its own, would leave less than a reserve
// for files and for `children` at once. At least 1. Children inherit the limit.
std::size_t clients_within_limit(std::size_t wanted, std::size_t children);

}  // namespace controller::posix
