// How an operation of an instance ended.
#pragma once

#include <string>

#include "controller/base/result.h"
#include "controller/fly/refusal.h"

namespace controller::instance {

// As HTTP would say it: 200 done, 202 going on in the background, 409 not now, 503 something that
// the instance needs does not answer, 502 it makes no sense, other: as Fly said. The message has no
// token, path or stack.
struct Outcome {
  int status = 200;
  std::string message;

  [[nodiscard]] bool ok() const { return status < 300; }
};

// Why an operation, or a part of it, was given up.
struct Trouble {
  int status = 503;
  std::string text;
  fly::RefusalKind kind = fly::RefusalKind::unknown;  // when it was Fly that refused
};
// `what` was being done when Fly refused.
Trouble trouble_of(std::string_view what, const fly::Refusal& refusal);

template <class T>
using Attempt = Result<T, Trouble>;
struct Nothing {};

}  // namespace controller::instance
