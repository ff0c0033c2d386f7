#include <charconv>
#include <nlohmann/json.hpp>

#include "reports/result_json.h"

namespace reports {
namespace {

using Json = nlohmann::ordered_json;

// Takes values out of an object and keeps the first complaint.
class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  std::string text(const char* key) {
    const Json* value = find(key, "a string", &Json::is_string);
    return value == nullptr ? std::string() : value->get<std::string>();
  }
  std::uint64_t number(const char* key) {
    const Json* value = find(key, "an integer, not negative,", &Json::is_number_unsigned);
    return value == nullptr ? 0 : value->get<std::uint64_t>();
  }
  std::uint64_t hash(const char* key) {
    const auto digits = text(key);
    std::uint64_t value = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
    if (digits.size() != 16 || error != std::errc() || stop != end)
      complain(key, "16 hexadecimal digits");
    return value;
  }
  const Json& object(const char* key) {
    static const Json kNone = Json::object();
    const Json* value = find(key, "an object", &Json::is_object);
    return value == nullptr ? kNone : *value;
  }
  void complain(const char* key, const char* expected) {
    if (error_.empty())
      error_ =
          std::string("no result of pairbench: expected ") + expected + " under \"" + key + "\"";
  }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  const Json* find(const char* key, const char* expected, bool (Json::*is)() const noexcept) {
    const auto found = json_.find(key);
    if (found != json_.end() && ((*found).*is)()) return &*found;
    complain(key, expected);
    return nullptr;
  }

  const Json& json_;
  std::string error_;
};

ReadResult fail(std::string error) { return {std::nullopt, std::move(error)}; }

StoredResult read_all(Reader& reader) {
  StoredResult out;
  out.scenario = reader.text("scenario");
  out.file = reader.text("file");
  out.seed = reader.number("seed");
  out.trace_hash = reader.hash("trace_hash");
  out.verdict = reader.text("verdict");
  Reader build(reader.object("build"));
  out.build = {build.text("version"), build.text("compiler"), build.text("binary")};
  if (!build.error().empty()) reader.complain("build", "version, compiler and binary");
  out.replay = reader.text("replay");
  out.definition = reader.object("definition").dump(2, ' ', false, Json::error_handler_t::replace);
  return out;
}

// Printing calls itself for every level, so what is nested deeper than any result is refused.
Json parse(std::string_view text) {
  constexpr int kDepthMax = 80;
  bool deep = false;
  auto json = Json::parse(
      text,
      [&](int depth, Json::parse_event_t, Json&) {
        deep = deep || depth > kDepthMax;
        return !deep;
      },
      false);
  return deep ? Json(Json::value_t::discarded) : json;
}

}  // namespace

ReadResult read_result_json(std::string_view text) {
  const auto json = parse(text);
  if (!json.is_object()) return fail("no result of pairbench: expected a JSON object");
  Reader reader(json);
  const auto version = reader.number("version");
  if (!reader.error().empty()) return fail(reader.error());
  if (version != kResultVersion)
    return fail("a result of version " + std::to_string(version) +
                ": this pairbench reads version " + std::to_string(kResultVersion));
  auto stored = read_all(reader);
  stored.interrupted = json.value("interrupted", Json()) == true;
  if (!reader.error().empty()) return fail(reader.error());
  return {std::move(stored), {}};
}

bool looks_like_result(std::string_view text) {
  const auto json = parse(text);
  return json.is_object() && (json.contains("trace_hash") || json.contains("verdict"));
}

}  // namespace reports
