#include "scenarios/minimize/ddmin.h"

#include <algorithm>
#include <numeric>

namespace scenarios {
namespace {

using Places = std::vector<std::size_t>;

Places without_chunk(const Places& places, std::size_t begin, std::size_t size) {
  Places out;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (i < begin || i >= begin + size) out.push_back(places[i]);
  return out;
}

// From the back: what comes last is needed least often.
void drop_chunks(Places& kept, std::size_t size, const std::function<bool(const Places&)>& accepts,
                 const std::function<bool()>& over) {
  for (std::size_t end = kept.size(); end > 0 && !over();) {
    const auto begin = end > size ? end - size : 0;
    auto fewer = without_chunk(kept, begin, end - begin);
    if (accepts(fewer)) kept = std::move(fewer);
    end = begin;
  }
}

}  // namespace

Places ddmin(std::size_t count, const std::function<bool(const Places&)>& accepts,
             const std::function<bool()>& over) {
  Places kept(count);
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  for (std::size_t size = count; size > 0 && !over(); size /= 2) {
    size = std::min(size, std::max<std::size_t>(kept.size(), 1));
    drop_chunks(kept, size, accepts, over);
  }
  return kept;
}

}  // namespace scenarios
