// Lines over gRPC: Relay.Forward of other recorders.
#ifndef PRAKSIS_SERVICES_RELAY_LINES_H_
#define PRAKSIS_SERVICES_RELAY_LINES_H_

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "grpcpp/channel.h"
#include "grpcpp/security/credentials.h"
#include "services/relay/line.h"

namespace praksis::services {

// Opens lines, with a connection to each recorder that is kept. Thread-safe; outlives the lines.
class Lines {
 public:
  explicit Lines(std::shared_ptr<grpc::ChannelCredentials> credentials)
      : credentials_(std::move(credentials)) {}
  // Waits until every line has ended.
  ~Lines();
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  std::shared_ptr<Line> Open(const std::string& address, Line::User& user);

 private:
  class GrpcLine;
  std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address);

  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;  // guarded by mutex_
  int open_ = 0;                                                    // guarded by mutex_
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_RELAY_LINES_H_
