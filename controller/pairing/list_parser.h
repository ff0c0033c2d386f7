// From what a list command of the CLI printed to the requests in it (C6, C7).
//
// Banner lines may surround the JSON. The last complete top-level object counts whose `requests`
// (channels) or `pending` (devices) is an array; when there is none the call has failed, so that
// noise never passes for an empty list. Of equal keys in one object the last counts, as for
// JSON.parse.
//
// Entries are judged one by one. Dropped and counted: an entry that is no object; one whose code or
// id (requestId or deviceId) is missing, no string or empty; a code or requestId that `approve`
// would refuse (validate.h); one with a value that cannot be represented (half a surrogate pair,
// invalid UTF-8 in a string, a number such as 1e999). Dropped alone: an optional field of a wrong
// type, and a `ts` outside the range of a JavaScript date. Listed once, the first time, and
// counted: equal codes, or equal requestIds, letter case ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/result.h"
#include "controller/pairing/types.h"

namespace controller {

struct ParseError {
  enum class Kind : std::uint8_t {
    empty,         // nothing but whitespace
    too_large,     // more than kMaxListBytes
    invalid_utf8,  // invalid UTF-8 outside every string
    too_deep,      // nested deeper than 64
    truncated,     // no list, and the text ends inside an object
    broken,        // no list, and no object is well formed
    no_list,       // no list among the well formed objects
  };
  Kind kind;
  std::string detail;  // one short sentence; nothing of the output is in it

  bool operator==(const ParseError&) const = default;
};

// Far above the cap on a command's output (1 MiB, C5): only guards the memory of the parser.
inline constexpr std::size_t kMaxListBytes = std::size_t{16} << 20;

// Owns simdjson's parser and its buffers and is meant to be reused: input no longer than before
// costs no allocation beyond what the result's strings need. One thread at a time. Nothing in a
// result points into the parser or the text.
class ListParser {
 public:
  ListParser();
  ~ListParser();
  ListParser(ListParser&&) noexcept;
  ListParser& operator=(ListParser&&) noexcept;

  // Parses into `out`, whose strings are assigned to, so a list like the one before costs nothing
  // anew. Returns nothing on success; after an error `out` is valid and its content unspecified.
  // `channel` becomes each entry's channel; what the text says about the channel is ignored.
  [[nodiscard]] std::optional<ParseError> parse_channels(std::string_view text,
                                                         std::string_view channel,
                                                         ChannelListing& out);
  [[nodiscard]] std::optional<ParseError> parse_devices(std::string_view text, DeviceListing& out);

  // The same with a result of its own.
  Result<ChannelListing, ParseError> channels(std::string_view text, std::string_view channel);
  Result<DeviceListing, ParseError> devices(std::string_view text);

  // What the list scripts of the fallback print (F5): `requests` is the key of both kinds. The
  // channels are merged, so each entry names its own; one whose channel approve would refuse is
  // dropped, and equal codes of two channels are two requests.
  Result<ChannelListing, ParseError> script_channels(std::string_view text);
  Result<DeviceListing, ParseError> script_devices(std::string_view text);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace controller
