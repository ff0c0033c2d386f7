// TLS of the client, against a server of cpp-httplib with a certificate made for the test.
#include <gtest/gtest.h>
#include <httplib.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "controller/posix/http_client.h"
#include "controller/posix/testing/run_task.h"
#include "controller/posix/testing/temp_folder.h"

namespace controller::posix {
namespace {

using testing::run_task;

// Signed by itself, for `localhost`.
struct Certificate {
  Certificate() {
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key);
    X509_NAME* name = X509_get_subject_name(x509);
    const unsigned char text[] = "localhost";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(x509, name);
    X509_EXTENSION* names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(x509, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(x509, key, EVP_sha256());
  }
  ~Certificate() {
    X509_free(x509);
    EVP_PKEY_free(key);
  }
  void write(const std::string& path) const {
    std::FILE* file = std::fopen(path.c_str(), "w");
    PEM_write_X509(file, x509);
    std::fclose(file);
  }

  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* x509 = X509_new();
};

class HttpClientTlsTest : public ::testing::Test {
 protected:
  HttpClientTlsTest() {
    certificate.write(folder.file("ca.pem"));
    server.Post("/echo", [](const httplib::Request& request, httplib::Response& response) {
      response.set_content(request.body, "text/plain");
    });
    port = server.bind_to_any_port("localhost");
    thread = std::thread([this] { server.listen_after_bind(); });
    while (!server.is_running()) std::this_thread::yield();
  }
  ~HttpClientTlsTest() override {
    ::unsetenv("SSL_CERT_FILE");
    server.stop();
    thread.join();
  }

  // `status body`, or the text of the failure, which must be `unreachable`.
  std::string send_to(const std::string& host) {
    HttpClient client(loop);
    const OutboundRequest request{
        "POST", "https://" + host + ":" + std::to_string(port) + "/echo", {}, "{}"};
    const auto reply = run_task(loop, client.send(request, CancelToken()));
    if (reply) return std::to_string(reply->status) + " " + reply->body;
    EXPECT_EQ(reply.error().failure, TransportFailure::unreachable);
    return reply.error().text;
  }
  void trust() { ::setenv("SSL_CERT_FILE", folder.file("ca.pem").c_str(), 1); }

  testing::TempFolder folder;
  Certificate certificate;
  httplib::SSLServer server{certificate.x509, certificate.key};
  int port = 0;
  std::thread thread;
  EventLoop loop;
};

TEST_F(HttpClientTlsTest, TrustsTheAuthoritiesOfTheSystem) {
  trust();
  EXPECT_EQ(send_to("localhost"), "200 {}");
}

TEST_F(HttpClientTlsTest, TrustsNobodyElse) {
  EXPECT_NE(send_to("localhost").find("certificate verify failed"), std::string::npos);
}

TEST_F(HttpClientTlsTest, TrustsNoCertificateOfAnotherHost) {
  trust();
  EXPECT_NE(send_to("127.0.0.1").find("certificate verify failed"), std::string::npos);
}

}  // namespace
}  // namespace controller::posix
