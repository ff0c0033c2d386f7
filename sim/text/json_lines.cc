#include "sim/text/json_lines.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

namespace sim::format {
namespace {

// The line of the last character that the parser has read. After a number that is the one behind
// it, so the end of a line belongs to it.
struct Line {
  std::size_t number = 1;
  bool over = false;
};

class Counting {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Counting(const char* at, Line* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  Counting& operator++() {
    if (line_->over) ++line_->number;
    line_->over = *at_ == '\n';
    ++at_;
    return *this;
  }
  Counting operator++(int) {
    Counting before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Counting& other) const { return at_ == other.at_; }
  bool operator!=(const Counting& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  Line* line_;
};

// Where the parser is: one step for each object or array that is open.
class Places {
 public:
  Places(JsonLines& into, const std::size_t& line) : into_(into), line_(line) {}

  bool see(Json::parse_event_t event, const Json& value) {
    using Event = Json::parse_event_t;
    if (event == Event::key) {
      open_.back().key = value.get<std::string>();
    } else if (event == Event::object_start || event == Event::array_start) {
      begin();
      open_.push_back({event == Event::array_start, 0, {}});
    } else if (event == Event::object_end || event == Event::array_end) {
      open_.pop_back();
    } else {
      begin();
    }
    return true;
  }

 private:
  struct Step {
    bool array;
    std::size_t next;
    std::string key;
  };

  void begin() {
    if (!open_.empty() && open_.back().array)
      open_.back().key = std::to_string(open_.back().next++);
    std::string path;
    for (const Step& step : open_) path += '/' + step.key;
    into_.lines.emplace(std::move(path), line_);
  }

  JsonLines& into_;
  const std::size_t& line_;
  std::vector<Step> open_;
};

std::string at(std::string_view name, std::size_t line, std::string_view what) {
  return std::string(name) + ':' + std::to_string(line) + ": " + std::string(what);
}

}  // namespace

std::size_t JsonLines::line_of(std::string_view path) const {
  for (;; path = path.substr(0, path.rfind('/'))) {
    const auto found = lines.find(path);
    if (found != lines.end()) return found->second;
    if (path.empty()) return 1;
  }
}

controller::Result<JsonLines, std::string> parse_json_lines(std::string_view name,
                                                            std::string_view text) {
  JsonLines parsed;
  Line line;
  Places places(parsed, line.number);
  const auto see = [&](int depth, Json::parse_event_t event, Json& value) {
    return static_cast<std::size_t>(depth) <= kJsonMaxDepth && places.see(event, value);
  };
  try {
    constexpr bool kThrow = true;
    constexpr bool kComments = true;
    parsed.json = std::make_shared<const Json>(
        Json::parse(Counting(text.data(), &line), Counting(text.data() + text.size(), &line), see,
                    kThrow, kComments));
  } catch (const Json::exception&) {
    return controller::Failure{at(name, line.number, "expected JSON, and it is not, from here on")};
  }
  return parsed;
}

}  // namespace sim::format
