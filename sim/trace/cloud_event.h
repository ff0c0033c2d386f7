// What can be seen of instances, of Fly and of what lies between them. See event.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/pairing/types.h"

namespace sim {

// ---- instances. `instance` is the sandbox id throughout.
// ------------------------------------------------------------

// An instance process came to life, or ended (killed: in the middle of whatever it did).
struct InstanceStarted {
  static constexpr std::string_view kKind = "instance.started";
  std::string instance;
  std::string user;
  template <class F>
  void each(F&& f) const {
    f("instance", instance);
    f("user", user);
  }
};
struct InstanceEnded {
  static constexpr std::string_view kKind = "instance.ended";
  std::string instance;
  bool killed = true;
  template <class F>
  void each(F&& f) const {
    f("instance", instance);
    f("killed", killed);
  }
};
// Its store accepted a state, or was erased: what a successor will find.
struct InstanceStored {
  static constexpr std::string_view kKind = "instance.stored";
  std::string instance;
  bool erased = false;
  std::string status;
  std::string machine;
  std::string volume;
  std::string region;
  std::string intent;                  // machine | volume | fork; empty: none
  std::string source;                  // the volume whose fork is not confirmed yet
  std::vector<std::string> deletions;  // machine/ID, volume/ID
  bool started_once = false;
  template <class F>
  void each(F&& f) const {
    f("instance", instance);
    f("erased", erased);
    f("status", status);
    f("machine", machine);
    f("volume", volume);
    f("region", region);
    f("intent", intent);
    f("source", source);
    f("deletions", deletions);
    f("started_once", started_once);
  }
};
// Somebody asked the instance for something, and got the answer. `call` pairs the two.
struct InstanceAsked {
  static constexpr std::string_view kKind = "instance.call";
  std::int64_t call = 0;
  std::string instance;
  std::string operation;  // start | stop | destroy | status | list | approve | reconcile | platform
  controller::Kind list = controller::Kind::channels;
  bool forced = false;  // list: refresh=true
  std::string channel;
  std::string target;     // approve: the code or request id; platform: method and target
  std::string body;       // platform
  bool key_right = true;  // platform: the internal key
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("instance", instance);
    f("operation", operation);
    f("list", std::string(list == controller::Kind::channels ? "channels" : "devices"));
    f("forced", forced);
    f("channel", channel);
    f("target", target);
    f("body", body);
    f("key_right", key_right);
  }
};
struct InstanceAnswered {
  static constexpr std::string_view kKind = "instance.reply";
  std::int64_t call = 0;
  std::string instance;
  std::int64_t status = 200;      // as HTTP would say it
  std::string message;            // platform: the body
  std::vector<std::string> keys;  // list: `channel/code`, or the requestId, of each entry
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("instance", instance);
    f("status", status);
    f("message", message);
    f("keys", keys);
  }
};
// A line of an instance's own log.
struct InstanceLogged {
  static constexpr std::string_view kKind = "instance.log";
  std::string instance;
  std::string level;
  std::string event;
  std::string fields;  // key=value, space separated
  template <class F>
  void each(F&& f) const {
    f("instance", instance);
    f("level", level);
    f("event", event);
    f("fields", fields);
  }
};

// ---- what an instance sends
// -------------------------------------------------------------------------------------------

