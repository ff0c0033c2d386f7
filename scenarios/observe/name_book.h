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
  // The requests that a key of a scenario stands for: the one that it spells out, or those that the name
  // was given, and whatever else the same sender or device was given, in the order of time.
  [[nodiscard]] std::vector<Request> requests_of(const RequestKey& key) const;

 private:
  struct Given {
    std::string key;
    std::string owner;  // with the list that it is from; empty: not known
    Instant since;
  };
  [[nodiscard]] bool belongs(const Given& given, const std::vector<std::string>& named) const;

  std::vector<Given> given_;
  std::map<std::string, std::vector<std::string>> names_;  // to keys
};

}  // namespace scenarios
