// The end of an import: checks, notes, and the scenario.
#include <utility>

#include "reports/text.h"
#include "scenarios/format/duration_text.h"
#include "scenarios/import/importer.h"

namespace scenarios::importing {
namespace {

using reports::counted;

// What the controller waits from one refresh to the next: the last line gets its answer.
constexpr Duration kAfterwards = std::chrono::seconds(60);

void put(std::vector<std::string>& notes, std::uint64_t count, std::string_view noun,
         const std::string& what) {
  if (count > 0) notes.push_back(counted(count, noun) + " " + what);
}

}  // namespace

controller::Result<Imported, std::string> Importer::finish() {
  if (!done_)
    if (const auto raw = splitter_.finish()) on_raw(*raw, true);
  for (Piece& piece : pieces_) {
    if (done_ || !piece.open) continue;
    piece.like.text = piece.text;
    on_whole_line(piece.like);
  }
  if (error_.empty() && report_.lines == 0) fail(options_.source + ": the log is empty");
  if (error_.empty() && !base_) fail(no_times());
  if (error_.empty() && report_.kept == 0)
    fail(options_.source + ": none of its " + counted(report_.lines, "line") +
         " is to be imported: --triggers-only, --only, --from and --to leave nothing");
  if (error_.empty() &&
      last_kept_ - options_.from.value_or(Duration()) > kDurationMax - kAfterwards)
    fail(options_.source +
         ": lasts longer than a scenario may, 400 days: import a part of it with "
         "--from and --to");
  if (!error_.empty()) return controller::Failure{error_};
  if (!options_.keep_secrets) mask_what_became_known();
  note_oddities();
  return Imported{scenario(), report_};
}

// A secret may stand in an earlier line than the one that tells what it is.
void Importer::mask_what_became_known() {
  steps_.each_text([this](std::string& text) { masker_.mask_known(text); });
}

void Importer::note_oddities() {
  report_.format = *format_;
  report_.steps = steps_.steps().size();
  report_.masked = masker_.counts();
  report_.span = last_kept_ - first_kept_.value_or(last_kept_);
  if (wall_base_) {
    report_.first = *wall_base_ + first_kept_.value_or(Duration()).count();
    report_.last = *wall_base_ + last_kept_.count();
  }
  auto& notes = report_.notes;
  if (odd_.backwards > 0)
    notes.push_back(counted(odd_.backwards, "line") + " out of order, by up to " +
                    reports::time_text(odd_.furthest_back.count()) +
                    ": printed right after the line before");
  if (odd_.end_cut) notes.emplace_back("the last line is cut off: left out");
  put(notes, odd_.raw_left_out, "line", "longer than 8 MiB: left out");
  put(notes, odd_.text_cut, "line", "cut at 1 MiB");
  put(notes, odd_.over_64k, "line", "longer than 64 KiB: the controller sees the beginning");
  put(notes, odd_.not_utf8, "line", "without valid UTF-8: written as bytes");
  put(notes, odd_.keywords_masked, "line",
      "less that speak of pairing, since the keyword stood in what was masked");
  if (odd_.year_guessed)
    notes.push_back("its times name no year: they end in " + std::to_string(options_.year) +
                    " (--year)");
  if (!wall_base_) notes.emplace_back("it does not tell what the wall clock showed");
  if (odd_.stopped_at_to)
    notes.push_back("read up to line " + reports::grouped(report_.lines) + ", where --to is");
}

Scenario Importer::scenario() {
  Scenario scenario;
  scenario.name = options_.name;
  scenario.tags = {"imported"};
  if (report_.triggers > 0) scenario.clauses = {"L1"};
  const Duration from = options_.from.value_or(Duration());
  scenario.duration = last_kept_ - from + kAfterwards;
  if (wall_base_)
    scenario.wall_clock = WallTime(std::chrono::floor<std::chrono::milliseconds>(
        std::chrono::microseconds(*wall_base_) + from));
  // It listens before the first line comes, and prints as little as it can of its own.
  scenario.gateway.mode = GatewayMode::quiet;
  scenario.gateway.boot = DurationRange{};
  scenario.about = about_text(report_);
  scenario.steps = steps_.take();
  return scenario;
}

}  // namespace scenarios::importing
