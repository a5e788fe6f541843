// Servers and clients that know each other by certificates.
#include "libs/rpc/tls.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "tests/integration/facts.h"
#include "tests/integration/world.h"

namespace praksis::testing {
namespace {

using ::testing::HasSubstr;

class TlsTest : public World {
 protected:
  TlsTest() { std::filesystem::create_directories(folder()); }

  std::string folder() const { return data_directory() + "/certificates"; }

  // A certificate made as the README says, of the CA of this name: "server NAME HOST…" or "client NAME".
  rpc::TlsFiles Make(const std::string& ca, const std::string& kind, const std::string& name,
                     const std::string& hosts = "") {
    const std::string prefix = base::StrCat(folder(), "/", ca, "/");
    const std::string command = base::StrCat(PRAKSIS_SOURCE_DIR "/deploy/certificates ", prefix, " ", kind,
                                             " ", name, " ", hosts, " >/dev/null");
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return {prefix + name + ".crt", prefix + name + ".key", prefix + "ca.crt"};
  }

  void Serve(const rpc::TlsFiles& files, const std::string& listen = "127.0.0.1:0") {
    options().rpc.tls = files;
    options().rpc.listen_address = listen;
    Start();
  }

  // On a connection of its own.
  grpc::Status Ask(const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                   const std::string& host = "127.0.0.1") {
    grpc::ChannelArguments arguments;
    static int connections = 0;
    arguments.SetInt("praksis.test.connection", ++connections);
    const auto channel =
        grpc::CreateCustomChannel(base::StrCat(host, ":", server().port()), credentials, arguments);
    v1::ListEventsRequest request;
    v1::ListEventsResponse response;
    return v1::History::NewStub(channel)->ListEvents(Call().get(), request, &response);
  }
  grpc::Status Ask(const rpc::TlsFiles& files, const std::string& host = "127.0.0.1") {
    return Ask(rpc::ClientCredentials(files), host);
  }

  bool BecomesServed(const rpc::TlsFiles& files) {
    const absl::Time patience = absl::Now() + kPatience;
    while (absl::Now() < patience) {
      if (Ask(files).ok()) return true;
    }
    return false;
  }

  // Puts copies of `by` in the place of `files`, each in one step.
  static void Replace(const rpc::TlsFiles& files, const rpc::TlsFiles& by) {
    const auto replace = [](const std::string& file, const std::string& source) {
      std::filesystem::copy_file(source, file + ".new");
      std::filesystem::rename(file + ".new", file);
    };
    replace(files.key, by.key);
    replace(files.certificate, by.certificate);
    replace(files.ca, by.ca);
  }

