#include "scenarios/format/text_file.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace scenarios {
namespace {

std::string too_large(std::size_t bytes_max) {
  return "larger than " + std::to_string(bytes_max >> 20U) + " MiB";
}

}  // namespace

controller::Result<std::string, std::string> read_text_file(const std::string& path,
                                                            std::size_t bytes_max) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    return controller::Failure{std::string("no such file")};
  if (error) return controller::Failure{"cannot be read: " + error.message()};
  if (status.type() == fs::file_type::directory)
    return controller::Failure{std::string("is a folder: expected a file")};
  if (status.type() != fs::file_type::regular)
    return controller::Failure{std::string("is no regular file")};
  if (fs::file_size(path, error) > bytes_max && !error)
    return controller::Failure{too_large(bytes_max)};

  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text;
  constexpr std::size_t kChunk = std::size_t{64} << 10U;
  // The size above may be out of date, and some files tell none.
  while (file && text.size() <= bytes_max) {
    const std::size_t before = text.size();
    text.resize(before + kChunk);
    file.read(text.data() + before, static_cast<std::streamsize>(kChunk));
    text.resize(before + static_cast<std::size_t>(file.gcount()));
  }
  if (text.size() > bytes_max) return controller::Failure{too_large(bytes_max)};
  if (!file.eof() || file.bad()) {
    const int code = errno == 0 ? EIO : errno;
    return controller::Failure{"cannot be read: " + std::generic_category().message(code)};
  }
  return text;
}

}  // namespace scenarios
