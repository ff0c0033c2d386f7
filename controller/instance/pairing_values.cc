#include "controller/instance/pairing_values.h"

#include "controller/http/list_json.h"

namespace controller::instance {

std::string requests_json(const RequestList& list) {
  return list.kind == Kind::channels ? controller::requests_json(list.channels)
                                     : controller::requests_json(list.devices);
}

}  // namespace controller::instance
