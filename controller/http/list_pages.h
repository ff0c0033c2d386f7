// The bodies that list routes answer with, written once for each change and not for each request.
#pragma once

#include <array>
#include <cstdint>

#include "controller/base/wall_clock.h"
#include "controller/http/message.h"
#include "controller/pairing/pairing_cache.h"

namespace controller {

class ListPages {
 public:
  // Both must outlive the pages.
  ListPages(const PairingCache& cache, const WallClock& clock) : cache_(cache), clock_(clock) {}

  // What the list shows now.
  HttpBody get(Kind kind);

 private:
  struct Page {
    HttpBody body;  // null: never written
    std::uint64_t revision = 0;
    WallTime valid_from;
    WallTime valid_until;
  };

  const PairingCache& cache_;
  const WallClock& clock_;
  std::array<Page, kKindCount> pages_;
};

}  // namespace controller
