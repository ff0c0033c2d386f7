#include "scenarios/import/secrets.h"

#include <algorithm>

namespace scenarios::importing {

std::vector<Secret> find_secrets(std::string_view line) {
  std::vector<Secret> found;
  find_by_shape(line, found);
  find_by_context(line, found);
  // The longest of those that begin together comes first, then the one with the better name.
  std::ranges::sort(found, [](const Secret& a, const Secret& b) {
    if (a.at != b.at) return a.at < b.at;
    return a.size != b.size ? a.size > b.size : a.kind < b.kind;
  });
  std::vector<Secret> apart;
  for (const Secret& secret : found) {
    const std::size_t end = secret.at + secret.size;
    if (apart.empty() || secret.at >= apart.back().at + apart.back().size) {
      apart.push_back(secret);
    } else {
      Secret& before = apart.back();
      before.size = std::max(before.at + before.size, end) - before.at;
    }
  }
  return apart;
}

}  // namespace scenarios::importing
