// Whole files or none. Every failure is one line: the path, the reason, and what to do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reports {

using FileError = std::optional<std::string>;  // nullopt: done

// Makes the folders above `path` as needed, writes beside it and renames, so that a reader sees the
// old file or the new one. What is no regular file (a device, a pipe, a link such as /dev/stdout)
// is written in place, never replaced.
[[nodiscard]] FileError write_file(const std::string& path, std::string_view text);

struct NewFile {
  std::string path;
  std::string_view text;
};

// The same for files that belong together. Nothing takes its place before all are written: after a
// failure the files that were there before are untouched.
[[nodiscard]] FileError write_files(const std::vector<NewFile>& files);

// With the folders above it; fine if it is there.
[[nodiscard]] FileError make_folder(const std::string& path);

// Whether the folder that `path` would lie in is there. For files that a user names: a folder that
// is not there may be a slip.
[[nodiscard]] FileError check_folder_above(const std::string& path);

// Whether write_file could write there, as far as can be told beforehand. Makes the folders above
// it.
[[nodiscard]] FileError check_writable_file(const std::string& path);

// The same for files in the folder, which is made.
[[nodiscard]] FileError check_writable_folder(const std::string& path);

}  // namespace reports
