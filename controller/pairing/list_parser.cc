#include "controller/pairing/list_parser.h"

#include <simdjson.h>

#include <array>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "controller/base/iso8601.h"
#include "controller/pairing/dom_text.h"
#include "controller/pairing/duplicates.h"
#include "controller/pairing/json_slice.h"
#include "controller/pairing/validate.h"

namespace controller {
namespace {

namespace dom = simdjson::dom;

// simdjson refuses a container at this depth unless it is empty, so it refuses some text that is
// just within our limit, which is then sliced and counted exactly, and accepts none beyond it.
constexpr std::size_t kDomDepth = kMaxJsonDepth;

// The range of a JavaScript date; inside it no sum with a lifetime can overflow.
constexpr std::int64_t kMaxMomentMs = 8'640'000'000'000'000;

// The members of an object that go by the given names; of several with one name the last.
template <std::size_t N>
class Members {
 public:
  Members(dom::object object, const std::array<std::string_view, N>& names) {
    for (const auto member : object) {
      for (std::size_t i = 0; i < N; ++i) {
        if (member.key == names[i]) values_[i] = member.value;
      }
    }
  }

  // The member as a T (a string_view, an object, a number); nothing if it is missing or no T.
  template <class T>
  std::optional<T> get(std::size_t i) const {
    T value;
    if (!values_[i] || values_[i]->get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
  }
  std::string_view text(std::size_t i) const { return get<std::string_view>(i).value_or(""); }

 private:
  std::array<std::optional<dom::element>, N> values_;
};

// Numbers of JavaScript are doubles, so a moment may have been written as one.
std::optional<std::int64_t> as_moment(std::optional<double> number) {
  if (!number || !(std::abs(*number) <= static_cast<double>(kMaxMomentMs))) return std::nullopt;
  return static_cast<std::int64_t>(std::floor(*number));
}

void assign(std::optional<std::string>& target, std::optional<std::string_view> text) {
  if (!text) {
    target.reset();
  } else if (target) {
    target->assign(*text);
  } else {
    target.emplace(*text);
  }
}

struct ChannelEntries {
  using Request = ChannelRequest;

  std::string_view channel;
  std::string_view list_key = "requests";

  static std::string_view identity(const ChannelRequest& request) { return request.code; }

  // Writes every field of `out`; false when the entry is to be dropped.
  bool read(dom::object entry, ChannelRequest& out) const {
    enum : std::size_t { code, id, meta, created_at };
    const Members<4> members(entry, {"code", "id", "meta", "createdAt"});
    if (!valid_code(members.text(code)) || members.text(id).empty()) return false;
    out.code.assign(members.text(code));
    out.id.assign(members.text(id));
    out.channel.assign(channel);
    out.created_at.assign(members.text(created_at));
    out.created_at_ms = parse_iso8601(out.created_at);
    out.meta.clear();
    if (const auto object = members.get<dom::object>(meta)) write_minified(*object, out.meta);
    return true;
  }
};

// Entries of several channels, each of which names its own.
struct MergedChannelEntries {
  using Request = ChannelRequest;

  std::string_view list_key = "requests";

  static std::string identity(const ChannelRequest& request) {
    return request.channel + ' ' + request.code;
  }

  static bool read(dom::object entry, ChannelRequest& out) {
    const Members<1> members(entry, {"channel"});
    const std::string_view channel = members.text(0);
    return valid_channel(channel) && ChannelEntries{channel}.read(entry, out);
  }
};

struct DeviceEntries {
  using Request = DeviceRequest;

  std::string_view list_key = "pending";

  static std::string_view identity(const DeviceRequest& request) { return request.request_id; }

