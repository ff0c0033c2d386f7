// Which kind of value a type is, for the visitors of the format.
#pragma once

#include <concepts>
#include <optional>
#include <type_traits>
#include <vector>

#include "scenarios/format/scenario.h"
#include "scenarios/format/words.h"

namespace scenarios {

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;

template <class T>
concept Enumeration = std::is_enum_v<T>;

// Written as one text or boolean.
template <class T>
concept Scalar = std::same_as<T, std::string> || std::same_as<T, bool> ||
    std::same_as<T, Duration> || std::same_as<T, std::chrono::seconds> ||
    std::same_as<T, Instant> || std::same_as<T, WallTime> || std::same_as<T, RequestKey>;

}  // namespace scenarios
