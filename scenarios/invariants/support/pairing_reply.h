// What the replies about pairing hold, told by judges' own reading of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/invariants/support/text.h"

namespace scenarios::seen {

// Replies that are cut in events are not judged.
inline constexpr std::size_t kBodyShown = 4096;

struct ListReply {
  enum class Form : std::uint8_t {
    right,
    wrong,
    doubtful
  };  // doubtful: the contract leaves it open
  Form form = Form::wrong;
  std::vector<std::string> keys;  // of a right one
};
// The controller's answer to a list.
ListReply read_list(Kind kind, std::string_view body);
// What the cache holds: the same without `lastUpdated`.
ListReply read_kept(Kind kind, std::string_view body);
// What a list script prints, which is read entry by entry: doubtful when one may have to be
// dropped.
ListReply read_script(Kind kind, std::string_view out);

// What a body says by this member; empty: nothing.
std::string text_in(std::string_view body, const char* member);

// One short line of words that reaches a client as it is (H2): without quotes, which JSON escapes.
bool is_plain_text(std::string_view text);

struct ApprovalReply {
  bool right = false;  // {"success": boolean, "message": text}
  bool success = false;
  std::string message;
};
ApprovalReply read_approval(std::string_view body);

}  // namespace scenarios::seen
