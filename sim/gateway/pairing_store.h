// The pending requests of one chat channel: credentials/<channel>-pairing.json and its allow list.
// A value: copying it is reading the file, assigning it is writing the file, so two writers that
// overlap lose an update as the real ones do (gateway-telegram-verbose.jsonl: of two senders 12 ms
// apart, the first is missing in pairing-list-telegram-real3.json).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/choice/choice.h"
#include "sim/gateway/identifiers.h"
#include "sim/gateway/time_text.h"
#include "sim/gateway/vanished.h"

namespace sim {

using MetaField = std::pair<std::string, std::string>;

struct PairingRequest {
  std::string id;  // the sender, e.g. a Telegram user id
  std::string code;
  WallTime created_at;
  WallTime last_seen_at;
  std::vector<MetaField>
      meta;  // in the order of the file; meta.accountId names the receiving account

  bool operator==(const PairingRequest&) const = default;
};

class PairingStore {
 public:
  static constexpr std::size_t kMaxPending = 3;
  static constexpr std::chrono::minutes kLifetime{60};

  explicit PairingStore(std::string channel) : channel_(std::move(channel)) {}

  struct Asked {
    enum class Result : std::uint8_t { created, repeated, full, crashed };
    Result result = Result::created;
    std::string code;  // empty unless created or repeated
    std::vector<Vanished> vanished;
  };
  // A message from a sender who is not on the allow list. A sender who asks again keeps the code
  // and the age.
  Asked ask(std::string_view sender, std::vector<MetaField> meta, WallTime now, IdSource& ids,
            ChoiceSource& choices);

  struct Listed {
    bool crashed = false;  // a null entry: the CLI ends with a TypeError
    std::string json;      // what `pairing list <channel> --json` prints
    std::vector<Vanished> vanished;
  };
  // Prunes the file as a side effect.
  Listed list(WallTime now);

  struct Approved {
    enum class Result : std::uint8_t { approved, unknown_code, crashed };
    Result result = Result::unknown_code;
    std::string sender;
    std::vector<Vanished> vanished;
  };
  // Takes the code in any case.
  Approved approve(std::string_view code, WallTime now);

  // Puts a request in as it is: seeding. Returns *this for chaining.
  PairingStore& seed(PairingRequest request);

  // The file, as text. Any text may be loaded, as a damaged disk would: what the CLI then does is
  // recorded in pairing-list-telegram-corrupt-*.json.
  void load(std::string_view text);
  std::string file_text() const;
  void load_allow(std::string_view text);
  std::string allow_file_text() const;

  const std::string& channel() const { return channel_; }
  const std::vector<std::string>& allow_from() const { return allow_from_; }
  bool allows(std::string_view sender) const;
  // The well-formed entries, expired ones included, in the order of the file.
  std::vector<PairingRequest> requests() const;

 private:
  // One element of the file's `requests`.
  struct Entry {
    enum class Shape : std::uint8_t {
      well_formed,
      odd,   // an object with wrong types: kept in the file, never listed, never approved
      dead,  // no usable createdAt: counts as expired
      null,  // crashes every reader
    };
    Shape shape = Shape::well_formed;
    PairingRequest request;  // odd, dead: only what is usable
    std::string raw;         // when `request` does not say it all: the element as indented text
  };
  static Entry entry_of(std::string raw);
  bool has_null_entry() const;
  void changed();
  bool prune_for_list(WallTime now, std::vector<Vanished>& vanished);
  std::vector<const Entry*> listed() const;
  std::string render() const;
  void prune_expired(WallTime now, std::vector<Vanished>& vanished);
  void prune_excess(std::vector<Vanished>& vanished);
  std::string new_code(IdSource& ids, ChoiceSource& choices) const;

  std::string channel_;
  std::vector<Entry> entries_;
  std::vector<std::string> allow_from_;
  // Derived from the entries; changed() drops both.
  std::optional<std::string> loaded_;  // the file's text as loaded, until the next write
  std::string rendered_;               // what list() prints; empty: not known
};

}  // namespace sim
