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

}  // namespace controller::instance
