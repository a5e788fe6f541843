// A server in this process and clients of it.
#ifndef PRAKSIS_TESTS_INTEGRATION_WORLD_H_
#define PRAKSIS_TESTS_INTEGRATION_WORLD_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "praksis/v1/dashboards.grpc.pb.h"
#include "praksis/v1/feed.grpc.pb.h"
#include "praksis/v1/history.grpc.pb.h"
#include "praksis/v1/journal.grpc.pb.h"
#include "praksis/v1/learning.grpc.pb.h"
#include "services/server/server.h"

namespace praksis::testing {

// How long a test waits for what must come.
inline constexpr absl::Duration kPatience = absl::Seconds(60);

// A client's call, given up after kPatience.
std::unique_ptr<grpc::ClientContext> Call(absl::Duration deadline = kPatience);

class World : public ::testing::Test {
 protected:
  World();
  ~World() override;

  // Options of the next Start; the data directory is the test's own, the port any.
  services::Server::Options& options() { return options_; }
  void Start();
  void Stop() { server_.reset(); }
  void Restart() {
    Stop();
    Start();
  }
  services::Server& server() { return *server_; }
  const std::string& data_directory() const { return options_.data_directory; }
  // A connection of its own.
  std::shared_ptr<grpc::Channel> Connect() const;
  // Takes in little at a time, and no more however fast the connection is.
  std::shared_ptr<grpc::Channel> ConnectNarrowly() const;

  // Stubs of the connection made by Start.
  v1::Journal::Stub& journal() { return *journal_; }
  v1::History::Stub& history() { return *history_; }
  v1::Feed::Stub& feed() { return *feed_; }
  v1::Dashboards::Stub& dashboards() { return *dashboards_; }
  v1::Learning::Stub& learning() { return *learning_; }

  // Records and expects that to be accepted.
  v1::RecordResponse Record(const v1::Event& event);
  // Records and expects it to be refused.
  absl::Status Refused(const v1::RecordRequest& request);
  absl::Status Refused(const v1::Event& event);
  // The case, at least as new as `at_least`.
  v1::GetCaseResponse Case(const std::string& stream, const std::string& at_least);

 private:
  const base::SystemClock clock_;
  services::Server::Options options_;
  std::unique_ptr<services::Server> server_;
  std::unique_ptr<v1::Journal::Stub> journal_;
  std::unique_ptr<v1::History::Stub> history_;
  std::unique_ptr<v1::Feed::Stub> feed_;
  std::unique_ptr<v1::Dashboards::Stub> dashboards_;
  std::unique_ptr<v1::Learning::Stub> learning_;
};

}  // namespace praksis::testing

#endif  // PRAKSIS_TESTS_INTEGRATION_WORLD_H_
