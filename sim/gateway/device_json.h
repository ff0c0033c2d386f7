// The JSON shapes of devices: fields, order and omissions as recorded.
#pragma once

#include <string_view>

#include "sim/gateway/device_store.h"
#include "sim/gateway/json_text.h"

namespace sim {

// A value of pending.json and an element of the list's `pending` (devices-list-seeded-3.json).
void write_pending_device(JsonWriter& writer, const PendingDevice& device);

// An element of the list's `paired`, and `device` in the reply to an approval
// (devices-approve-good-json.json).
void write_paired_summary(JsonWriter& writer, const PairedDevice& device);

// A value of paired.json (devices-list-gateway-first.json).
void write_paired_record(JsonWriter& writer, const PairedDevice& device);

}  // namespace sim
