#include "controller/gateway/version_probe.h"

#include <utility>

#include "controller/base/ascii.h"
#include "controller/base/deadline.h"

namespace controller {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view next_word(std::string_view& line) {
  const std::size_t begin = line.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  line.remove_prefix(begin);
  const std::string_view word = line.substr(0, line.find_first_of(kSpace));
  line.remove_prefix(word.size());
  return word;
}

// Digits, a dot, then more of the like, perhaps with a suffix: 2026.3.13-beta.1
bool is_version(std::string_view word) {
  const std::size_t dot = word.find_first_not_of("0123456789");
  return dot != 0 && dot != std::string_view::npos && word[dot] == '.' && dot + 1 < word.size() &&
         is_digit_ascii(word[dot + 1]);
}

std::optional<std::string> commit_in(std::string_view word) {
  if (word.size() < 3 || word.front() != '(' || word.back() != ')') return std::nullopt;
  return std::string(word.substr(1, word.size() - 2));
}

// `<name> <version>`, then perhaps `(<commit>)`, and nothing more.
std::optional<GatewayVersion> parse_line(std::string_view line) {
  const std::string_view name = next_word(line);
  const std::string_view version = next_word(line);
  const std::string_view commit = next_word(line);
  if (name.empty() || !is_version(version) || !next_word(line).empty()) return std::nullopt;
  GatewayVersion found{std::string(version), commit_in(commit)};
  if (!commit.empty() && !found.commit) return std::nullopt;
  return found;
}

}  // namespace

std::optional<GatewayVersion> parse_version(std::string_view out) {
  while (!out.empty()) {
    const std::size_t end = out.find('\n');
    if (auto version = parse_line(out.substr(0, end))) return version;
    out = end == std::string_view::npos ? std::string_view() : out.substr(end + 1);
  }
  return std::nullopt;
}

VersionProbe::VersionProbe(Scheduler& scheduler, CommandRunner& runner, Semaphore& slot,
                           SpawnSpec command, Duration timeout)
    : scheduler_(scheduler),
      runner_(runner),
      slot_(slot),
      command_(std::move(command)),
      timeout_(timeout),
      scope_(scheduler) {}

Task<std::optional<GatewayVersion>> VersionProbe::get() {
  if (version_ || stopped_) co_return version_;
  if (!asking_) {
    asking_ = std::make_shared<Event>(scheduler_);
    scope_.spawn(ask());
  }
  const std::shared_ptr<Event> answered = asking_;
  co_await answered->wait();
  co_return version_;
}

Task<void> VersionProbe::ask() {
  Deadline deadline(scheduler_, timeout_, scope_.token());
  auto slot = co_await slot_.acquire(Priority::normal, deadline.token());
  if (slot) {
    auto result = co_await runner_.run(command_, deadline.token(), std::move(slot));
    const bool answered = result.exit && result.exit->clean() && result.out && !stopped_;
    if (answered) version_ = parse_version(*result.out);
  }
  if (asking_) std::exchange(asking_, nullptr)->set();
}

void VersionProbe::stop() {
  stopped_ = true;
  scope_.cancel();
  if (asking_) std::exchange(asking_, nullptr)->set();
}

Task<void> VersionProbe::stopped() { co_await scope_.join(); }

}  // namespace controller
