// Reading a whole file, carefully.
#pragma once

#include <cstddef>
#include <string>

#include "controller/base/result.h"

namespace scenarios {

// The failure says in a few words what is wrong with the file. A file larger than `bytes_max` is
// refused without reading it, and what is no regular file without opening it: a pipe may never end.
controller::Result<std::string, std::string> read_text_file(const std::string& path,
                                                            std::size_t bytes_max);

}  // namespace scenarios
