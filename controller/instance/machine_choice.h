// Which of several machines is an instance's own (M2). Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "controller/fly/types.h"

namespace controller::instance {

inline constexpr std::string_view kUserKey = "kiloclaw_user_id";
inline constexpr std::string_view kSandboxKey = "kiloclaw_sandbox_id";
inline constexpr std::string_view kRoot = "/root";

// It is of this sandbox, by its metadata or, without any, by its name.
bool belongs_to(const fly::Machine& machine, std::string_view sandbox_id);
// The volume at /root, as long as the machine is there; empty: none.
const std::string& root_volume(const fly::Machine& machine);

// The best of those that belong to the sandbox and are not dead: by state, then by the newest
// `updated_at`, then by id. Null when there is none.
const fly::Machine* choose_machine(std::span<const fly::Machine> machines,
                                   std::string_view sandbox_id);
// The same of those with this name.
const fly::Machine* choose_by_name(std::span<const fly::Machine> machines, std::string_view name);

}  // namespace controller::instance
