// Requests. Which paths there are, and with what query and body: docs/fly-facts.md, "Routes of the
// description" and "Calls".

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "controller/base/ascii.h"
#include "controller/base/percent.h"
#include "controller/http/target.h"
#include "sim/fly/http_front.h"
#include "sim/fly/request_body.h"
#include "sim/fly/request_schema.h"

namespace sim {
namespace {

// ---- path and query
// ----------------------------------------------------------------------------------------------------

struct Parameter {
  std::string name;
  std::string value;
};

std::optional<std::vector<Parameter>> read_query(std::string_view query) {
  std::vector<Parameter> parameters;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    const std::size_t sign = pair.find('=');
    auto name = controller::percent_decoded(pair.substr(0, sign));
    auto value = controller::percent_decoded(
        sign == std::string_view::npos ? std::string_view() : pair.substr(sign + 1));
    if (!name || !value) return std::nullopt;
    parameters.push_back(Parameter{std::move(*name), std::move(*value)});
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  }
  return parameters;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

class RequestReader {
 public:
  RequestReader(std::string_view method, std::string_view target, std::string_view body)
      : method_(method), body_(body) {
    const controller::Target parts = controller::parse_target(target);
    if (auto query = read_query(parts.query)) {
      query_ = std::move(*query);
    } else {
      wrong_ = "invalid query";
    }
    split(parts.path);
  }

  FlyRequest read(const controller::HeaderList& headers) {
    FlyRequest request;
    request.caller = std::make_shared<const FlyCaller>(caller(headers));
    request.call = call();
    request.wrong = std::move(wrong_);
    return request;
  }

 private:
  [[nodiscard]] FlyCaller caller(const controller::HeaderList& headers) const {
    constexpr std::string_view kBearer = "Bearer ";
    FlyCaller caller;
    if (segments_.size() > 2) caller.app = segments_[2];
    for (const auto& [name, value] : headers) {
      if (controller::equal_ignoring_case(name, "authorization")) {
        if (value.starts_with(kBearer)) caller.token = value.substr(kBearer.size());
      } else if (controller::equal_ignoring_case(name, "fly-machine-lease-nonce")) {
        caller.lease_nonce = value;
      }
    }
    return caller;
  }

  // /v1/apps/{app}/…
  void split(std::string_view path) {
    while (!path.empty() && path.front() == '/') {
      path.remove_prefix(1);
      const std::size_t end = path.find('/');
      auto segment = controller::percent_decoded(path.substr(0, end));
      segments_.push_back(segment ? std::move(*segment) : std::string());
      path = end == std::string_view::npos ? std::string_view() : path.substr(end);
    }
  }

  FlyCall call() {
    constexpr std::size_t kCollection = 4;
    if (segments_.size() < kCollection || segments_[0] != "v1" || segments_[1] != "apps" ||
        std::ranges::find(segments_, std::string()) != segments_.end())
      return fly_call::UnknownRoute{};
    const std::string& what = segments_[kCollection - 1];
    const std::size_t deeper = segments_.size() - kCollection;
    if (what == "machines") {
      if (deeper == 0) return machines();
      if (deeper == 1) return machine(segments_[kCollection]);
      if (deeper == 2) return machine_part(segments_[kCollection], segments_[kCollection + 1]);
    } else if (what == "volumes") {
      if (deeper == 0) return volumes();
      if (deeper == 1) return volume(segments_[kCollection]);
    }
    return fly_call::UnknownRoute{};
  }

  FlyCall machines() {
    if (method_ == "GET") return list_machines();
    if (method_ != "POST") return fly_call::UnknownRoute{};
    only({});
    const RequestBody body = read_body("CreateMachineRequest");
    fly_call::CreateMachine create;
    create.name = body.text("name");
    create.region = body.text("region");
    create.skip_launch = body.flag("skip_launch");
    create.config = body.config();
    return create;
  }

  FlyCall list_machines() {
    constexpr std::string_view kMetadata = "metadata.";
    fly_call::ListMachines list;
    for (const Parameter& parameter : query_) {
      if (parameter.name.starts_with(kMetadata)) {
        list.metadata.emplace_back(parameter.name.substr(kMetadata.size()), parameter.value);
      } else if (parameter.name == "include_deleted") {
        list.include_deleted = flag(parameter);
      } else if (parameter.name == "summary") {
        flag(parameter);
      } else if (parameter.name == "region") {
        list.region = parameter.value;
      } else if (parameter.name == "state") {
        list.state = parameter.value;
      } else {
        unknown(parameter);
      }
    }
    no_body();
    return list;
  }

  FlyCall machine(std::string& id) {
    if (method_ == "GET") {
      only({});
      no_body();
      return fly_call::GetMachine{id};
    }
    if (method_ == "POST") return update_machine(id);
    if (method_ != "DELETE") return fly_call::UnknownRoute{};
    fly_call::DestroyMachine destroy{id, false};
    for (const Parameter& parameter : query_) {
      // `?force=true` [D], `?kill=true` [S]
      if (parameter.name == "force" || parameter.name == "kill") {
        destroy.force = flag(parameter) || destroy.force;
      } else {
        unknown(parameter);
      }
    }
    no_body();
    return destroy;
  }

