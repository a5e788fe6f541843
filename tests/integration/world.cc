#include "tests/integration/world.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "libs/rpc/status.h"

namespace praksis::testing {

std::unique_ptr<grpc::ClientContext> Call(absl::Duration deadline) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(absl::ToChronoTime(absl::Now() + deadline));
  return context;
}

World::World() {
  std::string directory = ::testing::TempDir() + "/praksis-XXXXXX";
  EXPECT_NE(mkdtemp(directory.data()), nullptr);
  options_.data_directory = directory;
  options_.rpc.listen_address = "127.0.0.1:0";
  EXPECT_TRUE(absl::LoadTimeZone("Europe/Copenhagen", &options_.time_zone));
}

World::~World() {
  Stop();
  std::filesystem::remove_all(data_directory());
}

void World::Start() {
  auto started = services::Server::Start(options_, clock_);
  ASSERT_TRUE(started.ok()) << started.status();
  server_ = *std::move(started);
  const auto channel = Connect();
  journal_ = v1::Journal::NewStub(channel);
  history_ = v1::History::NewStub(channel);
  feed_ = v1::Feed::NewStub(channel);
  dashboards_ = v1::Dashboards::NewStub(channel);
  learning_ = v1::Learning::NewStub(channel);
}

std::shared_ptr<grpc::Channel> World::Connect() const {
  grpc::ChannelArguments arguments;
  // Channels with equal arguments would share one connection.
  static int connections = 0;
  arguments.SetInt("praksis.test.connection", ++connections);
  return grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(), arguments);
}

std::shared_ptr<grpc::Channel> World::ConnectNarrowly() const {
  grpc::ChannelArguments arguments;
  // Channels with equal arguments would share one connection.
  static int connections = 0;
  arguments.SetInt("praksis.test.connection", ++connections);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 16 << 10);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(), arguments);
}

v1::RecordResponse World::Record(const v1::Event& event) {
  v1::RecordRequest request;
  *request.mutable_event() = event;
  v1::RecordResponse response;
  const grpc::Status status = journal().Record(Call().get(), request, &response);
  EXPECT_TRUE(status.ok()) << rpc::FromGrpc(status);
  return response;
}

absl::Status World::Refused(const v1::RecordRequest& request) {
  v1::RecordResponse response;
  const grpc::Status status = journal().Record(Call().get(), request, &response);
  EXPECT_FALSE(status.ok()) << response.DebugString();
  return rpc::FromGrpc(status);
}

absl::Status World::Refused(const v1::Event& event) {
  v1::RecordRequest request;
  *request.mutable_event() = event;
  return Refused(request);
}

v1::GetCaseResponse World::Case(const std::string& stream, const std::string& at_least) {
  v1::GetCaseRequest request;
  request.set_stream(stream);
  request.set_at_least(at_least);
  v1::GetCaseResponse response;
  const grpc::Status status = history().GetCase(Call().get(), request, &response);
  EXPECT_TRUE(status.ok()) << rpc::FromGrpc(status);
  return response;
}

}  // namespace praksis::testing
