// Which requests belong to whom.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/format/expectation.h"
#include "sim/trace/event.h"

namespace scenarios {

class NameBook {
 public:
  void observe(const sim::Event& event);
  // `at`: when it was told. See ExpectationSink::name_is.
  void name_is(const std::string& name, const std::string& request, Instant at);

  struct Request {
    std::string key;  // "telegram/ABCD2345", "device/<request id>"
    Instant since;    // when its owner was given it
  };
  // The requests that a name stands for: those that it was given, and whatever else the same sender
  // or device was given; in the order of time. A key that is no name stands for itself, from the
  // begin on.
  [[nodiscard]] std::vector<Request> requests_of(const RequestKey& key) const;

 private:
  // A sender of one channel, or a device.
  using Owner = std::pair<std::string, std::string>;
  struct Given {
    Instant since;
    Owner owner;  // empty: not known
  };
  [[nodiscard]] bool belongs(const std::string& key, const Given& given,
                             const std::vector<std::string>& named) const;

  std::map<std::string, Given> given_;                     // by key
  std::map<std::string, std::vector<std::string>> names_;  // to keys
};

}  // namespace scenarios
