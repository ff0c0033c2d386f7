#include "controller/apps/instance/settings.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>

#include "controller/base/ascii.h"
#include "controller/posix/descriptor_limit.h"
#include "controller/posix/request_text.h"

namespace controller::apps {
namespace {

using posix::Option;
using posix::set_if;
using posix::set_text;

using Set = std::function<std::string(const std::string&)>;

// `127.0.0.1:80` or `[::1]:80`
std::optional<ListenAddress> parse_listen(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  ListenAddress listen;
  listen.address = text.substr(0, colon);
  const bool bracketed = listen.address.starts_with('[') && listen.address.ends_with(']');
  // `::1:80` may be an address as a whole.
  if (bracketed != (listen.address.find(':') != std::string::npos)) return std::nullopt;
  if (bracketed) listen.address = listen.address.substr(1, listen.address.size() - 2);
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, listen.port);
  if (error != std::errc() || stop != end || !posix::is_ip_address(listen.address))
    return std::nullopt;
  return listen;
}

// It stands in paths, and in the names of hosts.
bool is_app(const std::string& text) {
  return !text.empty() && text.size() <= 63 && std::ranges::all_of(text, [](char c) {
    return is_alnum_ascii(c) || c == '-' || c == '_';
  });
}

// It goes into a header.
bool is_word(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

// Macaroon tokens of Fly begin with a word and a space.
bool is_token(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; });
}

bool is_base_url(const std::string& text) {
  OutboundRequest probe;
  probe.method = "GET";
  probe.url = text;
  return !text.ends_with('/') && text.find_first_of("?#") == std::string::npos &&
         posix::request_text(probe).has_value();
}

// The version belongs to the paths.
bool is_fly_api(const std::string& text) {
  return is_base_url(text) && (!text.ends_with("/v1") || text.ends_with("//v1"));
}

Set set_regions(std::vector<std::string>& target) {
  return [&target](const std::string& value) -> std::string {
    std::vector<std::string> regions;
    const std::string wrong = posix::set_texts(regions)(value);
    if (!wrong.empty() || regions.empty() || !std::ranges::all_of(regions, is_app))
      return "a JSON array of one or more names of regions, such as [\"dfw\",\"ewr\"]";
    target = std::move(regions);
    return {};
  };
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::vector<Option> options_of_the_fleet(Settings& settings) {
  constexpr const char* kUrl =
      "a URL such as https://host or http://host:port, no slash at its end";
  return {
      {"app", "PAIRING_APP", "NAME", "the Fly app that the machines are in", false, true,
       set_if(settings.app, is_app, "letters, digits, - and _, at most 63")},
      {"image", "PAIRING_IMAGE", "IMAGE", "of the machines, with its tag", false, true,
       set_if(settings.image, is_word, "an image without spaces")},
      {"fly-token", "FLY_API_TOKEN", "SECRET", "for the Machines API", true, true,
       set_if(settings.fly_token, is_token, "a token on one line")},
      {"token-secret", "PAIRING_TOKEN_SECRET", "SECRET",
       "the key that the controllers' tokens are derived with", true, true,
       set_text(settings.token_secret)},
      {"internal-key", "PAIRING_INTERNAL_KEY", "SECRET", "what x-internal-api-key must be", true,
       true, set_if(settings.internal_key, is_word, "a key of printable characters, no spaces")},
      {"fly-api", "PAIRING_FLY_API", "URL", "the Machines API, without the /v1 of its paths", false,
       false, set_if(settings.fly_api, is_fly_api, std::string(kUrl) + ", and no /v1"),
       settings.fly_api},
      {"controller-url", "PAIRING_CONTROLLER_URL", "URL",
       "the proxy before the machines, if not https://APP.fly.dev", false, false,
       set_if(settings.controller_url, is_base_url, kUrl)},
      {"regions", "PAIRING_REGIONS", "JSON", "where volumes may be, a JSON array of strings", false,
       false, set_regions(settings.regions), listed(settings.regions)},
  };
}

std::vector<Option> options_of_the_daemon(Settings& settings) {
  return {
      {"listen", "PAIRING_LISTEN", "ADDRESS:PORT",
       "where to listen, IPv4 or [IPv6]; port 0: any, told on stdout", false, false,
       set_if(
           settings.listen, [](const std::string& text) { return parse_listen(text).has_value(); },
           "ADDRESS:PORT, such as 127.0.0.1:8790 or [::1]:0"),
       settings.listen},
      {"database", "PAIRING_DATABASE", "PATH",
       "the SQLite file with what the instances remember; its directory must exist", false, false,
       set_text(settings.database), settings.database},
  };
}

}  // namespace

std::vector<Option> options_of(Settings& settings) {
  std::vector<Option> options = options_of_the_fleet(settings);
  for (Option& option : options_of_the_daemon(settings)) options.push_back(std::move(option));
  for (Option& option : posix::daemon_options(settings.daemon))
    options.push_back(std::move(option));
  return options;
}

std::vector<std::string> doubts_in(const Settings& settings) {
  const auto folder = std::filesystem::absolute(settings.database).parent_path();
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
    return {"the directory of the database, " + folder.string() + ", does not exist: make it"};
  if (std::filesystem::exists(settings.database, ignored) &&
      !std::filesystem::is_regular_file(settings.database, ignored))
    return {"the database, " + settings.database + ", is no file: name another"};
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return {"the directory of the database, " + folder.string() + ", is not writable"};
  return {};
}

ListenAddress listen_address(const Settings& settings) { return *parse_listen(settings.listen); }

instance::InstanceConfig instance_config(const Settings& settings) {
  instance::InstanceConfig config;
  config.app = settings.app;
  config.controller_base = settings.controller_url;
  config.secret = settings.token_secret;
  config.image = settings.image;
  config.regions = settings.regions;
  return config;
}

fly::ClientConfig fly_config(const Settings& settings) {
  return {settings.fly_api, settings.app, settings.fly_token};
}

posix::ListenerConfig listener_config(const Settings& settings) {
  posix::ListenerConfig config;
  config.connections_max = posix::clients_within_limit(settings.daemon.connections_max, 0);
  config.request.own_prefix = "/";
  return config;
}

}  // namespace controller::apps
