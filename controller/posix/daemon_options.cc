#include "controller/posix/daemon_options.h"

#include "controller/posix/stream_log.h"

namespace controller::posix {
namespace {

bool is_log_format(const std::string& word) { return parse_log_format(word).has_value(); }
bool is_log_level(const std::string& word) { return parse_log_level(word).has_value(); }

}  // namespace

std::vector<Option> daemon_options(DaemonSettings& settings) {
  return {
      {"connections-max", "PAIRING_CONNECTIONS_MAX", "N", "clients at once", false, false,
       set_whole(settings.connections_max, 1, 100'000), std::to_string(settings.connections_max)},
      {"log-format", "PAIRING_LOG_FORMAT", "text|json", "of the log on stderr", false, false,
       set_if(settings.log_format, is_log_format, "text or json"), settings.log_format},
      {"log-level", "PAIRING_LOG_LEVEL", "LEVEL", "the least that is logged", false, false,
       set_if(settings.log_level, is_log_level, "debug, info, warning or error"),
       settings.log_level},
  };
}

}  // namespace controller::posix
