// Load on a gRPC service: so many clients, each with one call under way at a time.
#ifndef PRAKSIS_TESTS_BENCH_LOAD_H_
#define PRAKSIS_TESTS_BENCH_LOAD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "tests/bench/bench.h"

namespace praksis::bench {

// Connections of their own to 127.0.0.1:port.
std::vector<std::shared_ptr<grpc::Channel>> Connect(int port, int channels);

struct Load {
  double per_second = 0;
  Times times;
  // All that were made, warming up included.
  int64_t calls = 0;
};

// Ends a call: with its status.
using CallDone = std::function<void(grpc::Status)>;
// Starts the `call`th call (0, 1, …) of client 0 … clients-1. `context` lives until `done` has been called.
using StartCall = std::function<void(int client, int64_t call, grpc::ClientContext& context, CallDone done)>;

// Runs `clients` clients for `seconds`, after a tenth of that to warm up. Aborts where a call fails.
Load Drive(int clients, double seconds, const StartCall& start);

// Starts `per_second` calls a second for `seconds`, evenly, on whichever of `clients` clients is free. A
// call's time counts from when it should have started, so that a server that falls behind does not measure
// itself less often. Aborts where a call fails.
Load Pace(int clients, double per_second, double seconds, const StartCall& start);

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_LOAD_H_
