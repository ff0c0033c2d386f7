#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reports/files.h"
#include "scenarios/apps/pairbench_commands.h"
#include "scenarios/apps/pairbench_import_input.h"
#include "scenarios/apps/pairbench_terminal.h"
#include "scenarios/format/document.h"
#include "scenarios/format/duration_text.h"
#include "scenarios/format/loader.h"
#include "scenarios/format/rules.h"
#include "scenarios/format/writer.h"
#include "scenarios/import/import_summary.h"
#include "scenarios/import/importer.h"

namespace scenarios::apps {
namespace {

namespace fs = std::filesystem;
using importing::Format;
using Error = std::optional<std::string>;  // nullopt: fine

struct ImportArguments {
  std::string file;
  std::string out;
  std::string name;
  std::string format = "auto";
  std::string from;
  std::string to;
  std::vector<std::string> only;
  int year = 0;
  bool triggers_only = false;
  bool keep_secrets = false;
  bool force = false;
  bool json = false;
};

bool to_stdout(const ImportArguments& arguments) { return arguments.out == "-"; }

Error read_moment(const std::string& option, const std::string& text, std::optional<Duration>& at) {
  if (text.empty()) return std::nullopt;
  const auto parsed = parse_duration(text);
  if (!parsed) return option + ": " + parsed.error();
  at = *parsed;
  return std::nullopt;
}

Error read_only(const ImportArguments& arguments, importing::ImportOptions& options) {
  options.only_triggers = arguments.triggers_only;
  if (arguments.triggers_only) options.only = controller::LogTrigger();
  if (arguments.only.empty()) return std::nullopt;
  const std::vector<std::string_view> words(arguments.only.begin(), arguments.only.end());
  auto only = controller::LogTrigger::make(words);
  if (!only) return "--only: " + only.error();
  options.only = std::move(*only);
  return std::nullopt;
}

std::optional<Format> format_of(const std::string& word) {
  for (const auto format : {Format::plain, Format::journald, Format::docker, Format::recording})
    if (name_of(format) == word) return format;
  return std::nullopt;
}

int this_year() {
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  return static_cast<int>(std::chrono::year_month_day(today).year());
}

// A folder stands for the file NAME.json in it.
std::string file_to_write(const ImportArguments& arguments) {
  std::error_code error;
  if (arguments.name.empty() || !fs::is_directory(arguments.out, error)) return arguments.out;
  return (fs::path(arguments.out) / (arguments.name + ".json")).string();
}

bool is_file_of_its_own(const std::string& out) {
  std::error_code error;
  const auto type = fs::status(out, error).type();  // of what a link leads to
  return type == fs::file_type::regular || type == fs::file_type::not_found;
}

// The loader wants a scenario to be named as its file.
Error read_name(const ImportArguments& arguments, const std::string& out, std::string& name) {
  std::error_code error;
  if (!to_stdout(arguments) && arguments.name.empty() && fs::is_directory(out, error))
    return "-o: " + out + " is a folder: name the file, or give --name NAME for " +
           (fs::path(out) / "NAME.json").lexically_normal().string();
  const std::string stem = fs::path(out).stem().string();
  const bool own = !to_stdout(arguments) && is_file_of_its_own(out);
  name = !arguments.name.empty() ? arguments.name : own ? stem : "imported";
  if (!kName.fits(name))
    return (arguments.name.empty() ? "-o: expected a file named by " : "--name: expected ") +
           std::string(kName.expected) + ", not " + shown(name);
  if (own && (name != stem || fs::path(out).extension() != ".json"))
    return "a scenario is named as its file: expected -o " +
           (fs::path(out).parent_path() / (name + ".json")).string() + ", not " + out;
  return std::nullopt;
}

Error check_out(const ImportArguments& arguments, const ImportInput& input,
                const std::string& out) {
  if (to_stdout(arguments)) return std::nullopt;
  std::error_code error;
  if (fs::exists(out, error) && is_file_of_its_own(out)) {
    if (input.is_same_file(out)) return out + " is the log itself";
    if (!arguments.force) return out + " is there already: --force replaces it";
  }
  if (auto missing = reports::check_folder_above(out)) return missing;
  return reports::check_writable_file(out);
}

Error read_options(const ImportArguments& arguments, const std::string& out,
                   importing::ImportOptions& options) {
  options.source =
      arguments.file == "-" ? "standard input" : fs::path(arguments.file).filename().string();
  options.format = format_of(arguments.format);
  options.keep_secrets = arguments.keep_secrets;
  options.year = arguments.year == 0 ? this_year() : arguments.year;
  if (auto error = read_moment("--from", arguments.from, options.from)) return error;
  if (auto error = read_moment("--to", arguments.to, options.to)) return error;
  if (options.to && *options.to <= options.from.value_or(Duration::zero()))
    return "--to: expected a moment after " +
           (options.from ? "--from" : std::string("the first line"));
  if (auto error = read_only(arguments, options)) return error;
  return read_name(arguments, out, options.name);
}

controller::Result<importing::Imported, std::string> read_log(ImportInput& input,
                                                              importing::ImportOptions options) {
  importing::Importer importer(std::move(options));
  ImportProgress progress;
  for (;;) {
    const auto bytes = input.read();
    if (!input.error().empty()) return controller::Failure{input.error()};
    if (bytes.empty() || !importer.feed(bytes)) break;
    progress.show(input.bytes_read(), importer.lines());
  }
  return importer.finish();
}

Error write(const ImportArguments& arguments, const std::string& out,
            const importing::Imported& imported) {
  const std::string text = write_scenario(imported.scenario);
  if (text.size() > kScenarioMaxBytes)
    return imported.report.source +
           ": the scenario would be larger than 16 MiB: import less of it with --triggers-only, "
           "--only TEXT, --from and --to";
  if (!to_stdout(arguments)) return reports::write_file(out, text);
  std::cout << text;
  return std::nullopt;
}

void print(const ImportArguments& arguments, const std::string& out,
           const importing::ImportReport& report) {
  // The scenario has standard output for itself.
  auto& words = to_stdout(arguments) ? std::cerr : std::cout;
  if (arguments.json) {
    words << summary_json(report, out);
    return;
  }
  words << summary_line(report, out) << "\n";
  for (const auto& note : report.notes) complain("note: " + note);
}

Error import_log(const ImportArguments& arguments) {
  const std::string out = file_to_write(arguments);
  importing::ImportOptions options;
  if (auto error = read_options(arguments, out, options)) return error;
  ImportInput input(arguments.file);
  if (!input.error().empty()) return input.error();
  if (auto error = check_out(arguments, input, out)) return error;
  const auto imported = read_log(input, std::move(options));
  if (!imported) return imported.error();
  if (auto error = write(arguments, out, *imported)) return error;
  print(arguments, out, imported->report);
  return std::nullopt;
}

Outcome run(const ImportArguments& arguments) {
  const auto error = import_log(arguments);
  if (error) complain(*error);
  return !error && flush_output() ? Outcome::passed : Outcome::bad_input;
}

constexpr const char* kImportExamples = R"(
Formats: plain text whose lines begin with a time, journalctl -o json, docker's json-file,
recordings. Secrets become placeholders; look through the file before you pass it on.

Examples:
  pairbench import-log gateway.log -o monday.json
  journalctl -u gateway -o json | pairbench import-log - -o monday.json --triggers-only
  pairbench import-log gateway.log -o storm.json --from 2h --to 2h30m
  pairbench import-log gateway.log -o ws.json --only '[ws]' --only '[telegram]'

Exit codes: 0 written, 2 not, and nothing is.)";

void add_filters(CLI::App& command, ImportArguments& arguments) {
  command.add_option("--from", arguments.from, "Begin so long after the first line")
      ->type_name("DURATION");
  command.add_option("--to", arguments.to, "End so long after the first line")
      ->type_name("DURATION");
  auto* only = command
                   .add_option("--only", arguments.only,
                               "Keep lines that hold this text, in any case; again for more")
                   ->type_name("TEXT")
                   ->allow_extra_args(false);
  command.add_flag("--triggers-only", arguments.triggers_only, "Keep lines that speak of pairing")
      ->excludes(only);
}

}  // namespace

