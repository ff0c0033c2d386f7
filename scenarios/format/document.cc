#include "scenarios/format/document.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "scenarios/format/locator.h"

namespace scenarios {
namespace {

using nlohmann::json;

constexpr std::size_t kMessageMax = 160;

std::string cut_out_last_read(std::string message) {
  const std::size_t begin = message.find("; last read: '");
  if (begin == std::string::npos) return message;
  const std::size_t end = message.rfind("'; expected ");
  const bool expectation_follows = end != std::string::npos && end > begin;
  return message.substr(0, begin) + (expectation_follows ? message.substr(end + 1) : "");
}

// The library's message without its decoration, and without the text it read, which may be long.
std::string plain_message(const std::string& what) {
  std::size_t begin = what.find("] ");
  begin = begin == std::string::npos ? 0 : begin + 2;
  const std::size_t dash = what.find(" - ", begin);
  if (dash != std::string::npos && what.find("syntax error", begin) != std::string::npos)
    begin = dash + 3;
  return cut_out_last_read(what.substr(begin));
}

bool follows_comma(std::string_view text, std::size_t offset) {
  const std::size_t before = text.substr(0, offset).find_last_not_of(" \t\r\n");
  return before != std::string_view::npos && text[before] == ',';
}

// Builds the tree from the parser's events; the locator walks along, one token an event.
class TreeBuilder final : public nlohmann::json_sax<json> {
 public:
  TreeBuilder(std::string_view text, const DocumentLimits& limits)
      : text_(text), limits_(limits), locator_(text) {
    open_.push_back(&holder_);
  }

  Node take_root() { return std::move(holder_.children.front()); }
  [[nodiscard]] Position error_at() const { return error_at_; }
  [[nodiscard]] const std::string& error() const { return error_; }

  bool null() override { return put({}) != nullptr; }
  bool boolean(bool value) override { return put(boolean_node(value)) != nullptr; }
  bool number_integer(std::int64_t value) override { return put(integer_node(value)) != nullptr; }
  bool number_unsigned(std::uint64_t value) override {
    return put(unsigned_node(value)) != nullptr;
  }
  bool number_float(double /*value*/, const std::string& literal) override {
    Node node;
    node.type = Node::Type::real;
    node.text = literal;
    return put(std::move(node)) != nullptr;
  }
  bool string(std::string& value) override {
    Node node;
    node.type = Node::Type::text;
    node.text = std::move(value);
    return put(std::move(node)) != nullptr;
  }
  bool binary(json::binary_t& /*value*/) override { return false; }

  bool start_object(std::size_t /*size*/) override { return open(object_node()); }
  bool start_array(std::size_t /*size*/) override { return open(array_node()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(std::string& value) override {
    key_at_ = locator_.next();
    // Also keeps the search for duplicates cheap.
    if (open_.back()->children.size() == limits_.keys)
      return refuse(key_at_, "more than " + std::to_string(limits_.keys) + " keys in one object");
    if (const Node* earlier = member(*open_.back(), value)) {
      return refuse(key_at_, "duplicate key " + shown(value) + ": it stands in line " +
                                 std::to_string(earlier->key_at.line) + " already");
    }
    key_ = std::move(value);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*last_token*/,
                   const nlohmann::detail::exception& exception) override {
    const std::size_t offset = position == 0 ? 0 : position - 1;
    const Position last_byte = position_at(text_, offset);
    const Position token = locator_.next();
    std::string message = plain_message(exception.what());
    const bool inside_string = message.starts_with("invalid string") &&
                               message.find("missing closing quote") == std::string::npos;
    if (message.starts_with("invalid literal") && token <= last_byte)
      message.insert(15, " " + shown(locator_.token()));
    if (message.starts_with("unexpected '}'") || message.starts_with("unexpected ']'"))
      if (follows_comma(text_, offset))
        message = "no comma may stand before " + message.substr(11, 3);
    return refuse(inside_string ? last_byte : std::min(token, last_byte),
                  "invalid JSON: " + message.substr(0, kMessageMax));
  }

 private:
  bool refuse(Position at, std::string message) {
    error_at_ = at;
    error_ = std::move(message);
    return false;
  }

  Node* put(Node node) {
    node.at = locator_.next();
    if (++values_ > limits_.values) {
      refuse(node.at, "more than " + std::to_string(limits_.values) + " values in one file");
      return nullptr;
    }
    if (open_.size() == 1 && node.type != Node::Type::object) {
      refuse(node.at, "expected an object, not " + std::string(type_name(node.type)));
      return nullptr;
    }
    node.key = std::exchange(key_, {});
    node.key_at = key_at_;
    auto& siblings = open_.back()->children;
    siblings.push_back(std::move(node));
    return &siblings.back();
  }

  // Pointers into the tree stay valid while their node is open: siblings are added after it is
  // closed.
  bool open(Node node) {
    Node* placed = put(std::move(node));
    if (placed == nullptr) return false;
    open_.push_back(placed);
    if (open_.size() - 1 <= limits_.depth) return true;
    return refuse(placed->at, "nested deeper than " + std::to_string(limits_.depth) + " levels");
  }

  bool close() {
    locator_.next();
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  DocumentLimits limits_;
  Locator locator_;
  Node holder_;  // of the root
  std::vector<Node*> open_;
  std::size_t values_ = 0;
  std::string key_;
  Position key_at_;
  Position error_at_;
  std::string error_;
};

std::string megabytes(std::size_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

// What is no text at all, in a word. The parser would take a zero byte for the end.
std::optional<std::string> refusal(std::string_view text, const DocumentLimits& limits) {
  if (text.size() > limits.bytes) return "larger than " + megabytes(limits.bytes);
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return "the file is empty: expected an object";
  return std::nullopt;
}

}  // namespace

controller::Result<Node, ScenarioError> parse_document(std::string_view text,
                                                       const std::string& file_name,
                                                       const DocumentLimits& limits) {
  const auto fail = [&](Position at, std::string message) {
    return controller::Failure{ScenarioError{file_name, at.line, at.column, std::move(message)}};
  };
  if (const auto why = refusal(text, limits)) return fail({}, *why);
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos)
    return fail(position_at(text, zero), "no text file: it holds a zero byte");
  TreeBuilder builder(text, limits);
  if (!json::sax_parse(text, &builder, json::input_format_t::json, true, true))
    return fail(builder.error_at(), builder.error());
  return builder.take_root();
}

}  // namespace scenarios
