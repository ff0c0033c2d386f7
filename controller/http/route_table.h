// Which of a handful of routes a request asks for.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace controller {

template <class Route>
struct KnownRoute {
  std::string_view method;
  std::string_view path;
  Route route;
};

// `other` when none has both.
template <class Route, std::size_t size>
constexpr Route find_route(const std::array<KnownRoute<Route>, size>& known,
                           std::string_view method, std::string_view path, Route other) {
  const auto* const found = std::ranges::find_if(known, [&](const KnownRoute<Route>& route) {
    return route.path == path && route.method == method;
  });
  return found == known.end() ? other : found->route;
}

}  // namespace controller
