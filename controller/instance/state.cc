#include "controller/instance/state.h"

namespace controller::instance {

std::string_view name_of(Status status) {
  switch (status) {
    case Status::provisioned:
      return "provisioned";
    case Status::starting:
      return "starting";
    case Status::running:
      return "running";
    case Status::stopped:
      return "stopped";
    case Status::destroying:
      return "destroying";
  }
  return "";
}

void mark_used(InstanceState& state) {
  state.has_user_data = true;
  state.fork_was_used = !state.unconfirmed_source.empty();
}

}  // namespace controller::instance