void add_import_log(CLI::App& app, Exit& exit) {
  auto* command = app.add_subcommand("import-log", "Make a scenario of a log of the gateway");
  const auto arguments = std::make_shared<ImportArguments>();
  command->add_option("FILE", arguments->file, "The log; - is standard input")
      ->type_name("")
      ->required();
  command
      ->add_option("-o,--out", arguments->out,
                   "The scenario to write, or a folder for NAME.json; - is standard output")
      ->type_name("SCENARIO")
      ->required();
  command->add_option("--name", arguments->name, "Its name (default: that of the file)")
      ->type_name("NAME");
  command->add_option("--format", arguments->format, "How the log is written (default: auto)")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"auto", "plain", "journald", "docker", "recording"}));
  add_filters(*command, *arguments);
  command->add_option("--year", arguments->year, "Of times that name none (default: this year)")
      ->type_name("YYYY")
      ->check(CLI::Range(1970, 9999));
  command->add_flag("--keep-secrets", arguments->keep_secrets, "Mask nothing");
  command->add_flag("--force", arguments->force, "Replace the scenario if it is there");
  command->add_flag("--json", arguments->json, "Say what was done for programs");
  command->footer(kImportExamples);
  command->callback([arguments, &exit] { exit = run(*arguments); });
}

}  // namespace scenarios::apps
