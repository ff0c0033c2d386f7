#include "sim/fly/request_schema.h"

#include <algorithm>

namespace sim {
namespace {

using Type = RequestField::Type;
using Holds = RequestField::Holds;

constexpr std::string_view kContainerDependencyConditionWords[] = {"exited_successfully", "healthy",
                                                                   "started"};
constexpr std::string_view kContainerHealthcheckSchemeWords[] = {"http", "https"};
constexpr std::string_view kContainerHealthcheckKindWords[] = {"readiness", "liveness"};
constexpr std::string_view kUnhealthyPolicyWords[] = {"stop"};
constexpr std::string_view kMachineCheckKindWords[] = {"informational", "readiness"};
constexpr std::string_view kEnvFromFieldRefWords[] = {"id",         "version", "app_name",
                                                      "private_ip", "region",  "image"};
constexpr std::string_view kMachineRestartPolicyWords[] = {"no", "always", "on-failure",
                                                           "spot-price"};
constexpr std::string_view kStopConfigSignalWords[] = {"SIGHUP",  "SIGINT",  "SIGQUIT", "SIGKILL",
                                                       "SIGUSR1", "SIGUSR2", "SIGTERM"};
constexpr std::string_view kMachineGuestPersistRootfsWords[] = {"never", "always", "restart"};
constexpr std::string_view kMachineRootfsPersistWords[] = {"never", "always", "restart"};
constexpr std::string_view kMachineServiceAutostopWords[] = {"off", "stop", "suspend"};
constexpr std::string_view kReplayCacheTypeWords[] = {"cookie", "header"};
constexpr std::string_view kStopRequestSignalWords[] = {"SIGHUP",  "SIGINT",  "SIGQUIT", "SIGKILL",
                                                        "SIGUSR1", "SIGUSR2", "SIGTERM"};

constexpr RequestField kMachineCacheDriveFields[] = {
    {"size_mb", Type::integer},
};
constexpr RequestSchema kMachineCacheDriveSchema = {"fly.MachineCacheDrive",
                                                    kMachineCacheDriveFields};

constexpr RequestField kMachineHTTPHeaderFields[] = {
    {"name", Type::text},
    {"values", Type::text, Holds::array},
};
constexpr RequestSchema kMachineHTTPHeaderSchema = {"fly.MachineHTTPHeader",
                                                    kMachineHTTPHeaderFields};

constexpr RequestField kMachineCheckFields[] = {
    {"grace_period", Type::text},
    {"headers", Type::object, Holds::array, &kMachineHTTPHeaderSchema},
    {"interval", Type::text},
    {"kind", Type::text, Holds::one, nullptr, kMachineCheckKindWords},
    {"method", Type::text},
    {"path", Type::text},
    {"port", Type::integer},
    {"protocol", Type::text},
    {"timeout", Type::text},
    {"tls_server_name", Type::text},
    {"tls_skip_verify", Type::boolean},
    {"type", Type::text},
};
constexpr RequestSchema kMachineCheckSchema = {"fly.MachineCheck", kMachineCheckFields};

constexpr RequestField kContainerDependencyFields[] = {
    {"condition", Type::text, Holds::one, nullptr, kContainerDependencyConditionWords},
    {"name", Type::text},
};
constexpr RequestSchema kContainerDependencySchema = {"fly.ContainerDependency",
                                                      kContainerDependencyFields};

constexpr RequestField kEnvFromFields[] = {
    {"env_var", Type::text},
    {"field_ref", Type::text, Holds::one, nullptr, kEnvFromFieldRefWords},
};
constexpr RequestSchema kEnvFromSchema = {"fly.EnvFrom", kEnvFromFields};

constexpr RequestField kFileFields[] = {
    {"guest_path", Type::text}, {"image_config", Type::text}, {"mode", Type::integer},
    {"raw_value", Type::text},  {"secret_name", Type::text},
};
constexpr RequestSchema kFileSchema = {"fly.File", kFileFields};

constexpr RequestField kExecHealthcheckFields[] = {
    {"command", Type::text, Holds::array},
};
constexpr RequestSchema kExecHealthcheckSchema = {"fly.ExecHealthcheck", kExecHealthcheckFields};

constexpr RequestField kHTTPHealthcheckFields[] = {
    {"headers", Type::object, Holds::array, &kMachineHTTPHeaderSchema},
    {"method", Type::text},
    {"path", Type::text},
    {"port", Type::integer},
    {"scheme", Type::text, Holds::one, nullptr, kContainerHealthcheckSchemeWords},
    {"tls_server_name", Type::text},
    {"tls_skip_verify", Type::boolean},
};
constexpr RequestSchema kHTTPHealthcheckSchema = {"fly.HTTPHealthcheck", kHTTPHealthcheckFields};

constexpr RequestField kTCPHealthcheckFields[] = {
    {"port", Type::integer},
};
constexpr RequestSchema kTCPHealthcheckSchema = {"fly.TCPHealthcheck", kTCPHealthcheckFields};

constexpr RequestField kContainerHealthcheckFields[] = {
    {"exec", Type::object, Holds::one, &kExecHealthcheckSchema},
    {"failure_threshold", Type::integer},
    {"grace_period", Type::integer},
    {"http", Type::object, Holds::one, &kHTTPHealthcheckSchema},
    {"interval", Type::integer},
    {"kind", Type::text, Holds::one, nullptr, kContainerHealthcheckKindWords},
    {"name", Type::text},
    {"success_threshold", Type::integer},
    {"tcp", Type::object, Holds::one, &kTCPHealthcheckSchema},
    {"timeout", Type::integer},
    {"unhealthy", Type::text, Holds::one, nullptr, kUnhealthyPolicyWords},
};
constexpr RequestSchema kContainerHealthcheckSchema = {"fly.ContainerHealthcheck",
                                                       kContainerHealthcheckFields};

constexpr RequestField kMachineRestartFields[] = {
    {"gpu_bid_price", Type::number},
    {"max_retries", Type::integer},
    {"policy", Type::text, Holds::one, nullptr, kMachineRestartPolicyWords},
};
constexpr RequestSchema kMachineRestartSchema = {"fly.MachineRestart", kMachineRestartFields};

constexpr RequestField kMachineSecretFields[] = {
    {"env_var", Type::text},
    {"name", Type::text},
};
constexpr RequestSchema kMachineSecretSchema = {"fly.MachineSecret", kMachineSecretFields};

constexpr RequestField kStopConfigFields[] = {
    {"signal", Type::text, Holds::one, nullptr, kStopConfigSignalWords},
    {"timeout", Type::text},
};
constexpr RequestSchema kStopConfigSchema = {"fly.StopConfig", kStopConfigFields};

constexpr RequestField kContainerConfigFields[] = {
    {"cmd", Type::text, Holds::array},
    {"depends_on", Type::object, Holds::array, &kContainerDependencySchema},
    {"entrypoint", Type::text, Holds::array},
    {"env", Type::text, Holds::map},
    {"env_from", Type::object, Holds::array, &kEnvFromSchema},
    {"exec", Type::text, Holds::array},
    {"files", Type::object, Holds::array, &kFileSchema},
    {"healthchecks", Type::object, Holds::array, &kContainerHealthcheckSchema},
    {"image", Type::text},
    {"name", Type::text},
    {"restart", Type::object, Holds::one, &kMachineRestartSchema},
    {"secrets", Type::object, Holds::array, &kMachineSecretSchema},
    {"stop", Type::object, Holds::one, &kStopConfigSchema},
    {"user", Type::text},
};
constexpr RequestSchema kContainerConfigSchema = {"fly.ContainerConfig", kContainerConfigFields};

constexpr RequestField kDnsForwardRuleFields[] = {
    {"addr", Type::text},
    {"basename", Type::text},
};
constexpr RequestSchema kDnsForwardRuleSchema = {"fly.dnsForwardRule", kDnsForwardRuleFields};

constexpr RequestField kDnsOptionFields[] = {
    {"name", Type::text},
    {"value", Type::text},
};
constexpr RequestSchema kDnsOptionSchema = {"fly.dnsOption", kDnsOptionFields};

constexpr RequestField kDNSConfigFields[] = {
    {"dns_forward_rules", Type::object, Holds::array, &kDnsForwardRuleSchema},
    {"hostname", Type::text},
    {"hostname_fqdn", Type::text},
    {"nameservers", Type::text, Holds::array},
    {"options", Type::object, Holds::array, &kDnsOptionSchema},
    {"searches", Type::text, Holds::array},
    {"skip_registration", Type::boolean},
};
constexpr RequestSchema kDNSConfigSchema = {"fly.DNSConfig", kDNSConfigFields};

constexpr RequestField kMachineGuestFields[] = {
    {"cpu_kind", Type::text},
    {"cpus", Type::integer},
    {"gpu_kind", Type::text},
    {"gpus", Type::integer},
    {"host_dedication_id", Type::text},
    {"kernel_args", Type::text, Holds::array},
    {"max_memory_mb", Type::integer},
    {"memory_mb", Type::integer},
    {"persist_rootfs", Type::text, Holds::one, nullptr, kMachineGuestPersistRootfsWords},
};
constexpr RequestSchema kMachineGuestSchema = {"fly.MachineGuest", kMachineGuestFields};

constexpr RequestField kMachineInitFields[] = {
    {"cmd", Type::text, Holds::array},  {"entrypoint", Type::text, Holds::array},
    {"exec", Type::text, Holds::array}, {"kernel_args", Type::text, Holds::array},
    {"swap_size_mb", Type::integer},    {"tty", Type::boolean},
};
constexpr RequestSchema kMachineInitSchema = {"fly.MachineInit", kMachineInitFields};

constexpr RequestField kMachineMetricsFields[] = {
    {"https", Type::boolean},
    {"path", Type::text},
    {"port", Type::integer},
};
constexpr RequestSchema kMachineMetricsSchema = {"fly.MachineMetrics", kMachineMetricsFields};

constexpr RequestField kMachineMountFields[] = {
    {"add_size_gb", Type::integer},
    {"encrypted", Type::boolean},
    {"extend_threshold_percent", Type::integer},
    {"name", Type::text},
    {"path", Type::text},
    {"size_gb", Type::integer},
    {"size_gb_limit", Type::integer},
    {"volume", Type::text},
};
constexpr RequestSchema kMachineMountSchema = {"fly.MachineMount", kMachineMountFields};

constexpr RequestField kMachineProcessFields[] = {
    {"cmd", Type::text, Holds::array},
    {"entrypoint", Type::text, Holds::array},
    {"env", Type::text, Holds::map},
    {"env_from", Type::object, Holds::array, &kEnvFromSchema},
    {"exec", Type::text, Holds::array},
    {"ignore_app_secrets", Type::boolean},
    {"secrets", Type::object, Holds::array, &kMachineSecretSchema},
    {"user", Type::text},
};
constexpr RequestSchema kMachineProcessSchema = {"fly.MachineProcess", kMachineProcessFields};

constexpr RequestField kMachineRootfsFields[] = {
    {"persist", Type::text, Holds::one, nullptr, kMachineRootfsPersistWords},
    {"size_gb", Type::integer},
};
constexpr RequestSchema kMachineRootfsSchema = {"fly.MachineRootfs", kMachineRootfsFields};

constexpr RequestField kMachineServiceCheckFields[] = {
    {"grace_period", Type::text},
    {"headers", Type::object, Holds::array, &kMachineHTTPHeaderSchema},
    {"interval", Type::text},
    {"method", Type::text},
    {"path", Type::text},
    {"port", Type::integer},
    {"protocol", Type::text},
    {"timeout", Type::text},
    {"tls_server_name", Type::text},
    {"tls_skip_verify", Type::boolean},
    {"type", Type::text},
};
constexpr RequestSchema kMachineServiceCheckSchema = {"fly.MachineServiceCheck",
                                                      kMachineServiceCheckFields};

constexpr RequestField kMachineServiceConcurrencyFields[] = {
    {"hard_limit", Type::integer},
    {"soft_limit", Type::integer},
    {"type", Type::text},
};
constexpr RequestSchema kMachineServiceConcurrencySchema = {"fly.MachineServiceConcurrency",
                                                            kMachineServiceConcurrencyFields};

constexpr RequestField kReplayCacheFields[] = {
    {"allow_bypass", Type::boolean},
    {"name", Type::text},
    {"path_prefix", Type::text},
    {"ttl_seconds", Type::integer},
    {"type", Type::text, Holds::one, nullptr, kReplayCacheTypeWords},
};
constexpr RequestSchema kReplayCacheSchema = {"fly.ReplayCache", kReplayCacheFields};

constexpr RequestField kHTTPResponseOptionsFields[] = {
    {"headers", Type::object, Holds::map},
    {"pristine", Type::boolean},
};
constexpr RequestSchema kHTTPResponseOptionsSchema = {"fly.HTTPResponseOptions",
                                                      kHTTPResponseOptionsFields};

constexpr RequestField kHTTPOptionsFields[] = {
    {"compress", Type::boolean},
    {"h2_backend", Type::boolean},
    {"headers_read_timeout", Type::integer},
    {"idle_timeout", Type::integer},
    {"replay_cache", Type::object, Holds::array, &kReplayCacheSchema},
    {"response", Type::object, Holds::one, &kHTTPResponseOptionsSchema},
};
constexpr RequestSchema kHTTPOptionsSchema = {"fly.HTTPOptions", kHTTPOptionsFields};

constexpr RequestField kProxyProtoOptionsFields[] = {
    {"version", Type::text},
};
constexpr RequestSchema kProxyProtoOptionsSchema = {"fly.ProxyProtoOptions",
                                                    kProxyProtoOptionsFields};

constexpr RequestField kTLSOptionsFields[] = {
    {"alpn", Type::text, Holds::array},
    {"default_self_signed", Type::boolean},
    {"versions", Type::text, Holds::array},
};
constexpr RequestSchema kTLSOptionsSchema = {"fly.TLSOptions", kTLSOptionsFields};

constexpr RequestField kMachinePortFields[] = {
    {"end_port", Type::integer},
    {"force_https", Type::boolean},
    {"handlers", Type::text, Holds::array},
    {"http_options", Type::object, Holds::one, &kHTTPOptionsSchema},
    {"port", Type::integer},
    {"proxy_proto_options", Type::object, Holds::one, &kProxyProtoOptionsSchema},
    {"start_port", Type::integer},
    {"tls_options", Type::object, Holds::one, &kTLSOptionsSchema},
};
constexpr RequestSchema kMachinePortSchema = {"fly.MachinePort", kMachinePortFields};

constexpr RequestField kMachineServiceFields[] = {
    {"autostart", Type::boolean},
    {"autostop", Type::text, Holds::one, nullptr, kMachineServiceAutostopWords},
    {"checks", Type::object, Holds::array, &kMachineServiceCheckSchema},
    {"concurrency", Type::object, Holds::one, &kMachineServiceConcurrencySchema},
    {"force_instance_description", Type::text},
    {"force_instance_key", Type::text},
    {"internal_port", Type::integer},
    {"min_machines_running", Type::integer},
    {"ports", Type::object, Holds::array, &kMachinePortSchema},
    {"protocol", Type::text},
};
constexpr RequestSchema kMachineServiceSchema = {"fly.MachineService", kMachineServiceFields};

constexpr std::string_view kStaticRequired[] = {"guest_path", "url_prefix"};
constexpr RequestField kStaticFields[] = {
    {"guest_path", Type::text},
    {"index_document", Type::text},
    {"tigris_bucket", Type::text},
    {"url_prefix", Type::text},
};
constexpr RequestSchema kStaticSchema = {"fly.Static", kStaticFields, kStaticRequired};

constexpr RequestField kMachineConfigFields[] = {
    {"auto_destroy", Type::boolean},
    {"cache_drive", Type::object, Holds::one, &kMachineCacheDriveSchema},
    {"checks", Type::object, Holds::map, &kMachineCheckSchema},
    {"containers", Type::object, Holds::array, &kContainerConfigSchema},
    {"disable_machine_autostart", Type::boolean},
    {"dns", Type::object, Holds::one, &kDNSConfigSchema},
    {"env", Type::text, Holds::map},
    {"files", Type::object, Holds::array, &kFileSchema},
    {"guest", Type::object, Holds::one, &kMachineGuestSchema},
    {"image", Type::text},
    {"init", Type::object, Holds::one, &kMachineInitSchema},
    {"metadata", Type::text, Holds::map},
    {"metrics", Type::object, Holds::one, &kMachineMetricsSchema},
    {"mounts", Type::object, Holds::array, &kMachineMountSchema},
    {"processes", Type::object, Holds::array, &kMachineProcessSchema},
    {"restart", Type::object, Holds::one, &kMachineRestartSchema},
    {"rootfs", Type::object, Holds::one, &kMachineRootfsSchema},
    {"schedule", Type::text},
    {"services", Type::object, Holds::array, &kMachineServiceSchema},
    {"size", Type::text},
    {"standbys", Type::text, Holds::array},
    {"statics", Type::object, Holds::array, &kStaticSchema},
    {"stop_config", Type::object, Holds::one, &kStopConfigSchema},
};
constexpr RequestSchema kMachineConfigSchema = {"fly.MachineConfig", kMachineConfigFields};

constexpr RequestField kCreateMachineRequestFields[] = {
    {"config", Type::object, Holds::one, &kMachineConfigSchema},
    {"lease_ttl", Type::integer},
    {"lsvd", Type::boolean},
    {"min_secrets_version", Type::integer},
    {"name", Type::text},
    {"region", Type::text},
    {"skip_launch", Type::boolean},
    {"skip_secrets", Type::boolean},
    {"skip_service_registration", Type::boolean},
};
constexpr RequestSchema kCreateMachineRequestSchema = {"CreateMachineRequest",
                                                       kCreateMachineRequestFields};

constexpr RequestField kUpdateMachineRequestFields[] = {
    {"config", Type::object, Holds::one, &kMachineConfigSchema},
    {"current_version", Type::text},
    {"lease_ttl", Type::integer},
    {"lsvd", Type::boolean},
    {"min_secrets_version", Type::integer},
    {"name", Type::text},
    {"region", Type::text},
    {"skip_launch", Type::boolean},
    {"skip_secrets", Type::boolean},
    {"skip_service_registration", Type::boolean},
};
constexpr RequestSchema kUpdateMachineRequestSchema = {"UpdateMachineRequest",
                                                       kUpdateMachineRequestFields};

constexpr RequestField kMachineExecRequestFields[] = {
    {"cmd", Type::text},        {"command", Type::text, Holds::array},
    {"container", Type::text},  {"stdin", Type::text},
    {"timeout", Type::integer},
};
constexpr RequestSchema kMachineExecRequestSchema = {"MachineExecRequest",
                                                     kMachineExecRequestFields};

constexpr RequestField kCreateLeaseRequestFields[] = {
    {"description", Type::text},
    {"ttl", Type::integer},
};
constexpr RequestSchema kCreateLeaseRequestSchema = {"CreateLeaseRequest",
                                                     kCreateLeaseRequestFields};

constexpr RequestField kCreateVolumeRequestFields[] = {
    {"auto_backup_enabled", Type::boolean},
    {"compute", Type::object, Holds::one, &kMachineGuestSchema},
    {"compute_image", Type::text},
    {"encrypted", Type::boolean},
    {"fstype", Type::text},
    {"name", Type::text},
    {"region", Type::text},
    {"require_unique_zone", Type::boolean},
    {"size_gb", Type::integer},
    {"snapshot_id", Type::text},
    {"snapshot_retention", Type::integer},
    {"source_volume_id", Type::text},
    {"unique_zone_app_wide", Type::boolean},
};
constexpr RequestSchema kCreateVolumeRequestSchema = {"CreateVolumeRequest",
                                                      kCreateVolumeRequestFields};

constexpr RequestField kUpdateVolumeRequestFields[] = {
    {"auto_backup_enabled", Type::boolean},
    {"snapshot_retention", Type::integer},
};
constexpr RequestSchema kUpdateVolumeRequestSchema = {"UpdateVolumeRequest",
                                                      kUpdateVolumeRequestFields};

constexpr RequestField kStopRequestFields[] = {
    {"signal", Type::text, Holds::one, nullptr, kStopRequestSignalWords},
    {"timeout", Type::text},
};
constexpr RequestSchema kStopRequestSchema = {"StopRequest", kStopRequestFields};
constexpr const RequestSchema* kBodies[] = {
    &kCreateMachineRequestSchema, &kUpdateMachineRequestSchema, &kMachineExecRequestSchema,
    &kCreateLeaseRequestSchema,   &kCreateVolumeRequestSchema,  &kUpdateVolumeRequestSchema,
    &kStopRequestSchema,
};

}  // namespace

std::span<const RequestSchema* const> request_schemas() { return kBodies; }

const RequestSchema& request_schema(std::string_view name) {
  return **std::ranges::find(kBodies, name,
                             [](const RequestSchema* schema) { return schema->name; });
}

}  // namespace sim
