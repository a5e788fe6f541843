// The server as clients of HTTPS see it, with certificates made as deploy/README.md says.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/http/server.h"

namespace praksis::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::chrono::seconds kPatience(20);

// A client that believes the CA `ca`, and shows the certificate of `own`, if any. Reading gives up after 20
// s.
class Client {
 public:
  Client(int port, const std::string& ca, const TlsFiles& own = {}, int newest = TLS1_3_VERSION)
      : context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free), socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_load_verify_locations(context_.get(), ca.c_str(), nullptr);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    if (!own.certificate.empty()) {
      SSL_CTX_use_certificate_chain_file(context_.get(), own.certificate.c_str());
      SSL_CTX_use_PrivateKey_file(context_.get(), own.key.c_str(), SSL_FILETYPE_PEM);
    }
    const timeval patience{.tv_sec = kPatience.count(), .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_);
    greeted_ = SSL_connect(ssl_.get()) == 1;
    ERR_clear_error();
  }
  ~Client() { Close(); }
  void Close() {
    if (ssl_ != nullptr && greeted_) SSL_shutdown(ssl_.get());
    ssl_ = nullptr;
    if (socket_ >= 0) close(std::exchange(socket_, -1));
  }

  bool greeted() const { return greeted_; }
  std::string protocol() const { return SSL_get_version(ssl_.get()); }
  std::string server_serial() const {
    const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(ssl_.get()),
                                                            &X509_free);
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
        ASN1_INTEGER_to_BN(X509_get0_serialNumber(shown.get()), nullptr), &BN_free);
    const std::unique_ptr<char, void (*)(char*)> text(BN_bn2hex(number.get()),
                                                      [](char* it) { OPENSSL_free(it); });
    return text.get();
  }

  void Send(std::string_view bytes) { SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())); }
  // What comes until it ends with `end`, or nothing more does.
  std::string ReadUntil(std::string_view end) {
    std::string got;
    char buffer[4096];
    while (!got.ends_with(end)) {
      const int read = SSL_read(ssl_.get(), buffer, sizeof(buffer));
      if (read <= 0) break;
      got.append(buffer, static_cast<size_t>(read));
    }
    return got;
  }
  // Empty where the server hangs up.
  std::string Get(const std::string& path) {
    Send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return ReadUntil("\r\n\r\nhello");
  }

 private:
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  int socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, &SSL_free};
  bool greeted_ = false;
};

class HttpsTest : public ::testing::Test {
 protected:
  HttpsTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "praksis-https-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~HttpsTest() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  // Of the CA of this name: "server NAME" or "client NAME".
  TlsFiles Make(const std::string& ca, const std::string& kind, const std::string& name) {
    const std::string prefix = base::StrCat(folder_, "/", ca, "/");
    const std::string command =
        base::StrCat(PRAKSIS_SOURCE_DIR "/deploy/certificates ", prefix, " ", kind, " ", name, " >/dev/null");
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return {prefix + name + ".crt", prefix + name + ".key", prefix + "ca.crt"};
  }

  absl::Status Serve(const TlsFiles& files, const std::string& address = "127.0.0.1:0") {
    ServerOptions options;
    options.listen_address = address;
    options.tls = files;
    Routes routes;
    routes.Add("/hello", {"GET"}, [](const auto& exchange) {
      Response response;
      response.content_type = "text/plain";
      response.body = "hello";
      exchange->Answer(std::move(response));
    });
    // Never ends by itself.
    routes.Add("/stream", {"GET"}, [this](const auto& exchange) {
      exchange->OnGone([this] { gone_ = true; });
      exchange->Begin({});
      exchange->Write("one", [](bool) {});
      streaming_ = exchange;
    });
    routes.Add("/large", {"GET"}, [](const auto& exchange) {
      Response response;
      response.content_type = "application/octet-stream";
      response.body = std::string(5'000'000, 'x') + "end";
      exchange->Answer(std::move(response));
    });
    auto server = Server::Start(options, std::move(routes), clock_);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    return absl::OkStatus();
  }
  int port() const { return server_->port(); }

  bool Becomes(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < deadline) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
  }

  const base::SystemClock clock_;
  std::string folder_;
  std::shared_ptr<Exchange> streaming_;
  std::atomic<bool> gone_ = false;
  std::unique_ptr<Server> server_;
};

TlsFiles WithoutCa(TlsFiles files) {
  files.ca.clear();
  return files;
}

