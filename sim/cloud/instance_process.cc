#include "sim/cloud/instance_process.h"

#include <utility>

#include "sim/world/log_text.h"

namespace sim {

using controller::Task;

InstanceProcess::InstanceProcess(Owner id, const Seams& seams,
                                 const controller::instance::InstanceConfig& config,
                                 const controller::fly::ClientConfig& client, FlyWay way,
                                 std::string user, std::string sandbox)
    : recorder_(seams.recorder),
      process_(seams.time, id, "instance"),
      user_(std::move(user)),
      sandbox_(std::move(sandbox)),
      log_(*this),
      dice_(seams.choices),
      files_(seams.disk, process_, seams.choices, seams.recorder, sandbox_),
      kv_(seams.kv, process_, sandbox_),
      bytes_(seams.fly, process_, sandbox_),
      client_(controller::fly::Client::Seams{bytes_, log_}, client),
      typed_(seams.fly, process_, sandbox_),
      proxy_(seams.proxy, process_, sandbox_),
      ready_(process_),
      requests_(process_) {
  controller::fly::MachinesApi& fly =
      way == FlyWay::json ? static_cast<controller::fly::MachinesApi&>(client_) : typed_;
  instance_ = std::make_unique<controller::instance::Instance>(
      controller::instance::Instance::Seams{process_, seams.wall, dice_, log_, fly, proxy_, kv_,
                                            files_},
      config, user_);
}

void InstanceProcess::start() {
  recorder_.emit(process_.id(), InstanceStarted{sandbox_, user_});
  requests_.spawn(come_up());
}

Task<void> InstanceProcess::come_up() {
  (void)co_await instance_->load();
  instance_->run();
  ready_.set();
}

void InstanceProcess::crash() {
  process_.cut_off();
  recorder_.emit(process_.id(), InstanceEnded{sandbox_, true});
}

void InstanceProcess::LogSink::write_entry(controller::LogLevel level, std::string_view event,
                                           std::span<const controller::LogField> fields) {
  process_.recorder_.emit_made(process_.process_.id(), [&] {
    return InstanceLogged{process_.sandbox_, std::string(name_of(level)), std::string(event),
                          text_of(fields)};
  });
}

}  // namespace sim
