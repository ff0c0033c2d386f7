// What clients were answered, by the steps that asked.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/trace/event.h"

namespace scenarios {

using controller::Instant;

class ReplyBook {
 public:
  void observe(const sim::Event& event);
  void step_called(const std::string& step, std::int64_t call) { calls_[step].push_back(call); }

  struct Reply {
    Instant at;
    std::int64_t status = 0;
    std::string message;
  };
  // In the order of the calls; without those that were not answered.
  [[nodiscard]] std::vector<Reply> replies_to(const std::string& step) const;
  [[nodiscard]] std::size_t calls_of(const std::string& step) const;

 private:
  std::map<std::string, std::vector<std::int64_t>> calls_;
  std::map<std::int64_t, Reply> replies_;
};

}  // namespace scenarios
