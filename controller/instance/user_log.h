// The log of one user's instance among others: each entry says whose it is.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "controller/base/log.h"

namespace controller::instance {

class UserLog final : public Log {
 public:
  // `log` must outlive it.
  UserLog(Log& log, std::string user_id) : log_(log), user_id_(std::move(user_id)) {}

  void write_entry(LogLevel level, std::string_view event,
                   std::span<const LogField> fields) override {
    std::vector<LogField> all = {{"user", std::string_view(user_id_)}};
    all.insert(all.end(), fields.begin(), fields.end());
    log_.write_entry(level, event, all);
  }

 private:
  Log& log_;
  std::string user_id_;
};

}  // namespace controller::instance
