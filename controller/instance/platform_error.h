// How the platform's routes say that something is wrong. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "controller/base/json_text.h"
#include "controller/http/message.h"

namespace controller::instance {

// {"error":<text>}
inline HttpResponse platform_error(int status, std::string_view text) {
  std::string body = R"({"error":)";
  append_json_string(body, text);
  body += '}';
  return HttpResponse{status, body_of(std::move(body))};
}

}  // namespace controller::instance
