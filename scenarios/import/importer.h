// A log, read piece by piece, becomes a scenario. Memory is bounded by what is kept of it, never by
// the log: lines that are left out are forgotten at once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/result.h"
#include "controller/gateway/line_splitter.h"
#include "controller/pairing/log_trigger.h"
#include "scenarios/format/scenario.h"
#include "scenarios/import/line_formats.h"
#include "scenarios/import/masker.h"
#include "scenarios/import/step_builder.h"

namespace scenarios::importing {

inline constexpr std::size_t kRawLineMax = std::size_t{8} << 20U;  // of the file
inline constexpr std::size_t kTextMax = std::size_t{1} << 20U;     // of a line that is kept

struct ImportOptions {
  std::string source;              // how errors and the scenario name the log
  std::string name;                // of the scenario
  std::optional<Format> format{};  // absent: told by the first line
  bool keep_secrets = false;
  std::optional<Duration> from{};  // the part of the log, since its first line; `to` is outside
  std::optional<Duration> to{};
  std::optional<controller::LogTrigger> only{};  // keep matching lines alone
  bool only_triggers = false;                    // that `only` is the keywords of L1
  int year = 1970;                               // for stamps that name none
  StepLimits limits;
};

// What was seen and done.
struct ImportReport {
  std::string source;
  std::string name;
  Format format = Format::plain;
  std::uint64_t lines = 0;     // of the log, up to where it was read
  std::uint64_t kept = 0;      // that are in the scenario
  std::uint64_t left_out = 0;  // because they did not match
  std::uint64_t outside = 0;   // because of from and to
  std::uint64_t triggers = 0;  // of the kept: those that speak of pairing
  std::uint64_t steps = 0;
  std::optional<EpochUs> first{};  // moments of the first and the last kept line
  std::optional<EpochUs> last{};
  Duration span{};  // between them
  bool only_triggers = false;
  bool keep_secrets = false;
  Masker::Counts masked{};
  std::vector<std::string> notes;  // what was not as it should be
};

struct Imported {
  Scenario scenario;
  ImportReport report;
};

class Importer {
 public:
  explicit Importer(ImportOptions options);

  // False: there is no need to read on; finish() tells why.
  bool feed(std::string_view bytes);
  // The scenario, or the one thing that is wrong.
  controller::Result<Imported, std::string> finish();

  [[nodiscard]] std::uint64_t lines() const { return report_.lines; }

 private:
  // Counts of what is noted at the end.
  struct Oddities {
    std::uint64_t backwards = 0;
    Duration furthest_back{};
    std::uint64_t raw_left_out = 0;  // JSON lines that are too long
    std::uint64_t text_cut = 0;      // lines cut at kTextMax
    std::uint64_t not_utf8 = 0;
    std::uint64_t over_64k = 0;
    std::uint64_t keywords_masked = 0;
    bool year_guessed = false;
    bool end_cut = false;
    bool stopped_at_to = false;
  };
  struct Piece {
    LogLine like;
    std::string text;
    bool open = false;
  };

  void on_raw(std::string_view raw, bool last_without_end);
  bool decide_format(std::string_view raw);
  void read_lines(std::string_view raw);
  void on_line(const LogLine& line);
  void on_whole_line(const LogLine& line);
  [[nodiscard]] Duration offset_of(EpochUs time);
  void keep(Duration offset, Source source, std::string_view text);
  void take_wall_clock(const LogLine& line, Duration offset);
  void on_full();
  void fail(std::string message);
  [[nodiscard]] std::string at_line() const;
  [[nodiscard]] std::string no_times() const;
  void note_oddities();
  void mask_what_became_known();
  [[nodiscard]] Scenario scenario();

  ImportOptions options_;
  ImportReport report_;
  Oddities odd_;
  controller::LineSplitter splitter_{kRawLineMax};
  std::uint64_t raw_cut_ = 0;  // lines that it has cut
  LineReader reader_;
  Masker masker_;
  StepBuilder steps_;
  const controller::LogTrigger triggers_;
  std::vector<LogLine> read_;
  std::array<Piece, 2> pieces_;  // docker: lines whose end has not come, by source
  std::optional<Format> format_;
  std::optional<EpochUs> base_;       // where offsets begin
  std::optional<EpochUs> wall_base_;  // the wall clock there; a recording tells it late
  std::optional<EpochUs> last_time_;
  Duration last_offset_{};
  std::optional<Duration> first_kept_;
  Duration last_kept_{};
  std::string error_;
  bool done_ = false;
};

// What the scenario says of its origin, in its first comment.
std::string about_text(const ImportReport& report);

}  // namespace scenarios::importing
