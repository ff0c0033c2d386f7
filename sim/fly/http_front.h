// The bytes of the Machines API: HTTP requests into the model's values, its replies into HTTP.
// Pure; knows no state. Requests are read strictly (S5): what the OpenAPI description does not have
// is refused.
#pragma once

#include <string_view>

#include "controller/base/http_transport.h"
#include "sim/fly/fly_types.h"

namespace sim {

// `target`: path and query. Every request can be read; what is wrong with it stands in it.
FlyRequest read_fly_request(std::string_view method, std::string_view target,
                            const controller::HeaderList& headers, std::string_view body);

// `number` makes the header fly-request-id.
controller::InboundReply write_fly_reply(const FlyReply& reply, std::uint64_t number);

// {"error": text, "status": code}
std::string fly_error_body(std::string_view text, std::string_view code);

// Path and query of `url`, as a view into it.
std::string_view target_in(std::string_view url);

}  // namespace sim
