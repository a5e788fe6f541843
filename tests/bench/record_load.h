// Facts one by one over gRPC, and the server that they are compared with, which answers and does nothing.
#ifndef PRAKSIS_TESTS_BENCH_RECORD_LOAD_H_
#define PRAKSIS_TESTS_BENCH_RECORD_LOAD_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "praksis/v1/journal.grpc.pb.h"
#include "tests/bench/load.h"

namespace praksis::bench {

// In a peer: parses each request and answers what an answer looks like, until the parent is gone.
void ServeEcho();

// `clients` clients, each with a case of its own: it opens it, then notes things on it.
class RecordLoad {
 public:
  // To 127.0.0.1:port. `serial` counts all cases and outlives this.
  RecordLoad(int port, int clients, int64_t& serial);

  // As often as answers come.
  Load Drive(double seconds);
  // So many a second.
  Load Pace(double per_second, double seconds);
  // Starts one call; the answer is answer(client) when `done` is called. For loads that do more.
  void Start(int client, int64_t number, grpc::ClientContext& context, CallDone done);
  const v1::RecordResponse& answer(int client) const { return calls_[static_cast<size_t>(client)].response; }
  // Cases that nobody has opened yet, for another run.
  void NewCases();

 private:
  // One call's messages, which must live until it ends.
  struct Call {
    v1::RecordRequest request;
    v1::RecordResponse response;
  };

  const int clients_;
  int64_t& serial_;
  int64_t first_case_ = 0;
  std::vector<Call> calls_;
  std::vector<std::unique_ptr<v1::Journal::Stub>> stubs_;
};

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_RECORD_LOAD_H_