  FlyCall update_machine(std::string& id) {
    only({});
    const RequestBody body = read_body("UpdateMachineRequest");
    fly_call::UpdateMachine update;
    update.id = id;
    update.name = body.text("name");
    update.region = body.text("region");
    update.current_version = body.text("current_version");
    update.skip_launch = body.flag("skip_launch");
    update.config = body.config();
    return update;
  }

  FlyCall machine_part(std::string& id, std::string_view part) {
    if (part == "lease") return lease(id);
    if (part == "wait" && method_ == "GET") return wait(id);
    if (method_ != "POST") return fly_call::UnknownRoute{};
    if (part == "exec") return exec(id);
    if (part == "start") {
      only({});
      no_body();
      return fly_call::StartMachine{id};
    }
    if (part != "stop") return fly_call::UnknownRoute{};
    only({});
    (void)read_body("StopRequest", false);
    return fly_call::StopMachine{id};
  }

  FlyCall wait(std::string& id) {
    fly_call::Wait wait;
    wait.id = id;
    for (const Parameter& parameter : query_) {
      if (parameter.name == "state") {
        wait.state = parameter.value;
      } else if (parameter.name == "instance_id" || parameter.name == "version") {
        wait.instance_id = parameter.value;
      } else if (parameter.name == "timeout") {
        wait.timeout_s = number(parameter);
      } else if (parameter.name != "from_event_id") {
        unknown(parameter);
      }
    }
    no_body();
    return wait;
  }

  FlyCall exec(std::string& id) {
    only({});
    const RequestBody body = read_body("MachineExecRequest");
    fly_call::Exec exec;
    exec.id = id;
    exec.timeout_s = body.integer("timeout").value_or(exec.timeout_s);
    exec.command = body.texts("command");
    return exec;
  }

  FlyCall lease(std::string& id) {
    if (method_ == "POST") return take_lease(id);
    only({});
    no_body();
    if (method_ == "GET") return fly_call::GetLease{id};
    if (method_ == "DELETE") return fly_call::ReleaseLease{id};
    return fly_call::UnknownRoute{};
  }

  // "lease: ttl in the body or in the query"
  FlyCall take_lease(std::string& id) {
    const RequestBody body = read_body("CreateLeaseRequest", false);
    fly_call::CreateLease lease;
    lease.id = id;
    lease.ttl_s = body.integer("ttl").value_or(lease.ttl_s);
    lease.description = body.text("description");
    for (const Parameter& parameter : query_) {
      if (parameter.name == "ttl") {
        lease.ttl_s = number(parameter);
      } else {
        unknown(parameter);
      }
    }
    return lease;
  }

  FlyCall volumes() {
    if (method_ == "GET") {
      for (const Parameter& parameter : query_) {
        if (parameter.name == "summary") {
          flag(parameter);
        } else {
          unknown(parameter);
        }
      }
      no_body();
      return fly_call::ListVolumes{};
    }
    if (method_ != "POST") return fly_call::UnknownRoute{};
    only({});
    const RequestBody body = read_body("CreateVolumeRequest");
    fly_call::CreateVolume create;
    create.name = body.text("name");
    create.region = body.text("region");
    create.source_volume_id = body.text("source_volume_id");
    create.size_gb = body.integer("size_gb");
    return create;
  }

  FlyCall volume(std::string& id) {
    only({});
    if (method_ == "PUT") {
      (void)read_body("UpdateVolumeRequest");
      return fly_call::UpdateVolume{id};
    }
    no_body();
    if (method_ == "GET") return fly_call::GetVolume{id};
    if (method_ == "DELETE") return fly_call::DestroyVolume{id};
    return fly_call::UnknownRoute{};
  }

  // ---- what must be true of all

  RequestBody read_body(std::string_view schema, bool needed = true) {
    RequestBody body(body_, request_schema(schema), needed);
    complain(body.wrong());
    return body;
  }
  void no_body() {
    if (!body_.empty() && body_ != "{}") complain("no body expected");
  }
  void only(std::initializer_list<std::string_view> names) {
    for (const Parameter& parameter : query_)
      if (std::ranges::find(names, parameter.name) == names.end()) unknown(parameter);
  }
  void unknown(const Parameter& parameter) {
    complain("unknown query parameter \"" + parameter.name + "\"");
  }
  bool flag(const Parameter& parameter) {
    if (parameter.value != "true" && parameter.value != "false")
      complain("invalid value of query parameter \"" + parameter.name + "\"");
    return parameter.value == "true";
  }
  std::int64_t number(const Parameter& parameter) {
    const auto value = whole_number(parameter.value);
    if (!value) complain("invalid value of query parameter \"" + parameter.name + "\"");
    return value.value_or(0);
  }
  void complain(std::string_view wrong) {
    if (wrong_.empty()) wrong_ = wrong;
  }

  std::string_view method_;
  std::string_view body_;
  std::vector<std::string> segments_;
  std::vector<Parameter> query_;
  std::string wrong_;
};

}  // namespace

FlyRequest read_fly_request(std::string_view method, std::string_view target,
                            const controller::HeaderList& headers, std::string_view body) {
  return RequestReader(method, target, body).read(headers);
}

std::string_view target_in(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return url;
  const std::size_t path = url.find('/', scheme + 3);
  return path == std::string_view::npos ? std::string_view("/") : url.substr(path);
}

}  // namespace sim
