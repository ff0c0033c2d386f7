#include "scenarios/runner/store_damage.h"

namespace scenarios {

// pairing-list-telegram-corrupt-*.json and devices-list-corrupt-*.json.
std::string_view store_text(StoreState state, bool channel) {
  switch (state) {
    case StoreState::ok:
      return channel ? "{\n  \"version\": 1,\n  \"requests\": []\n}\n" : "{}";
    case StoreState::truncated:
      return channel
                 ? "{\n  \"version\": 1,\n  \"requests\": [\n    {\n      \"id\": \"700000000\",\n"
                 : "{\n  \"00000001-0000-4000-8000-000000000001\": {\n    \"requestId\": \"0000";
    case StoreState::empty:
      return "";
    case StoreState::null:
      return "null\n";
    case StoreState::array:
      return "[]\n";
    case StoreState::null_entry:
      return channel ? "{\"version\":1,\"requests\":[null]}" : "{\"a\":null}";
    case StoreState::wrong_types:
      return channel
                 ? R"({"version":1,"requests":[{"id":5,"code":17,"createdAt":"2026-11-22T05:50:01.417Z"}]})"
                 : R"({"d":{"requestId":7,"ts":"now"}})";
  }
  return "";
}

}  // namespace scenarios