  bool read(dom::object entry, DeviceRequest& out) const {
    enum : std::size_t { request_id, device_id, role, platform, client_id, ts };
    const Members<6> members(entry,
                             {"requestId", "deviceId", "role", "platform", "clientId", "ts"});
    if (!valid_request_id(members.text(request_id))) return false;
    if (members.text(device_id).empty()) return false;
    out.request_id.assign(members.text(request_id));
    out.device_id.assign(members.text(device_id));
    assign(out.role, members.get<std::string_view>(role));
    assign(out.platform, members.get<std::string_view>(platform));
    assign(out.client_id, members.get<std::string_view>(client_id));
    out.ts = as_moment(members.get<double>(ts));
    return true;
  }
};

// Fills a listing from the front, so that the strings of the one before are assigned to.
template <class Entries>
class Collector {
 public:
  using Request = typename Entries::Request;

  Collector(const Entries& entries, Listing<Request>& out) : entries_(entries), out_(out) {
    out_.dropped = 0;
    out_.duplicates = 0;
  }

  void add(dom::element entry) {
    dom::object object;
    if (used_ == out_.requests.size()) out_.requests.emplace_back();
    if (entry.get(object) == simdjson::SUCCESS && entries_.read(object, out_.requests[used_])) {
      ++used_;
    } else {
      drop();
    }
  }
  void drop() { ++out_.dropped; }
  void finish(std::vector<std::uint32_t>& order) {
    out_.requests.resize(used_);
    out_.duplicates = remove_duplicates(out_.requests, Entries::identity, order);
  }

 private:
  const Entries& entries_;
  Listing<Request>& out_;
  std::size_t used_ = 0;
};

// Where the list stands in the text.
struct Found {
  std::string_view object;
  std::string_view list;
};

bool is_array(std::string_view raw) { return !raw.empty() && raw.front() == '['; }

ParseError error(ParseError::Kind kind, std::string_view detail) {
  return {kind, std::string(detail)};
}

ParseError no_list_error(const ObjectFinder& finder, bool any_object, bool any_brace) {
  using Kind = ParseError::Kind;
  if (finder.end() == SkipOutcome::truncated) return error(Kind::truncated, "the JSON is cut off");
  if (any_brace && !any_object) return error(Kind::broken, "the JSON is not well formed");
  return error(Kind::no_list, "no JSON object with the list");
}

bool valid_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

// The last complete top-level object of `text` whose member `key` is an array.
Result<Found, ParseError> find_list(std::string_view text, std::string_view key) {
  using Kind = ParseError::Kind;
  ObjectFinder finder(text);
  std::optional<Found> found;
  bool any_object = false;
  bool clean = true;
  std::size_t noise_begin = 0;
  while (const auto object = finder.next()) {
    const auto begin = static_cast<std::size_t>(object->data() - text.data());
    clean = clean && valid_utf8(text.substr(noise_begin, begin - noise_begin));
    noise_begin = begin + object->size();
    any_object = true;
    const auto list = find_member(*object, key);
    if (list && is_array(*list)) found = Found{*object, *list};
  }
  clean = clean && valid_utf8(text.substr(noise_begin, finder.end_position() - noise_begin));
  if (finder.end() == SkipOutcome::too_deep) {
    return Failure{error(Kind::too_deep, "the JSON is nested deeper than 64")};
  }
  if (!clean) return Failure{error(Kind::invalid_utf8, "invalid UTF-8 outside the JSON")};
  if (found) return *found;
  const bool any_brace = text.find('{') != std::string_view::npos;
  return Failure{no_list_error(finder, any_object, any_brace)};
}

}  // namespace

class ListParser::Impl {
 public:
  Impl() {
    if (parser_.allocate(4096, kDomDepth) != simdjson::SUCCESS) throw std::bad_alloc();
  }

  template <class Entries>
  std::optional<ParseError> parse(std::string_view text, const Entries& entries,
                                  Listing<typename Entries::Request>& out);

 private:
  bool parse_json(std::string_view json, dom::element& root);
  bool parse_list(std::string_view object, std::string_view key, dom::array& list);

