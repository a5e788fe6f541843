#include "tests/bench/peer.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "absl/time/clock.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/strings.h"
#include "services/server/server.h"

namespace praksis::bench {
namespace {

// Tells the parent where we listen, and returns when it has closed our input.
void AnnounceAndWait(int port) {
  std::printf("%d\n", port);
  std::fflush(stdout);
  char ignored;
  while (read(STDIN_FILENO, &ignored, 1) > 0) {
  }
}

}  // namespace

Peer::Peer(const std::vector<std::string>& arguments) {
  int to_peer[2];
  int from_peer[2];
  PRAKSIS_CHECK(pipe2(to_peer, O_CLOEXEC) == 0 && pipe2(from_peer, O_CLOEXEC) == 0);
  std::vector<std::string> all = {"/proc/self/exe"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& argument : all) argv.push_back(argument.data());
  argv.push_back(nullptr);
  process_ = fork();
  PRAKSIS_CHECK(process_ >= 0);
  if (process_ == 0) {
    dup2(to_peer[0], STDIN_FILENO);
    dup2(from_peer[1], STDOUT_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(to_peer[0]);
  close(from_peer[1]);
  to_peer_ = to_peer[1];
  std::string line;
  for (char next = 0; read(from_peer[0], &next, 1) == 1 && next != '\n';) line.push_back(next);
  close(from_peer[0]);
  port_ = std::atoi(line.c_str());
  PRAKSIS_CHECK(port_ > 0, "the server did not start: ", line);
}

double Peer::CpuSeconds() const {
  clockid_t clock;
  timespec used{};
  PRAKSIS_CHECK(clock_getcpuclockid(process_, &clock) == 0 && clock_gettime(clock, &used) == 0);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

Peer::~Peer() {
  close(to_peer_);
  waitpid(process_, nullptr, 0);
}

void ServeGrpc(grpc::Service& service) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  PRAKSIS_CHECK(server != nullptr);
  AnnounceAndWait(port);
  server->Shutdown();
}

bool ServePraksisIfAsked(int argc, char** argv) {
  if (argc != 3 || std::string_view(argv[1]) != "--serve=praksis") return false;
  const base::SystemClock clock;
  services::Server::Options options;
  options.data_directory = argv[2];
  auto server = services::Server::Start(options, clock);
  PRAKSIS_CHECK(server.ok(), server.status().ToString());
  AnnounceAndWait((*server)->port());
  (*server)->Stop(absl::Now() + absl::Seconds(5));
  return true;
}

}  // namespace praksis::bench
