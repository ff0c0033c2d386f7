#include "sim/apps/fly/server.h"

#include <httplib.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <mutex>

#include "controller/base/ascii.h"
#include "sim/apps/fly/admin.h"

namespace sim::fake {
namespace {

using controller::InboundReply;
using controller::TransportError;
using Outcome = controller::Result<InboundReply, TransportError>;

constexpr std::size_t kThreads = 256;  // each waits for one client
constexpr std::string_view kAdmin = "/_fake/";

// Of the connection that this thread serves.
thread_local socket_t connection = INVALID_SOCKET;
thread_local bool broken = false;  // nothing more is to be sent on it

// What one thread waits for and the loop tells.
class Waiting {
 public:
  void tell(Outcome outcome) {
    {
      const std::lock_guard lock(mutex_);
      outcome_.emplace(std::move(outcome));
    }
    ::eventfd_write(told_.number(), 1);
  }

  // Nothing: the client left, or the server ends.
  std::optional<Outcome> wait(socket_t client, int ending) {
    std::array<pollfd, 3> waits = {
        {{told_.number(), POLLIN, 0}, {client, POLLRDHUP, 0}, {ending, POLLIN, 0}}};
    while (::poll(waits.data(), waits.size(), -1) < 0) {
    }
    const std::lock_guard lock(mutex_);
    return std::move(outcome_);
  }

 private:
  Fd told_{::eventfd(0, EFD_CLOEXEC)};
  std::mutex mutex_;
  std::optional<Outcome> outcome_;
};

// A header of the library's own, which no client has sent.
bool is_made_up(std::string_view name) {
  return name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" ||
         name == "LOCAL_PORT";
}

controller::OutboundRequest request_of(const httplib::Request& from, const std::string& origin) {
  controller::OutboundRequest request{from.method, origin + from.target, {}, from.body};
  for (const auto& [name, value] : from.headers)
    if (!is_made_up(name)) request.headers.emplace_back(name, value);
  return request;
}

// No answer at all: the client sees its connection reset.
void reset_connection() {
  const linger at_once{1, 0};
  ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  ::shutdown(connection, SHUT_RD);
}

// A request without a length has no body (RFC 9112, 6.3); the library would read to the end.
void settle_length(httplib::Request& request) {
  if (!request.has_header("Content-Length") && !request.has_header("Transfer-Encoding"))
    request.set_header("Content-Length", "0");
}

// The connection of one client. The library has one of its own, but keeps it to itself.
class ClientStream final : public httplib::Stream {
 public:
  // `ending` becomes readable when the server ends.
  ClientStream(socket_t socket, int ending) : socket_(socket), ending_(ending) {}

  [[nodiscard]] bool is_readable() const override { return wait_for(POLLIN); }
  [[nodiscard]] bool is_writable() const override { return wait_for(POLLOUT); }
  ssize_t read(char* bytes, std::size_t size) override {
    return is_readable() ? ::recv(socket_, bytes, size, 0) : -1;
  }
  ssize_t write(const char* bytes, std::size_t size) override {
    return is_writable() ? ::send(socket_, bytes, size, MSG_NOSIGNAL) : -1;
  }
  // Nobody asks for these.
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  static constexpr int kPatienceMs = 30'000;

  [[nodiscard]] bool wait_for(short event) const {
    std::array<pollfd, 2> waits = {{{socket_, event, 0}, {ending_, POLLIN, 0}}};
    return ::poll(waits.data(), waits.size(), kPatienceMs) > 0 && waits[1].revents == 0;
  }

