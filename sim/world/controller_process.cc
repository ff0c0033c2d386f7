#include "sim/world/controller_process.h"

#include <stdexcept>
#include <utility>

#include "sim/world/log_text.h"

namespace sim {

using controller::LogField;
using controller::LogLevel;

ControllerProcess::ControllerProcess(Owner id, VirtualScheduler& time, Host& host,
                                     controller::ControllerConfig config,
                                     const controller::HttpApiConfig& http)
    : host_(host),
      process_(time, id, "controller"),
      spawner_(host, process_),
      output_(*this),
      log_(*this),
      config_(*this),
      controller_(controller::PairingController::Seams{process_, host.wall_clock(), spawner_,
                                                       config_, output_, log_},
                  std::move(config)),
      http_(process_, host.wall_clock(), controller_, http),
      requests_(process_) {
  controller_.supervisor().add_line_hook(
      [this](OutputStream stream, std::string_view line, bool cut) { on_line(stream, line, cut); });
  controller_.supervisor().set_on_state_change(
      [this](const controller::SupervisorStatus& status) { on_state(status); });
}

void ControllerProcess::start() {
  emit(ControllerStarted{});
  controller_.start();
}

void ControllerProcess::end(std::optional<int> code) {
  process_.cut_off();
  emit(ControllerEnded{!code, code});
  host_.kill_children_of(process_);
}

void ControllerProcess::on_line(OutputStream stream, std::string_view line, bool cut) {
  if (std::exchange(throw_next_, false)) {
    emit(FaultInjected{"hook_throw", "hook.throw", 0});
    throw std::runtime_error("the scenario wanted this line hook to throw");
  }
  emit(LineDelivered{stream == OutputStream::err, std::string(line), cut});
}

void ControllerProcess::on_state(const controller::SupervisorStatus& status) {
  emit(GatewayStatus{std::string(controller::name_of(status.state)), status.pid, status.restarts});
}

void ControllerProcess::Output::write(OutputStream stream, std::string_view bytes) {
  process_.emit(PassedThrough{stream == OutputStream::err, std::string(bytes)});
}

void ControllerProcess::LogSink::write_entry(LogLevel level, std::string_view event,
                                             std::span<const LogField> fields) {
  process_.emit(Logged{std::string(name_of(level)), std::string(event), text_of(fields)});
}

bool ControllerProcess::ConfigFileSource::read(std::string& bytes, std::string& error) {
  const Config& config = process_.host_.machine().config;
  process_.emit(ConfigRead{});
  if (config.file == ConfigFile::absent) {
    error = "no such file";
    return false;
  }
  bytes = config_text(config);
  return true;
}

}  // namespace sim
