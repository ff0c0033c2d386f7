#include "controller/http/metrics.h"

#include <array>
#include <chrono>
#include <string_view>

#include "controller/base/json_text.h"

namespace controller {
namespace {

constexpr std::array<std::string_view, kKindCount> kKindNames = {"channels", "devices"};
// By CliFailure.
constexpr std::array<std::string_view, 7> kOutcomes = {
    "spawn", "exit_code", "signal", "timeout", "capped", "unparsable", "cancelled"};

class Text {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    out_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    out_.append(name).append(" ").append(type).append("\n");
  }
  void sample(std::uint64_t value, std::string_view label = {}, std::string_view label_value = {}) {
    out_ += name_;
    if (!label.empty())
      out_.append("{").append(label).append("=\"").append(label_value).append("\"}");
    out_ += ' ';
    append_json_number(out_, value);
    out_ += '\n';
  }
  // One line as it is, for samples of another form.
  void line(std::string_view rest) { out_.append(name_).append(rest).append("\n"); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::string_view name_;
};

void add_refreshes(Text& text, const PairingCounters& counters) {
  text.family("pairing_refreshes_total", "counter", "Refreshes that began.");
  for (std::size_t i = 0; i < kKindCount; ++i)
    text.sample(counters.refreshes_begun[i], "list", kKindNames[i]);
  text.family("pairing_refreshes_failed_total", "counter", "Refreshes that failed.");
  for (std::size_t i = 0; i < kKindCount; ++i)
    text.sample(counters.refreshes_failed[i], "list", kKindNames[i]);
  text.family("pairing_log_triggers_total", "counter", "Log lines that asked for a refresh.");
  text.sample(counters.triggers);
  text.family("pairing_approvals_total", "counter", "Approvals that were run.");
  text.sample(counters.approvals_begun);
  text.family("pairing_approvals_joined_total", "counter", "Approvals that joined one under way.");
  text.sample(counters.approvals_joined);
  text.family("pairing_config_unreadable", "gauge", "1 while the config file cannot be read.");
  text.sample(counters.config_unreadable_since ? 1 : 0);
}

void add_cli(Text& text, const CliCounters& counters) {
  text.family("pairing_cli_calls_total", "counter", "Calls of the command line, by outcome.");
  text.sample(counters.answered, "outcome", "answered");
  for (std::size_t i = 0; i < kOutcomes.size(); ++i)
    text.sample(counters.failed.at(i), "outcome", kOutcomes.at(i));
  text.family("pairing_cli_unchanged_total", "counter", "Lists that were the same as before.");
  text.sample(counters.unchanged);
  text.family("pairing_entries_dropped_total", "counter", "Entries of lists that were unusable.");
  text.sample(counters.entries_dropped);
  text.family("pairing_entries_duplicate_total", "counter", "Entries that were listed twice.");
  text.sample(counters.duplicates_dropped);
}

std::string seconds(Duration span) {
  std::string text;
  append_json_number(text, std::chrono::duration<double>(span).count());
  return text;
}

void add_durations(Text& text, const DurationHistogram& durations) {
  text.family("pairing_cli_duration_seconds", "histogram", "How long calls took that ran.");
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < DurationHistogram::kBoundsMs.size(); ++i) {
    so_far += durations.in_class(i);
    const Duration bound = std::chrono::milliseconds(DurationHistogram::kBoundsMs.at(i));
    text.line("_bucket{le=\"" + seconds(bound) + "\"} " + std::to_string(so_far));
  }
  text.line("_bucket{le=\"+Inf\"} " + std::to_string(durations.count()));
  text.line("_sum " + seconds(durations.sum()));
  text.line("_count " + std::to_string(durations.count()));
}

// A time stamp rather than an age: it needs no clock, and who asks can subtract.
void add_lists(Text& text, const PairingCache& cache) {
  text.family("pairing_list_updated_timestamp_seconds", "gauge",
              "When each list was last refreshed; 0: never.");
  const std::array updated = {cache.channels().last_updated, cache.devices().last_updated};
  for (std::size_t i = 0; i < kKindCount; ++i) {
    const Duration since = updated.at(i) ? Duration(updated.at(i)->time_since_epoch()) : Duration();
    text.line("{list=\"" + std::string(kKindNames.at(i)) + "\"} " + seconds(since));
  }
}

void add_answers(Text& text, std::span<const HttpCounters::Count> answers) {
  text.family("http_requests_total", "counter", "Requests answered, by route and status.");
  for (const HttpCounters::Count& count : answers) {
    text.line("{route=\"" + std::string(count.route) + "\",status=\"" +
              std::to_string(count.status) + "\"} " + std::to_string(count.answers));
  }
}

void add_gateway(Text& text, const Supervisor& supervisor) {
  const SupervisorStatus status = supervisor.status();
  text.family("gateway_up", "gauge", "1 while the gateway runs.");
  text.sample(status.state == GatewayState::running ? 1 : 0);
  text.family("gateway_restarts_total", "counter", "Restarts that nobody had asked for.");
  text.sample(static_cast<std::uint64_t>(status.restarts));
  text.family("gateway_lines_cut_total", "counter", "Lines that were longer than the buffer.");
  text.sample(supervisor.lines_cut());
  text.family("gateway_notifications_lost_total", "counter", "Lines whose hook threw.");
  text.sample(supervisor.notifications_lost());
  text.family("output_dropped_bytes_total", "counter",
              "Bytes for stdout and stderr that were lost.");
  text.sample(supervisor.output_bytes_dropped());
}

}  // namespace

std::string metrics_text(PairingController& controller,
                         std::span<const HttpCounters::Count> answers) {
  Text text;
  add_refreshes(text, controller.cache().counters());
  add_lists(text, controller.cache());
  add_cli(text, controller.cli_counters());
  add_durations(text, controller.cli_counters().durations);
  text.family("pairing_cli_waiting", "gauge", "Calls that wait for others to end.");
  text.sample(controller.cli_waiting());
  add_gateway(text, controller.supervisor());
  add_answers(text, answers);
  return text.take();
}

}  // namespace controller
