// How the values of enumerations are written in scenario files.
#pragma once

#include <array>
#include <string_view>

#include "scenarios/format/cloud_words.h"
#include "scenarios/format/scenario.h"
#include "scenarios/format/word.h"
#include "sim/faults/words.h"

namespace scenarios {

template <>
struct EnumWords<Order> {
  static constexpr std::string_view kWhat = "order";
  static constexpr std::array kWords = {Word<Order>{"fifo", Order::fifo},
                                        Word<Order>{"seeded", Order::seeded},
                                        Word<Order>{"pct", Order::pct}};
};
template <>
struct EnumWords<Chance> {
  static constexpr std::string_view kWhat = "chance";
  static constexpr std::array kWords = {Word<Chance>{"seeded", Chance::seeded},
                                        Word<Chance>{"calm", Chance::calm}};
};
template <>
struct EnumWords<CliDialect> {
  static constexpr std::string_view kWhat = "dialect";
  static constexpr std::array kWords = {Word<CliDialect>{"openclaw", CliDialect::openclaw},
                                        Word<CliDialect>{"kilo", CliDialect::kilo}};
};
template <>
struct EnumWords<Credential> {
  static constexpr std::string_view kWhat = "credential";
  using E = Credential;
  static constexpr std::array kWords = {Word<E>{"none", E::none}, Word<E>{"right", E::right},
                                        Word<E>{"wrong", E::wrong}};
};
template <>
struct EnumWords<EndSignal> {
  static constexpr std::string_view kWhat = "signal";
  using E = EndSignal;
  static constexpr std::array kWords = {Word<E>{"SIGTERM", E::term},
                                        Word<E>{"SIGINT", E::interrupt}};
};
template <>
struct EnumWords<GatewayMode> {
  static constexpr std::string_view kWhat = "gateway mode";
  static constexpr std::array kWords = {Word<GatewayMode>{"verbose", GatewayMode::verbose},
                                        Word<GatewayMode>{"quiet", GatewayMode::quiet}};
};
template <>
struct EnumWords<GatewayOperation> {
  static constexpr std::string_view kWhat = "gateway operation";
  using E = GatewayOperation;
  static constexpr std::array kWords = {Word<E>{"start", E::start}, Word<E>{"stop", E::stop},
                                        Word<E>{"restart", E::restart},
                                        Word<E>{"status", E::status}};
};
template <>
struct EnumWords<GatewayState> {
  static constexpr std::string_view kWhat = "gateway state";
  using E = GatewayState;
  static constexpr std::array kWords = {
      Word<E>{"stopped", E::stopped}, Word<E>{"starting", E::starting},
      Word<E>{"running", E::running}, Word<E>{"stopping", E::stopping},
      Word<E>{"crashed", E::crashed}, Word<E>{"shutting_down", E::shutting_down}};
};
template <>
struct EnumWords<Kind> {
  static constexpr std::string_view kWhat = "list";
  static constexpr std::array kWords = {Word<Kind>{"channels", Kind::channels},
                                        Word<Kind>{"devices", Kind::devices}};
};
template <>
struct EnumWords<Letters> {
  static constexpr std::string_view kWhat = "case";
  static constexpr std::array kWords = {Word<Letters>{"lower", Letters::lower},
                                        Word<Letters>{"upper", Letters::upper}};
};
template <>
struct EnumWords<Output> {
  static constexpr std::string_view kWhat = "stream";
  static constexpr std::array kWords = {Word<Output>{"stdout", Output::out},
                                        Word<Output>{"stderr", Output::err}};
};
template <>
struct EnumWords<sim::FaultStream> {
  static constexpr std::string_view kWhat = "stream";
  static constexpr auto kWords = sim::kFaultStreamWords;
};
template <>
struct EnumWords<StoreState> {
  static constexpr std::string_view kWhat = "state";
  using E = StoreState;
  static constexpr std::array kWords = {Word<E>{"ok", E::ok},
                                        Word<E>{"truncated", E::truncated},
                                        Word<E>{"empty", E::empty},
                                        Word<E>{"null", E::null},
                                        Word<E>{"array", E::array},
                                        Word<E>{"null_entry", E::null_entry},
                                        Word<E>{"wrong_types", E::wrong_types}};
};
template <>
struct EnumWords<Unreadable> {
  static constexpr std::string_view kWhat = "way to be unreadable";
  using E = Unreadable;
  static constexpr std::array kWords = {Word<E>{"missing", E::missing},
                                        Word<E>{"truncated", E::truncated},
                                        Word<E>{"invalid", E::invalid}};
};
template <>
struct EnumWords<sim::Operation> {
  static constexpr std::string_view kWhat = "operation";
  static constexpr auto kWords = sim::kOperationWords;
};
template <>
struct EnumWords<sim::Signal> {
  static constexpr std::string_view kWhat = "signal";
  static constexpr auto kWords = sim::kSignalWords;
};

template <class E>
constexpr std::string_view word_of(E value) {
  for (const Word<E>& word : EnumWords<E>::kWords)
    if (word.value == value) return word.text;
  return {};
}

// Their texts alone.
template <class E>
constexpr auto word_texts() {
  std::array<std::string_view, EnumWords<E>::kWords.size()> texts;
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = EnumWords<E>::kWords[i].text;
  return texts;
}

}  // namespace scenarios