  dom::parser parser_;
  std::vector<char> padded_;
  std::vector<std::uint32_t> order_;
};

template <class Entries>
std::optional<ParseError> ListParser::Impl::parse(std::string_view text, const Entries& entries,
                                                  Listing<typename Entries::Request>& out) {
  text = trim_json_space(text);
  if (text.empty()) return error(ParseError::Kind::empty, "no output");
  if (text.size() > kMaxListBytes) return error(ParseError::Kind::too_large, "output too large");

  Collector<Entries> collector(entries, out);
  dom::array list;
  if (parse_list(text, entries.list_key, list)) {
    for (const dom::element entry : list) collector.add(entry);
  } else {
    // Banner lines, a bad value or no list at all. The object found is tried as a whole first.
    const auto found = find_list(text, entries.list_key);
    if (!found) return found.error();
    if (parse_list(found->object, entries.list_key, list)) {
      for (const dom::element entry : list) collector.add(entry);
    } else {
      ArrayElements elements(found->list);
      dom::element entry;
      while (const auto raw = elements.next()) {
        parse_json(*raw, entry) ? collector.add(entry) : collector.drop();
      }
    }
  }
  collector.finish(order_);
  return std::nullopt;
}

// Parses `json`, which must stay within the parser until the next call.
bool ListParser::Impl::parse_json(std::string_view json, dom::element& root) {
  // simdjson reads beyond the end, whatever stands there.
  const std::size_t wanted = json.size() + simdjson::SIMDJSON_PADDING;
  if (padded_.size() < wanted) padded_.resize(wanted);
  std::memcpy(padded_.data(), json.data(), json.size());
  constexpr bool kIsPadded = false;  // "realloc if needed": it is not
  return parser_.parse(padded_.data(), json.size(), kIsPadded).get(root) == simdjson::SUCCESS;
}

// False when `object` is not one well formed object, or its member `key` is no array.
bool ListParser::Impl::parse_list(std::string_view object, std::string_view key, dom::array& list) {
  dom::element root;
  dom::object members;
  if (object.front() != '{' || object.back() != '}') return false;
  if (!parse_json(object, root) || root.get(members) != simdjson::SUCCESS) return false;
  const auto array = Members<1>(members, {key}).template get<dom::array>(0);
  if (array) list = *array;
  return array.has_value();
}

ListParser::ListParser() : impl_(std::make_unique<Impl>()) {}
ListParser::~ListParser() = default;
ListParser::ListParser(ListParser&&) noexcept = default;
ListParser& ListParser::operator=(ListParser&&) noexcept = default;

std::optional<ParseError> ListParser::parse_channels(std::string_view text,
                                                     std::string_view channel,
                                                     ChannelListing& out) {
  return impl_->parse(text, ChannelEntries{channel}, out);
}

std::optional<ParseError> ListParser::parse_devices(std::string_view text, DeviceListing& out) {
  return impl_->parse(text, DeviceEntries{}, out);
}

Result<ChannelListing, ParseError> ListParser::channels(std::string_view text,
                                                        std::string_view channel) {
  ChannelListing listing;
  if (auto failure = parse_channels(text, channel, listing)) return Failure{std::move(*failure)};
  return listing;
}

Result<DeviceListing, ParseError> ListParser::devices(std::string_view text) {
  DeviceListing listing;
  if (auto failure = parse_devices(text, listing)) return Failure{std::move(*failure)};
  return listing;
}

Result<ChannelListing, ParseError> ListParser::script_channels(std::string_view text) {
  ChannelListing listing;
  if (auto failure = impl_->parse(text, MergedChannelEntries{}, listing))
    return Failure{std::move(*failure)};
  return listing;
}

Result<DeviceListing, ParseError> ListParser::script_devices(std::string_view text) {
  DeviceListing listing;
  if (auto failure = impl_->parse(text, DeviceEntries{"requests"}, listing))
    return Failure{std::move(*failure)};
  return listing;
}

}  // namespace controller
