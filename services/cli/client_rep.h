// Private to client.cc and record_many.cc: the channel and its stubs.
#ifndef PRAKSIS_SERVICES_CLI_CLIENT_REP_H_
#define PRAKSIS_SERVICES_CLI_CLIENT_REP_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/grpcpp.h"
#include "praksis/v1/cycles.grpc.pb.h"
#include "praksis/v1/dashboards.grpc.pb.h"
#include "praksis/v1/experiments.grpc.pb.h"
#include "praksis/v1/feed.grpc.pb.h"
#include "praksis/v1/history.grpc.pb.h"
#include "praksis/v1/journal.grpc.pb.h"
#include "praksis/v1/learning.grpc.pb.h"
#include "praksis/v1/measures.grpc.pb.h"
#include "praksis/v1/operations.grpc.pb.h"
#include "praksis/v1/stories.grpc.pb.h"
#include "praksis/v1/transfer.grpc.pb.h"
#include "services/cli/client.h"

namespace praksis::cli {

struct Client::Rep {
  std::string server;
  absl::Duration timeout;
  bool tls = false;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::Journal::Stub> journal;
  std::unique_ptr<v1::History::Stub> history;
  std::unique_ptr<v1::Feed::Stub> feed;
  std::unique_ptr<v1::Dashboards::Stub> dashboards;
  std::unique_ptr<v1::Learning::Stub> learning;
  std::unique_ptr<v1::Experiments::Stub> experiments;
  std::unique_ptr<v1::Transfer::Stub> transfer;
  std::unique_ptr<v1::Cycles::Stub> cycles;
  std::unique_ptr<v1::Stories::Stub> stories;
  std::unique_ptr<v1::Measures::Stub> measures;
  std::unique_ptr<v1::Operations::Stub> operations;

  google::rpc::Status ToRpcStatus(const grpc::Status& status) const;
};

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_CLIENT_REP_H_