  socket_t socket_;
  int ending_;
};

}  // namespace

class Server::Http final : public httplib::Server {
 public:
  Http(Loop& loop, RealCloud& cloud) : loop_(loop), cloud_(cloud) {
    set_tcp_nodelay(true);
    // Not SO_REUSEPORT, the library's own choice: two on one port would share its connections.
    set_socket_options([](socket_t socket) {
      const int on = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    set_exception_handler([](const auto&, httplib::Response& response, std::exception_ptr) {
      response.status = 500;
    });
    const Handler handler = [this](const httplib::Request& request, httplib::Response& response) {
      handle(request, response);
    };
    Get(".*", handler);
    Post(".*", handler);
    Put(".*", handler);
    Patch(".*", handler);
    Delete(".*", handler);
  }

  void end() {
    ::eventfd_write(ending_.number(), 1);
    stop();
  }

 private:
  bool process_and_close_socket(socket_t socket) override {
    connection = socket;
    broken = false;
    ClientStream stream(socket, ending_.number());
    bool goes_on = true;
    while (goes_on && stream.is_readable()) {
      bool closed = false;
      goes_on = process_request(stream, false, closed, settle_length) && !closed && !broken;
    }
    if (!broken) ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return goes_on;
  }

  void handle(const httplib::Request& request, httplib::Response& response) {
    if (request.path.starts_with(kAdmin)) return handle_admin(request, response);
    const std::string host = request.get_header_value("Host");
    const bool proxied = request.has_header("fly-force-instance-id") ||
                         host.substr(0, host.find(':')).ends_with(".fly.dev");
    const std::string app = cloud_.model().config().app;
    auto call = std::make_shared<RealCall>();
    call->to = proxied ? RealCall::To::proxy : RealCall::To::api;
    call->request =
        request_of(request, proxied ? "https://" + app + ".fly.dev" : "https://api.machines.dev");
    if (const auto outcome = wait_for(call)) return write(*outcome, response);
    loop_.post([call] { call->cancel.cancel(); });
    break_off(response);
  }

  std::optional<Outcome> wait_for(const std::shared_ptr<RealCall>& call) {
    const auto waiting = std::make_shared<Waiting>();
    call->answered = [waiting](Outcome outcome) { waiting->tell(std::move(outcome)); };
    loop_.post([this, call] { cloud_.begin(call); });
    return waiting->wait(connection, ending_.number());
  }

  static void write(const Outcome& outcome, httplib::Response& response) {
    if (!outcome.ok()) return break_off(response);
    response.status = outcome->status;
    std::string type = "text/plain";
    for (const auto& [name, value] : outcome->headers) {
      if (controller::equal_ignoring_case(name, "content-type")) {
        type = value;
      } else {
        response.set_header(name, value);
      }
    }
    if (!outcome->body.empty()) response.set_content(outcome->body, type);
  }

  // What the library writes from here on gets nowhere.
  static void break_off(httplib::Response& response) {
    reset_connection();
    broken = true;
    response.set_content_provider(
        1, "text/plain", [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
  }

  void handle_admin(const httplib::Request& request, httplib::Response& response) {
    const auto waiting = std::make_shared<Waiting>();
    const std::string path = request.path.substr(kAdmin.size() - 1);
    loop_.post([this, waiting, method = request.method, path, body = request.body] {
      AdminReply reply = answer_admin(cloud_, method, path, body);
      waiting->tell(InboundReply{
          reply.status, {{"content-type", "application/json"}}, std::move(reply.body)});
    });
    if (const auto outcome = waiting->wait(connection, ending_.number())) write(*outcome, response);
  }

  Loop& loop_;
  RealCloud& cloud_;
  Fd ending_{::eventfd(0, EFD_CLOEXEC)};
};

Server::Server(Loop& loop, RealCloud& cloud) : http_(std::make_unique<Http>(loop, cloud)) {}
Server::~Server() = default;

std::optional<int> Server::bind(const std::string& host, int port) {
  if (port == 0) {
    const int any = http_->bind_to_any_port(host);
    return any > 0 ? std::optional(any) : std::nullopt;
  }
  return http_->bind_to_port(host, port) ? std::optional(port) : std::nullopt;
}

void Server::serve() { http_->listen_after_bind(); }
void Server::stop() { http_->end(); }

}  // namespace sim::fake
