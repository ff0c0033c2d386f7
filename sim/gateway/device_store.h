// Pending and paired devices: devices/pending.json and devices/paired.json, which the gateway keeps
// and the CLI asks for over its WebSocket.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/choice.h"
#include "sim/gateway/identifiers.h"
#include "sim/gateway/json_text.h"
#include "sim/gateway/time_text.h"
#include "sim/gateway/vanished.h"

namespace sim {

// What a device says of itself when it connects. Empty strings are left out of the files and lists.
struct DeviceHello {
  std::string device_id;   // 64 hexadecimal digits: a hash of the key
  std::string public_key;  // base64url
  std::string display_name;
  std::string platform;
  std::string device_family;
  std::string client_id;
  std::string client_mode;
  std::string role;
  std::vector<std::string> roles;
  std::vector<std::string> scopes;
  std::string remote_ip;

  bool operator==(const DeviceHello&) const = default;
};

struct PendingDevice {
  std::string request_id;
  DeviceHello hello;
  bool silent = false;
  bool is_repair = false;
  std::int64_t ts = 0;  // epoch ms of the last attempt

  bool operator==(const PendingDevice&) const = default;
};

struct DeviceToken {
  std::string role;
  std::vector<std::string> scopes;  // sorted
  std::int64_t created_at_ms = 0;
  std::optional<std::int64_t> rotated_at_ms;

  bool operator==(const DeviceToken&) const = default;
};

struct PairedDevice {
  DeviceHello hello;
  std::vector<DeviceToken> tokens;
  std::int64_t created_at_ms = 0;
  std::int64_t approved_at_ms = 0;

  bool operator==(const PairedDevice&) const = default;
};

class DeviceStore {
 public:
  static constexpr std::chrono::minutes kLifetime{5};

  struct Asked {
    enum class Result : std::uint8_t { paired, created, repeated, crashed };
    Result result = Result::created;
    std::string request_id;  // empty when paired or crashed
    std::vector<Vanished> vanished;
  };
  // A device connects. One that is not paired becomes (or stays) pending: a repeated attempt keeps
  // the requestId and renews ts, and so its life.
  Asked ask(const DeviceHello& hello, WallTime now, IdSource& ids, ChoiceSource& choices);

  // What `devices list --json` prints. Leaves the file alone: rewriting is the gateway's, see
  // prune(). Precondition: !has_null_entry().
  std::string list(WallTime now);

  struct Settled {
    bool found = false;
    std::string device_id;
    std::string role;
    std::string
        json;  // what `devices approve <id> --json` prints; empty when not found or rejected
    std::vector<Vanished> vanished;
  };
  // Precondition for both: !has_null_entry().
  Settled approve(std::string_view request_id, WallTime now);
  Settled reject(std::string_view request_id, WallTime now);

  // Pairs at once, as the gateway does with a local client: nothing becomes pending.
  void pair(const DeviceHello& hello, WallTime now);
  bool is_paired(std::string_view device_id) const;

  // The gateway rewrites the file whenever a paired client connects; expired entries and damage go
  // then.
  std::vector<Vanished> prune(WallTime now);

  DeviceStore& seed_pending(PendingDevice device);
  DeviceStore& seed_paired(PairedDevice device);

  // The files, as text. Any text may be loaded: what happens then is recorded in
  // devices-list-corrupt-*.json.
  void load_pending(std::string_view text);
  void load_paired(std::string_view text);
  std::string pending_file_text() const;
  std::string paired_file_text() const;

  // A null in pending.json: every reader in the gateway fails with a TypeError.
  bool has_null_entry() const;
  // The well-formed pending entries, expired ones included, in the order of the file.
  std::vector<PendingDevice> pending() const;
  // There is a file of pending devices, or has to be.
  bool has_pending_file() const { return !pending_.empty() || loaded_.has_value(); }
  const std::vector<PairedDevice>& paired() const { return paired_; }

 private:
  struct Entry {
    enum class Shape : std::uint8_t { well_formed, odd, null };
    Shape shape = Shape::well_formed;
    std::string key;       // its name in the file
    PendingDevice device;  // odd: only what is usable
    bool has_ts = true;    // without one it never expires
    std::string raw;       // odd, null: the element as indented text
  };
  void changed();
  std::string render(WallTime now) const;
  static bool is_expired(const Entry& entry, WallTime now);
  static Entry entry_of(std::string key, std::string raw);
  static void write_entry(JsonWriter& writer, const Entry& entry);
  std::vector<const Entry*> newest_first() const;
  std::vector<Entry>::iterator find(std::string_view request_id);
  PairedDevice& pair_with_token(const DeviceHello& hello, WallTime now);

  std::vector<Entry> pending_;
  std::vector<PairedDevice> paired_;
  bool pending_is_array_ = false;      // `[]` stays an array (devices-list-corrupt-array.json)
  std::optional<std::string> loaded_;  // pending.json's text as loaded, until the next write
  std::string rendered_;               // what list() prints; empty: not known
};

}  // namespace sim
