// What a line of the file says, by its format. Bytes in, values out; any bytes will do.
//
//   plain      text; a stamp at the beginning is the time (timestamp.h)
//   journald   journalctl -o json: __REALTIME_TIMESTAMP, MESSAGE, PRIORITY
//   docker     json-file: log, stream, time
//   recording  sim/recordings: t_ms, stream, line
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/import/log_line.h"

namespace scenarios::importing {

class LineReader {
 public:
  LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  ~LineReader();

  // The format that the line is certainly of; nothing for plain text.
  std::optional<Format> json_format_of(std::string_view raw);

  // Replaces `lines` by what is in `raw`; several, when one entry holds line ends. They point into
  // `raw` and into the reader, until the next call. Returns what is wrong with it; empty: nothing.
  // `year` is for plain text whose stamps name none.
  std::string read(Format format, std::string_view raw, int year, std::vector<LogLine>& lines);

 private:
  struct Json;
  std::string read_json(Format format, std::string_view raw, std::vector<LogLine>& lines);

  std::unique_ptr<Json> json_;
};

}  // namespace scenarios::importing
