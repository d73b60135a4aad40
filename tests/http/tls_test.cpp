// The same transport over TLS, with certificates made on the spot.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/time.h>

#include <filesystem>
#include <fstream>

#include "tests/http/raw_client.h"
#include "tests/http/test_server.h"

namespace authledger::infra::testing {
namespace {

const std::string kGetTls = "GET /tls HTTP/1.1\r\nHost: x\r\n\r\n";

/// A folder with `cert.pem` and `key.pem`, gone with the test.
class Certificate {
 public:
  Certificate() {
    auto pattern = (std::filesystem::temp_directory_path() / "http_tls_XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Certificate() { std::filesystem::remove_all(folder_); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  TlsConfig config() const { return {folder_ / "cert.pem", folder_ / "key.pem"}; }

  void make(const std::string& name) const {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                  EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    auto* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    X509_set_pubkey(certificate.get(), key.get());
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    FILE* file = std::fopen(config().certificate_file.c_str(), "w");
    PEM_write_X509(file, certificate.get());
    std::fclose(file);
    file = std::fopen(config().key_file.c_str(), "w");
    PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
  }

 private:
  std::filesystem::path folder_;
};

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int max_version = TLS1_3_VERSION)
      : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free), socket_(port) {
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), max_version);
    const timeval patience{20, 0};
    ::setsockopt(socket_.handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_.handle());
    connected_ = SSL_connect(ssl_.get()) == 1;
  }
  bool connected() const { return connected_; }
  std::string peer() const {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        SSL_get1_peer_certificate(ssl_.get()), X509_free);
    char name[100] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, 100);
    return name;
  }
  void send(const std::string& bytes) {
    SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  }
  /// Until `text` or the end.
  std::string read_until(const std::string& text) {
    char bytes[16384];
    while (text.empty() || read_.find(text) == std::string::npos) {
      const int count = SSL_read(ssl_.get(), bytes, sizeof bytes);
      if (count <= 0) break;
      read_.append(bytes, static_cast<std::size_t>(count));
    }
    return read_;
  }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  RawClient socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  bool connected_ = false;
  std::string read_;
};

TEST(HttpTls, AnswersLargeBodiesAndStreams) {
  Certificate certificate;
  certificate.make("one");
  TestServer server(
      {},
      [](const HttpRequest& request) {
        if (request.path == "/tls") return text_response(std::string(1 << 20, 'b').append("|end"));
        HttpResponse response;
        response.event_stream = std::make_shared<EventStream>();
        response.event_stream->send("data: tls\n\n");
        response.event_stream->close();
        return response;
      },
      certificate.config());
  TlsClient client(server.port());
  ASSERT_TRUE(client.connected());
  client.send(kGetTls);
  EXPECT_GT(client.read_until("|end").size(), std::size_t{1} << 20);
  client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(client.read_until("").ends_with("b\r\ndata: tls\n\n\r\n0\r\n\r\n"));
}

TEST(HttpTls, ReloadChangesTheCertificateOfNewConnections) {
  Certificate certificate;
  certificate.make("old");
  TestServer server({}, echo, certificate.config());
  TlsClient first(server.port());
  EXPECT_EQ(first.peer(), "old");
  certificate.make("new");
  (*server).reload_tls();
  EXPECT_EQ(TlsClient(server.port()).peer(), "new");
  first.send(kGetTls);
  EXPECT_TRUE(first.read_until("GET /tls").starts_with("HTTP/1.1 200"));
}

TEST(HttpTls, BadReloadKeepsTheOldPair) {
  Certificate certificate;
  certificate.make("old");
  TestServer server({}, echo, certificate.config());
  Certificate other;
  other.make("other");
  std::filesystem::copy_file(other.config().key_file, certificate.config().key_file,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THROW((*server).reload_tls(), std::exception);
  std::ofstream(certificate.config().certificate_file) << "no certificate";
  EXPECT_THROW((*server).reload_tls(), std::exception);
  EXPECT_EQ(TlsClient(server.port()).peer(), "old");
}

TEST(HttpTls, OldProtocolsAndPlainTextAreClosed) {
  Certificate certificate;
  certificate.make("one");
  TestServer server({}, echo, certificate.config());
  EXPECT_FALSE(TlsClient(server.port(), TLS1_1_VERSION).connected());
  EXPECT_TRUE(TlsClient(server.port(), TLS1_2_VERSION).connected());
  RawClient plain(server.port());
  plain.send(kGetTls);
  EXPECT_TRUE(plain.wait_for_close());
}

TEST(HttpTls, SilentHandshakeIsClosedAtTheDeadline) {
  HttpLimits limits;
  limits.header_timeout_ms = 100;
  Certificate certificate;
  certificate.make("one");
  TestServer server(limits, echo, certificate.config());
  RawClient silent(server.port());
  EXPECT_TRUE(silent.wait_for_close());
}

TEST(HttpTls, RefusalsArriveToo) {
  HttpLimits limits;
  limits.body_bytes_max = 10;
  Certificate certificate;
  certificate.make("one");
  TestServer server(limits, echo, certificate.config());
  TlsClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n");
  EXPECT_TRUE(client.read_until("").starts_with("HTTP/1.1 413"));
}

TEST(HttpTls, MissingFilesFailTheStart) {
  HttpServer server("127.0.0.1", 0, {}, echo, shape, {"/nonexistent/cert", "/nonexistent/key"});
  EXPECT_THROW(server.start(), std::exception);
}

}  // namespace
}  // namespace authledger::infra::testing
