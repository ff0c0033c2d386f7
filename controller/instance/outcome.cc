#include "controller/instance/outcome.h"

namespace controller::instance {

Trouble trouble_of(std::string_view what, const fly::Refusal& refusal) {
  Trouble trouble;
  constexpr int kBadGateway = 502;  // an answer of success that makes none, or no status at all
  const bool error = refusal.status >= 400 && refusal.status < 600;
  if (refusal.status != 0) trouble.status = error ? refusal.status : kBadGateway;
  trouble.text = std::string(what) + " failed: " + refusal.text;
  trouble.kind = refusal.kind;
  return trouble;
}

}  // namespace controller::instance
