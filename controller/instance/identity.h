// The names and the token that follow from who the user is (docs/contract.md, Wire facts). Pure;
// safe from any thread.
//
// Slashes, `..` and control characters in a user id are encoded like all others, and what comes out
// holds nothing but [A-Za-z0-9_-]. Refused is an empty one, one of more than 47 bytes (its sandbox
// id would be longer than kMaxSandboxIdLength, and a machine's name with it), and one that is not
// UTF-8 or has a NUL: it could not stand in a machine's metadata, so no machine could be found.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "controller/pairing/types.h"

namespace controller::instance {

inline constexpr std::size_t kMaxSandboxIdLength = 63;  // that of a DNS label
inline constexpr std::size_t kMaxVolumeNameLength = 30;

// base64url of the user id, without padding; also the name of the machine. Nothing for a user id
// that is refused.
std::optional<std::string> sandbox_id_of(std::string_view user_id);

// The other way round. Nothing for what sandbox_id_of() never gives.
std::optional<std::string> user_id_of(std::string_view sandbox_id);

// `kiloclaw_` and the sandbox id in [a-z0-9_], cut. Different sandboxes may get the same name.
std::string volume_name_of(std::string_view sandbox_id);

// Whether that name was not cut: then a volume of that name is, as far as names can tell, of that
// sandbox. Of a cut one it may well be of another.
bool names_its_volume_alone(std::string_view sandbox_id);

// What the controller of that sandbox wants as its token: 64 hex digits.
std::string controller_token(std::string_view secret, std::string_view sandbox_id);

// Where the KV keeps the list of a machine.
std::string list_key(Kind kind, std::string_view app, std::string_view machine);

}  // namespace controller::instance
