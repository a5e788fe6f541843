// The server of a measurement, in a process of its own so that it does not share threads with the load: the
// same program, started again with what to serve.
#ifndef PRAKSIS_TESTS_BENCH_PEER_H_
#define PRAKSIS_TESTS_BENCH_PEER_H_

#include <functional>
#include <string>
#include <vector>

#include "grpcpp/impl/service_type.h"

namespace praksis::bench {

// A process that serves until destroyed.
class Peer {
 public:
  // Starts this program with `arguments`; it must call one of the Serve functions.
  explicit Peer(const std::vector<std::string>& arguments);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  int port() const { return port_; }
  // What its threads have used of the processors so far.
  double CpuSeconds() const;

 private:
  int process_ = -1;
  int to_peer_ = -1;
  int port_ = 0;
};

// In the peer: serves `service` until the parent is gone.
void ServeGrpc(grpc::Service& service);

// In a peer that was started with --serve=praksis DIR: serves all of praksisd on an embedded log in DIR until
// the parent is gone. False, at once, in any other program.
bool ServePraksisIfAsked(int argc, char** argv);

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_PEER_H_