// A call of the Machines API as it is sent, and its answer as it comes back to the instance.
struct FlyCalled {
  static constexpr std::string_view kKind = "fly.call";
  std::int64_t call = 0;
  std::string instance;
  std::string operation;  // list_machines | get_machine | create_machine | update_machine |
                          // start_machine | stop_machine | wait | destroy_machine | exec |
                          // list_volumes | get_volume | create_volume | destroy_volume | other
  std::string method;
  std::string target;  // path and query
  std::string machine;
  std::string
      volume;        // the volume itself; create_machine, update_machine: the one mounted at /root
  std::string name;  // create_*
  std::string region;  // create_*
  std::string source;  // create_volume: what it forks
  std::string detail;  // list_machines: the filter; wait: state and instance id; exec: the command;
                       // create_machine, update_machine: its size, such as `shared 2 3072`
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("instance", instance);
    f("operation", operation);
    f("method", method);
    f("target", target);
    f("machine", machine);
    f("volume", volume);
    f("name", name);
    f("region", region);
    f("source", source);
    f("detail", detail);
  }
};
struct FlyAnswered {
  static constexpr std::string_view kKind = "fly.answer";
  std::int64_t call = 0;
  std::string instance;
  std::string operation;
  std::int64_t status = 0;  // 0: no answer came: see `text`
  std::string text;         // the error that the body tells, or unreachable | broken | cancelled
  std::string machine;      // the id of the machine that the answer shows
  std::string volume;       // the volume that it shows, or that is mounted at /root
  std::string state;
  std::vector<std::string> ids;           // list_*
  bool carried_out = false;               // Fly had done what was asked by then
  std::optional<std::int64_t> exit_code;  // exec
  std::int64_t exit_signal = 0;           // exec: the signal that ended the command; 0: none did
  std::string out;                        // exec: what it printed to stdout, cut at 4 KiB
  std::optional<std::int64_t> retry_after_s;  // as its header asks
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("instance", instance);
    f("operation", operation);
    f("status", status);
    f("text", text);
    f("machine", machine);
    f("volume", volume);
    f("state", state);
    f("ids", ids);
    f("carried_out", carried_out);
    f("exit_code", exit_code);
    f("exit_signal", exit_signal);
    f("out", out);
    f("retry_after_s", retry_after_s);
  }
};
// A request to the controller through Fly's proxy, and its answer as it comes back.
struct ControllerCalled {
  static constexpr std::string_view kKind = "controller.call";
  std::int64_t call = 0;
  std::string instance;
  std::string machine;  // fly-force-instance-id
  std::string method;
  std::string target;
  bool token_right = false;  // the right credentials, and no others beside them
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("instance", instance);
    f("machine", machine);
    f("method", method);
    f("target", target);
    f("token_right", token_right);
  }
};
struct ControllerAnswered {
  static constexpr std::string_view kKind = "controller.answer";
  std::int64_t call = 0;
  std::string instance;
  std::int64_t status = 0;  // 0: no answer came: `body` says unreachable | broken | cancelled
  std::string body;         // cut at 4 KiB
  template <class F>
  void each(F&& f) const {
    f("call", call);
    f("instance", instance);
    f("status", status);
    f("body", body);
  }
};
// An instance could not read its store, or what it wrote, or erased, was not taken.
struct InstanceStoreFailed {
  static constexpr std::string_view kKind = "instance.store_failed";
  std::string instance;
  std::string operation;  // load | save | erase
  template <class F>
  void each(F&& f) const {
    f("instance", instance);
    f("operation", operation);
  }
};
// A call of the key-value store, told when it is answered, given up, or failed.
struct KeyValueCalled {
  static constexpr std::string_view kKind = "kv";
  std::string instance;
  std::string operation;  // get | put | erase
  std::string key;
  std::string value;  // get: what was found; put: what was written
  bool found = false;
  std::int64_t ttl_ms = 0;
  std::string error;  // empty: it worked
  std::int64_t took_us = 0;
  template <class F>
  void each(F&& f) const {
    f("instance", instance);
    f("operation", operation);
    f("key", key);
    f("value", value);
    f("found", found);
    f("ttl_ms", ttl_ms);
    f("error", error);
    f("took_us", took_us);
  }
};

// ---- Fly: the truth
// ----------------------------------------------------------------------------------------------------

// A machine came to be, or changed.
struct FlyMachineChanged {
  static constexpr std::string_view kKind = "fly.machine";
  std::string id;
  std::string name;
  std::string state;
  std::string region;
  std::string instance_id;
  std::string volume;   // mounted at /root
  std::string sandbox;  // of its metadata
  std::string why;      // api | booted | stopped | died | vanished | …
  template <class F>
  void each(F&& f) const {
    f("id", id);
    f("name", name);
    f("state", state);
    f("region", region);
    f("instance_id", instance_id);
    f("volume", volume);
    f("sandbox", sandbox);
    f("why", why);
  }
};
// A volume came to be, or changed. User data is simulated by a counter: a machine that has the
// volume mounted at /root and runs increases it, a fork copies it, a fresh volume has 0.
struct FlyVolumeChanged {
  static constexpr std::string_view kKind = "fly.volume";
  std::string id;
  std::string name;
  std::string state;
  std::string region;
  std::string machine;    // that claims it; empty: none
  std::string data_of;    // the sandbox whose data it holds; empty: none
  std::int64_t data = 0;  // how new that data is
  std::string source;     // forked from
  std::string why;        // api | hydrated | written | vanished | …
  template <class F>
  void each(F&& f) const {
    f("id", id);
    f("name", name);
    f("state", state);
    f("region", region);
    f("machine", machine);
    f("data_of", data_of);
    f("data", data);
    f("source", source);
    f("why", why);
  }
};

}  // namespace sim
