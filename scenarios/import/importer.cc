#include "scenarios/import/importer.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "reports/text.h"

namespace scenarios::importing {
namespace {

// Nothing runs yet at 0s, so that a line of that moment would be printed by nobody.
constexpr Duration kFirstMoment = std::chrono::milliseconds(1);
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// `text` is longer than kTextMax.
std::string_view cut_between_characters(std::string_view text) {
  constexpr std::size_t kContinuationMax = 3;
  std::size_t end = kTextMax;
  while (end > kTextMax - kContinuationMax &&
         (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80)
    --end;
  return text.substr(0, end);
}

bool is_blank(std::string_view raw) {
  return raw.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

Importer::Importer(ImportOptions options)
    : options_(std::move(options)), steps_(options_.limits), format_(options_.format) {
  report_.source = options_.source;
  report_.name = options_.name;
  report_.only_triggers = options_.only_triggers;
  report_.keep_secrets = options_.keep_secrets;
}

bool Importer::feed(std::string_view bytes) {
  while (!done_) {
    const auto raw = splitter_.next(bytes);
    if (!raw) return true;
    on_raw(*raw, false);
  }
  return false;
}

void Importer::fail(std::string message) {
  if (error_.empty()) error_ = std::move(message);
  done_ = true;
}

std::string Importer::at_line() const {
  return options_.source + ":" + std::to_string(report_.lines);
}

std::string Importer::no_times() const {
  return options_.source +
         ": no line begins with a time that I know: 2026-11-22T06:00:01.123Z, 2026-11-22 "
         "06:00:01,123, Nov 22 06:00:01, each perhaps in [brackets]; lines of journalctl -o json, "
         "of docker's json-file and of recordings are understood too";
}

void Importer::on_raw(std::string_view raw, bool last_without_end) {
  if (++report_.lines == 1 && raw.starts_with(kByteOrderMark))
    raw.remove_prefix(kByteOrderMark.size());
  const bool cut = splitter_.cut_lines() > raw_cut_;
  raw_cut_ = splitter_.cut_lines();
  // What a cut line of JSON was, nobody can tell: the next one decides.
  if (cut && (format_ ? *format_ != Format::plain : raw.starts_with('{'))) {
    ++odd_.raw_left_out;
    return;
  }
  if (!decide_format(raw)) return;
  const auto wrong = reader_.read(*format_, raw, options_.year, read_);
  if (!wrong.empty()) {
    if (last_without_end) {
      odd_.end_cut = true;
      return;
    }
    fail(
        at_line() + ": " + wrong +
        (options_.format ? "" : "; the format was told by the first line, --format names another"));
    return;
  }
  if (!read_.empty()) read_lines(raw);
}

// False: nothing to be read from this line.
bool Importer::decide_format(std::string_view raw) {
  const bool plain = format_ == Format::plain;
  if (options_.format || (format_ && !plain)) return true;
  if (!format_ && is_blank(raw)) return false;
  const auto json = raw.starts_with('{') ? reader_.json_format_of(raw) : std::nullopt;
  if (!format_) {
    format_ = json.value_or(Format::plain);
  } else if (json) {
    fail(at_line() + ": a line of format " + std::string(name_of(*json)) +
         " after lines of plain text: import logs of one format each (--format plain takes it as "
         "text)");
    return false;
  }
  return true;
}

void Importer::read_lines(std::string_view raw) {
  constexpr EpochUs kHalfYear = EpochUs{183} * 24 * 3600 * 1'000'000;
  // Syslog, January after December.
  if (read_.front().without_year) {
    odd_.year_guessed = true;
    if (last_time_ && *read_.front().time < *last_time_ - kHalfYear) {
      ++options_.year;
      (void)reader_.read(*format_, raw, options_.year, read_);
    }
  }
  for (const LogLine& line : read_)
    if (!done_) on_line(line);
}

// Puts together what docker has cut. A line is there when its end is.
void Importer::on_line(const LogLine& line) {
  if (line.time && !base_) base_ = *format_ == Format::recording ? 0 : *line.time;
  if (*format_ != Format::docker) return on_whole_line(line);
  Piece& piece = pieces_.at(line.source == Source::err ? 1 : 0);
  if (!piece.open && !line.continues) return on_whole_line(line);
  piece.open = line.continues;
  piece.like = line;
  // One byte more tells that it was longer.
  piece.text += line.text.substr(0, kTextMax + 1 - std::min(piece.text.size(), kTextMax + 1));
  if (line.continues) return;
  piece.like.text = piece.text;
  on_whole_line(piece.like);
  piece.text.clear();
}

void Importer::on_whole_line(const LogLine& line) {
  if (line.time) last_time_ = line.time;
  const Duration offset = line.time ? offset_of(*line.time) : last_offset_;
  take_wall_clock(line, offset);
  if (options_.from && offset < *options_.from) {
    ++report_.outside;
  } else if (options_.to && offset >= *options_.to) {
    // Moments never go back, so nothing of interest can follow.
    odd_.stopped_at_to = true;
    ++report_.outside;
    done_ = true;
  } else if (options_.only && !options_.only->matches(line.text)) {
    ++report_.left_out;
  } else {
    keep(offset, line.source, line.text);
  }
}

Duration Importer::offset_of(EpochUs time) {
  const Duration offset(time - *base_);
  if (offset < last_offset_) {
    ++odd_.backwards;
    odd_.furthest_back = std::max(odd_.furthest_back, last_offset_ - offset);
  }
  last_offset_ = std::max(last_offset_, offset);
  return last_offset_;
}

// A recording counts from the spawn; its lines tell what the wall clock showed.
void Importer::take_wall_clock(const LogLine& line, Duration offset) {
  if (wall_base_ || !base_) return;
  if (*format_ != Format::recording) {
    wall_base_ = base_;
  } else if (const auto stamp = stamp_at_begin(line.text, options_.year)) {
    wall_base_ = stamp->time - offset.count();
  }
}

void Importer::keep(Duration offset, Source source, std::string_view text) {
  if (text.size() > kTextMax) {
    ++odd_.text_cut;
    text = cut_between_characters(text);
  }
  if (text.size() > controller::kMaxLineBytes) ++odd_.over_64k;
  if (!simdjson::validate_utf8(text.data(), text.size())) ++odd_.not_utf8;
  const bool trigger = source != Source::marker && triggers_.matches(text);
  std::string kept = options_.keep_secrets ? std::string(text) : masker_.mask(text);
  if (trigger && !triggers_.matches(kept)) ++odd_.keywords_masked;
  const Duration at = offset - options_.from.value_or(Duration::zero());
  if (!first_kept_) first_kept_ = offset;
  last_kept_ = offset;
  ++report_.kept;
  report_.triggers += trigger ? 1 : 0;
  steps_.add(std::max(at, kFirstMoment), source, std::move(kept));
  if (steps_.full()) on_full();
}

void Importer::on_full() {
  if (!base_) return fail(no_times());
  const std::string limit =
      steps_.too_large() ? "be larger than 16 MiB"
                         : "have more than " + reports::grouped(options_.limits.steps) + " steps";
  fail(at_line() + ": the scenario would " + limit + ", " +
       reports::time_text(last_offset_.count()) +
       " after the first line: import less of it with --triggers-only, --only TEXT, --from and "
       "--to");
}

}  // namespace scenarios::importing