  absl::Status CannotStart() {
    const base::SystemClock clock;
    return services::Server::Start(options(), clock).status();
  }
};

TEST_F(TlsTest, WhoeverHasACertificateOfTheCaIsServed) {
  Serve(Make("ours", "server", "server"));
  const grpc::Status answered = Ask(Make("ours", "client", "client"));
  EXPECT_TRUE(answered.ok()) << answered.error_message();
}

TEST_F(TlsTest, AnotherServerIsAClientToo) {
  Serve(Make("ours", "server", "server"));
  const grpc::Status answered = Ask(Make("ours", "server", "other-server"));
  EXPECT_TRUE(answered.ok()) << answered.error_message();
}

TEST_F(TlsTest, NobodyElseIs) {
  Serve(Make("ours", "server", "server"));
  const rpc::TlsFiles ours = Make("ours", "client", "client");
  rpc::TlsFiles stranger = Make("theirs", "client", "client");
  stranger.ca = ours.ca;
  EXPECT_EQ(Ask(stranger).error_code(), grpc::StatusCode::UNAVAILABLE);

  std::ifstream file(ours.ca);
  grpc::SslCredentialsOptions nameless;
  nameless.pem_root_certs.assign(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(Ask(grpc::SslCredentials(nameless)).error_code(), grpc::StatusCode::UNAVAILABLE);

  EXPECT_EQ(Ask(grpc::InsecureChannelCredentials()).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(Ask(ours).ok());
}

TEST_F(TlsTest, AClientTalksToTheServerItCalledOnly) {
  Serve(Make("ours", "server", "server", "127.0.0.3"), "0.0.0.0:0");
  const rpc::TlsFiles ours = Make("ours", "client", "client");
  EXPECT_TRUE(Ask(ours, "127.0.0.3").ok());
  EXPECT_EQ(Ask(ours, "127.0.0.2").error_code(), grpc::StatusCode::UNAVAILABLE);
  rpc::TlsFiles elsewhere = ours;
  elsewhere.ca = Make("theirs", "client", "client").ca;
  EXPECT_EQ(Ask(elsewhere).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsTest, AClientsCertificateServesNobody) {
  Serve(Make("ours", "client", "127.0.0.1"));
  EXPECT_EQ(Ask(Make("ours", "client", "client")).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(TlsTest, OtherMachinesReachAServerWithTlsOnly) {
  options().rpc.listen_address = "0.0.0.0:0";
  EXPECT_EQ(base::ReasonOf(CannotStart()), "LISTEN_BEYOND_LOOPBACK");
  Serve(Make("ours", "server", "server"), "0.0.0.0:0");
  EXPECT_EQ(server().address(), base::StrCat("0.0.0.0:", server().port()));
  EXPECT_TRUE(Ask(Make("ours", "client", "client")).ok());
  Stop();
  options().rpc.listen_address = "dns:///localhost:0";
  EXPECT_EQ(base::ReasonOf(CannotStart()), "LISTEN_ADDRESS_INVALID");
}

TEST_F(TlsTest, NewFilesHoldForNewConnections) {
  // given a server, and a client with a connection to it
  const rpc::TlsFiles served{folder() + "/served.crt", folder() + "/served.key", folder() + "/served-ca.crt"};
  Replace(served, Make("ours", "server", "server"));
  Serve(served);
  const rpc::TlsFiles ours = Make("ours", "client", "client");
  const auto open = v1::History::NewStub(
      grpc::CreateChannel(base::StrCat("127.0.0.1:", server().port()), rpc::ClientCredentials(ours)));
  const auto ask_on_open = [&] {
    v1::ListEventsResponse response;
    return open->ListEvents(Call().get(), v1::ListEventsRequest(), &response);
  };
  ASSERT_TRUE(ask_on_open().ok());
  const rpc::TlsFiles new_ours = Make("new", "client", "client");
  ASSERT_EQ(Ask(new_ours).error_code(), grpc::StatusCode::UNAVAILABLE);

  // when its certificate, key and CA are replaced by those of another CA
  Replace(served, Make("new", "server", "server"));

  // then clients of the new one come to be served, those of the old no more, and what was open stays so
  EXPECT_TRUE(BecomesServed(new_ours));
  EXPECT_EQ(Ask({ours.certificate, ours.key, new_ours.ca}).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_TRUE(ask_on_open().ok());
}

TEST_F(TlsTest, FilesThatAreOfNoUseAreNamedAtTheStart) {
  const rpc::TlsFiles good = Make("ours", "server", "server");
  const rpc::TlsFiles other = Make("ours", "server", "other");
  const auto refused = [&](const rpc::TlsFiles& files, const std::string& named) {
    options().rpc.tls = files;
    const absl::Status status = CannotStart();
    EXPECT_EQ(base::ReasonOf(status), "TLS_FILE_UNUSABLE");
    EXPECT_THAT(std::string(status.message()), HasSubstr(named));
  };
  refused({good.certificate, other.key, good.ca}, other.key);
  refused({folder() + "/none", good.key, good.ca}, folder() + "/none");
  refused({good.certificate, folder() + "/none", good.ca}, folder() + "/none");
  refused({good.certificate, good.key, good.key}, good.key);
}

}  // namespace
}  // namespace praksis::testing
