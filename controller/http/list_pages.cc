#include "controller/http/list_pages.h"

#include "controller/http/list_json.h"

namespace controller {
namespace {

template <class Page, class Snapshot>
void write(Page& page, const Snapshot& snapshot) {
  page.body = body_of(list_json(snapshot));
  page.valid_from = snapshot.valid_from;
  page.valid_until = snapshot.valid_until;
}

}  // namespace

HttpBody ListPages::get(Kind kind) {
  Page& page = pages_[static_cast<std::size_t>(kind)];
  const WallTime now = clock_.now();
  const bool valid = page.body && page.revision == cache_.revision(kind) &&
                     page.valid_from <= now && now <= page.valid_until;
  if (valid) return page.body;
  page.revision = cache_.revision(kind);
  if (kind == Kind::channels) {
    write(page, cache_.channels());
  } else {
    write(page, cache_.devices());
  }
  return page.body;
}

}  // namespace controller