TEST_F(HttpsTest, AnswersWhoBelievesItsCertificateOneRequestAfterTheOther) {
  const TlsFiles files = Make("ours", "server", "server");
  ASSERT_TRUE(Serve(WithoutCa(files)).ok());
  for (const int newest : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Client client(port(), files.ca, {}, newest);
    ASSERT_TRUE(client.greeted());
    EXPECT_EQ(client.protocol(), newest == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
    EXPECT_THAT(client.Get("/hello"), StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(client.Get("/hello"), EndsWith("hello"));
    client.Send("GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_GT(client.ReadUntil("end").size(), 5'000'000U);
    EXPECT_EQ(client.ReadUntil("more"), "") << "it takes leave and closes";
  }
}

TEST_F(HttpsTest, SpeaksNothingOlderAndNoPlainText) {
  const TlsFiles files = Make("ours", "server", "server");
  ASSERT_TRUE(Serve(WithoutCa(files)).ok());
  EXPECT_FALSE(Client(port(), files.ca, {}, TLS1_1_VERSION).greeted());
  EXPECT_FALSE(Client(port(), Make("theirs", "server", "server").ca).greeted()) << "another CA's";

  const int plain = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(connect(plain, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  const std::string_view asked = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
  ASSERT_EQ(send(plain, asked.data(), asked.size(), MSG_NOSIGNAL), asked.size());
  std::string got;
  char buffer[512];
  for (ssize_t read = 0; (read = recv(plain, buffer, sizeof(buffer), 0)) > 0;)
    got.append(buffer, static_cast<size_t>(read));
  close(plain);
  EXPECT_EQ(got.find("HTTP"), std::string::npos);
}

TEST_F(HttpsTest, WithACaWhoShowsACertificateOfItIsAnsweredAndNobodyElse) {
  const TlsFiles files = Make("ours", "server", "server");
  ASSERT_TRUE(Serve(files).ok());
  EXPECT_THAT(Client(port(), files.ca, Make("ours", "client", "client")).Get("/hello"), EndsWith("hello"));
  // In TLS 1.3 a client learns of the refusal when it reads.
  EXPECT_EQ(Client(port(), files.ca).Get("/hello"), "");
  EXPECT_EQ(Client(port(), files.ca, Make("theirs", "client", "client")).Get("/hello"), "");
}

TEST_F(HttpsTest, BeyondLoopbackItMustAskWhoIsThere) {
  const TlsFiles files = Make("ours", "server", "server");
  EXPECT_EQ(base::ReasonOf(Serve(WithoutCa(files), "0.0.0.0:0")), "LISTEN_BEYOND_LOOPBACK");
  EXPECT_TRUE(Serve(files, "0.0.0.0:0").ok());
}

TEST_F(HttpsTest, ANewCertificateHoldsForNewConnections) {
  const TlsFiles files = Make("ours", "server", "server");
  const TlsFiles next = Make("ours", "server", "next");
  ASSERT_TRUE(Serve(WithoutCa(files)).ok());
  Client before(port(), files.ca);
  ASSERT_TRUE(before.greeted());
  const std::string old_serial = before.server_serial();
  // A moment in which certificate and key do not belong together: the old ones go on.
  std::filesystem::rename(next.key, files.key);
  EXPECT_EQ(Client(port(), files.ca).server_serial(), old_serial);
  std::filesystem::rename(next.certificate, files.certificate);
  EXPECT_TRUE(Becomes([&] { return Client(port(), files.ca).server_serial() != old_serial; }));
  EXPECT_THAT(before.Get("/hello"), EndsWith("hello"));
}

TEST_F(HttpsTest, WhoHangsUpIsNoticedAlthoughItSaysGoodBye) {
  const TlsFiles files = Make("ours", "server", "server");
  ASSERT_TRUE(Serve(WithoutCa(files)).ok());
  Client client(port(), files.ca);
  client.Send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(client.ReadUntil("one\r\n"), HasSubstr("one"));
  EXPECT_FALSE(gone_);
  client.Close();
  EXPECT_TRUE(Becomes([&] { return gone_.load(); }));
  streaming_ = nullptr;
}

TEST_F(HttpsTest, UnusableFilesAreNamedAtTheStart) {
  const TlsFiles files = Make("ours", "server", "server");
  TlsFiles wrong = files;
  wrong.key = Make("theirs", "server", "server").key;
  const absl::Status unusable = Serve(wrong);
  EXPECT_EQ(base::ReasonOf(unusable), "TLS_FILE_UNUSABLE");
  EXPECT_THAT(std::string(unusable.message()), HasSubstr(wrong.key));
  wrong = files;
  wrong.certificate = "/nowhere/tls.crt";
  EXPECT_EQ(base::ReasonOf(Serve(wrong)), "TLS_FILE_UNUSABLE");
  wrong = files;
  wrong.ca = files.key;
  EXPECT_EQ(base::ReasonOf(Serve(wrong)), "TLS_FILE_UNUSABLE");
}

}  // namespace
}  // namespace praksis::http
