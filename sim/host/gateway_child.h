// The gateway as a process: the pure model of sim/gateway, given time and faults. What it prints
// comes from the recorded templates, or from a whole recording.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/faults/fault_rule.h"
#include "sim/gateway/log_line.h"
#include "sim/host/child.h"

namespace sim {

class GatewayChild final : public Child {
 public:
  // Nothing, and `error`, when a fault keeps it from starting.
  static std::unique_ptr<GatewayChild> start(Host& host, std::int64_t pid, Parent& parent,
                                             std::string& error);

  GatewayChild(Host& host, std::int64_t pid, Parent& parent);

  [[nodiscard]] bool listening() const { return listening_; }
  // A recording says what is printed: the model's own lines are left out.
  [[nodiscard]] bool replays() const;

  // Lines of the model, each so long from now.
  void will_print(std::vector<LogLine> lines);
  // Bytes, now, in one piece or more.
  void write(OutputStream stream, std::string_view bytes);
  // It ends by itself, now.
  void end(ExitStatus status) { exit(status); }

  void on_signal(int number) override;

 private:
  struct Planned {
    OutputStream stream;
    std::string bytes;
    std::uint64_t flood = 0;  // so much of a flood instead, which is made bit by bit
  };

  void wrote(OutputStream stream, std::string_view bytes) override;
  void on_blocked() override;
  void on_unblocked() override;
  void on_death() override;
  void describe(ChildExited& exited) const override { exited.role = ChildRole::gateway; }
  void apply(const FaultRule& rule);
  void boot();
  void boot_from_recording();
  void plan(Instant at, OutputStream stream, std::string bytes);
  void plan(Instant at, Planned planned);
  [[nodiscard]] bool prints_now() const;
  void print_due();
  void print_flood(Planned flood);
  void begin_listening();
  void halt();
  void shut_down();
  void end_planned();
  void close_stdout();

  std::multimap<Instant, Planned> planned_;  // of equal instants, in the order of planning
  bool listening_ = false;
  bool stdout_closed_ = false;
  bool ignore_term_ = false;
  bool shutting_down_ = false;
  bool halted_ = false;
  // What it comes to when it is blocked no more.
  bool listens_next_ = false;
  bool shuts_down_next_ = false;
  bool ends_next_ = false;
  std::optional<Planned> flood_left_;
  std::optional<fault::Unkillable> unkillable_;
  ExitStatus end_status_;
  MemberTimer<GatewayChild, &GatewayChild::print_due> print_timer_;
  MemberTimer<GatewayChild, &GatewayChild::begin_listening> listen_timer_;
  MemberTimer<GatewayChild, &GatewayChild::end_planned> end_timer_;
  MemberTimer<GatewayChild, &GatewayChild::close_stdout> close_timer_;
};

}  // namespace sim
