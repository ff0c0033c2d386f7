// The files of this tree, for lints that apply to all of them.
#pragma once

#include <string>
#include <vector>

namespace lint {

struct File {
  std::string path;  // from the root, such as "controller/base/task.h"
  std::string text;

  [[nodiscard]] bool is_code() const { return path.ends_with(".h") || path.ends_with(".cc"); }
};

// Sources, documents and scripts below `root`, in order of path; neither build products nor hidden
// folders, except .ci.
[[nodiscard]] std::vector<File> read_tree(const std::string& root);

}  // namespace lint
