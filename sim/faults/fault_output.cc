#include "sim/faults/fault_output.h"

#include <algorithm>

namespace sim {
namespace {

std::string garbage_text(std::uint64_t bytes, const char* site, ChoiceSource& choices) {
  constexpr char kFirst = ' ';
  constexpr std::uint64_t kPrintable = '~' - kFirst + 1;
  std::string text(bytes, '\0');
  for (char& c : text) {
    const std::uint64_t drawn = choices.draw(Stream::faults, site, kPrintable + 1);
    if (drawn < kPrintable) c = static_cast<char>(kFirst + static_cast<char>(drawn));
  }
  return text;
}

void end_line(std::string& text) {
  if (!text.empty() && text.back() != '\n') text += '\n';
}

class Shaper {
 public:
  Shaper(CliOutput& output, ChoiceSource& choices) : output_(output), choices_(choices) {}

  void shape(const FaultRule& rule) {
    site_ = rule.name.c_str();
    std::visit([&](const auto& action) { apply(action); }, rule.action);
  }

 private:
  // All that does not change the output.
  template <class Action>
  void apply(const Action& /*action*/) {}

  void apply(const fault::Stdout& action) { output_.out = action.text; }
  void apply(const fault::StdoutFile& action) { output_.out = action.text; }
  void apply(const fault::Garbage& action) {
    output_.out = garbage_text(action.bytes, site_, choices_);
  }
  void apply(const fault::Prefix& action) {
    std::string before = action.text;
    end_line(before);
    output_.out.insert(0, before);
  }
  void apply(const fault::Suffix& action) {
    end_line(output_.out);
    output_.out += action.text;
    end_line(output_.out);
  }
  void apply(const fault::Truncate& action) {
    if (action.bytes < output_.out.size()) output_.out.resize(action.bytes);
  }
  void apply(const fault::Flood& action) {
    (action.stream == FaultStream::out ? output_.out : output_.err) += flood_text(action.bytes);
  }

  CliOutput& output_;
  ChoiceSource& choices_;
  const char* site_ = "";
};

}  // namespace

void shape_output(std::span<const FaultRule* const> struck, CliOutput& output,
                  ChoiceSource& choices) {
  Shaper shaper(output, choices);
  for (const FaultRule* rule : struck) shaper.shape(*rule);
}

std::string flood_text(std::uint64_t bytes) {
  constexpr std::size_t kLine = 64;
  std::string text(bytes, '.');
  for (std::size_t end = kLine; end <= text.size(); end += kLine) text[end - 1] = '\n';
  return text;
}

}  // namespace sim
