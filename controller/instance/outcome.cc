#include "controller/instance/outcome.h"

namespace controller::instance {

Trouble trouble_of(std::string_view what, const fly::Refusal& refusal) {
  Trouble trouble;
  constexpr int kError = 400;
  constexpr int kBadGateway = 502;  // an answer of success that makes none
  if (refusal.status != 0) trouble.status = refusal.status < kError ? kBadGateway : refusal.status;
  trouble.text = std::string(what) + " failed: " + refusal.text;
  trouble.kind = refusal.kind;
  return trouble;
}

}  // namespace controller::instance
